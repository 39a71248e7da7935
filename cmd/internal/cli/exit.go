package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/cmd/internal/streams"
	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/seal"
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/interp"
)

// The exit codes of dg; `dg help exit-codes` prints them.
const (
	exitOK          = 0
	exitNo          = 1   // uncaught script error, failed check
	exitUsage       = 2   // wrong flags, missing file, bad configuration
	exitSource      = 3   // the source does not parse or check
	exitAuth        = 4   // a connection is missing, expired or revoked
	exitOutside     = 5   // network, TLS, disk
	exitLimit       = 6   // steps, time, size, calls
	exitInternal    = 70  // a fault of dg
	exitInterrupted = 130 // Ctrl-C
)

const exitCodesHelp = `Every command ends with one of these:

  0    success
  1    the answer is no: an uncaught script error, a rule whose script failed,
       something to do for fmt --check
  2    wrong usage: flags, a missing file, bad configuration
  3    the source does not parse or check
  4    authorization is needed: a connection is missing, expired or revoked
  5    the outside world failed: network, TLS, disk
  6    a limit was reached: statements, time, size, calls
  70   an internal error: please report it
  130  interrupted
`

// finish prints what is left to say about err and returns the exit code.
func (a *app) finish(ctx context.Context, cmd *cobra.Command, args []string, err error) int {
	var done silent
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &done):
		return done.code
	}
	code := exitCode(err)
	if ctx.Err() != nil && code != exitInternal {
		code = exitInterrupted
	}
	a.failJSON(cmd, args, err, code)
	a.report(err)
	return code
}

// exitCode sorts an error.
func exitCode(err error) int {
	var run *interp.Error
	if errors.As(err, &run) {
		return runCode(run)
	}
	var failure diag.Failure
	var conn *connections.Error
	var wrong *usageError
	var config *configError
	switch {
	case errors.As(err, &config):
		return exitUsage
	case errors.As(err, &failure):
		return exitSource
	case errors.As(err, &conn):
		return connectionCode(conn)
	case errors.As(err, &wrong), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, streams.ErrNoInput):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case isOutside(err):
		return exitOutside
	case isCobraUsage(err):
		return exitUsage
	}
	return exitNo
}

func runCode(e *interp.Error) int {
	switch e.Code {
	case diag.Limit:
		return exitLimit
	case diag.Cancelled:
		return exitInterrupted
	case diag.Internal:
		return exitInternal
	}
	var wrong *usageError
	var conn *connections.Error
	switch {
	case errors.As(e.Cause, &conn):
		return connectionCode(conn)
	case errors.As(e.Cause, &wrong): // a connector file with mistakes
		return exitUsage
	case isOutside(e.Cause):
		return exitOutside
	}
	return exitNo
}

func connectionCode(e *connections.Error) int {
	switch {
	case e.Kind == connections.Invalid, wrongKey(e):
		return exitUsage
	case e.Kind == connections.StoreFailed, fromOutside(e.Cause):
		return exitOutside
	}
	return exitAuth
}

// wrongKey tells a store that needs another key from one that cannot be read.
func wrongKey(err error) bool {
	return errors.Is(err, seal.ErrNoKey) || errors.Is(err, seal.ErrWrongKey) || errors.Is(err, seal.ErrMalformed)
}

func isOutside(err error) bool {
	var limit *host.LimitError
	return fromOutside(err) && !errors.As(err, &limit) || errors.Is(err, errOutput)
}

// isCobraUsage recognises cobra's own errors, which have no type.
func isCobraUsage(err error) bool {
	text := err.Error()
	for _, start := range []string{"unknown command", "unknown flag", "unknown shorthand flag", "flag needs an argument",
		"invalid argument", "accepts ", "required flag", "if any flags in the group", "bad flag syntax", "at least one of the flags"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

// report prints an error with what to do next.
func (a *app) report(err error) {
	var run *interp.Error
	var failure diag.Failure
	switch {
	case errors.As(err, &run):
		a.reportRun(run)
	case errors.As(err, &failure):
		a.render(failure.List)
	default:
		a.reportPlain(err)
	}
}

func (a *app) reportPlain(err error) {
	text, more, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	fmt.Fprintf(a.io.Err, "%s: %s\n", a.paint("1;31", "error"), plain(text))
	if more = strings.TrimSpace(more); more != "" {
		for line := range strings.Lines(more) {
			fmt.Fprintln(a.io.Err, plain(strings.TrimRight(line, "\n")))
		}
	}
	var next interface{ Hint() string }
	if errors.As(err, &next) && next.Hint() != "" {
		fmt.Fprintf(a.io.Err, "  = %s: %s\n", a.paint("36", "help"), next.Hint())
	} else if isCobraUsage(err) {
		fmt.Fprintf(a.io.Err, "  = %s: dg --help lists the commands, dg COMMAND --help the flags of one\n", a.paint("36", "help"))
	}
}

func (a *app) reportRun(e *interp.Error) {
	a.render(diag.List{coded(e)})
	var internal *interp.Panic
	if a.verbose > 0 && errors.As(e.Cause, &internal) {
		fmt.Fprintf(a.io.Err, "\n%s\n", internal.Stack)
	}
}

// coded is an uncaught error with the code of what is behind it.
func coded(e *interp.Error) *diag.Diagnostic {
	d := e.Diagnostic()
	var conn *connections.Error
	var net *httpx.Error
	switch {
	case errors.As(e.Cause, &conn):
		d.Code = diag.Unconnected
	case errors.As(e.Cause, &net):
		d.Code = diag.Network
	}
	return d
}

// render prints findings to the person.
func (a *app) render(l diag.List) { a.renderer(0, a.io.Paint).Render(a.io.Err, l) }

// renderer lays findings out for the terminal; limit is how many are shown, 0 the
// usual number.
func (a *app) renderer(limit int, paint func(code string) func(string) string) diag.Renderer {
	frames := 0
	if a.verbose > 0 {
		frames = -1
	}
	return diag.Renderer{Width: a.io.Width(), MaxErrors: limit, MaxFrames: frames, Style: diag.Style{Error: paint("1;31"),
		Warning: paint("1;33"), Place: paint("34"), Mark: paint("1;31"), Hint: paint("36")}}
}

func (a *app) paint(code, text string) string {
	if f := a.io.Paint(code); f != nil {
		return f(text)
	}
	return text
}
