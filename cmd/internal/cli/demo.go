package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/cmd/internal/demo"
	"github.com/dg-lang/dg/connections/connector"
	"github.com/dg-lang/dg/runtime/host"
)

type demoOptions struct {
	app     *app
	browser bool
	json    bool
}

func (a *app) demoCmd() *cobra.Command {
	o := &demoOptions{app: a}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole product in one run, without an account",
		Long: `Start a provider and a protected API on this machine, connect to them, run a script
that calls the API through the connection, let its token end, and run it again; then
the same through a connector and through a rule. Each step says what it is for a real
service. Your own connections are not touched, and nothing is kept.`,
		Example: `  dg demo
  dg demo --browser      sign in yourself
  dg demo --json         what happened, for a program`,
		Args: exactArgs(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().BoolVar(&o.browser, "browser", false, "sign in yourself, in a browser")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the steps and the servers' log as JSON")
	return cmd
}

func (o *demoOptions) run(ctx context.Context) error {
	if o.browser && (o.json || o.app.io.NoInput) {
		return usagef("leave --browser away; the demo then signs in by itself", "--browser needs a person, --json and --no-input rule one out")
	}
	// A reader that goes away, such as head, must not keep the folder from being
	// removed: the write fails instead of ending the process.
	signal.Ignore(syscall.SIGPIPE)
	defer signal.Reset(syscall.SIGPIPE)
	report, err := demo.Run(ctx, o.options())
	switch {
	case ctx.Err() != nil && o.json:
		return interrupted{}
	case ctx.Err() != nil:
		fmt.Fprintln(o.app.io.Err, "Stopped. The servers are gone and the folder is removed.")
		return silent{exitInterrupted}
	case errors.Is(err, syscall.EPIPE):
		return silent{exitOutside}
	case errors.Is(err, errOutput):
		return err
	}
	if o.json {
		if writeErr := o.app.writeJSON(report); writeErr != nil {
			return writeErr
		}
	}
	if err != nil {
		return &demoError{err}
	}
	return nil
}

// demoError keeps the advice of errors about connections from people: theirs are
// not concerned.
type demoError struct{ err error }

func (e *demoError) Error() string { return "the demo failed: " + e.err.Error() }
func (e *demoError) Unwrap() error { return e.err }
func (e *demoError) Hint() string {
	return "your own connections are not touched; if it fails again, please report it with the output of dg version"
}

func (o *demoOptions) options() demo.Options {
	s := o.app.io
	d := demo.Options{Out: output{s.Out}, Width: s.Width(), Log: o.app.logger(), Registry: builtins(),
		Connectors: Connectors, Browser: o.browser, Open: o.app.openBrowser}
	d.Paint = func(code, text string) string {
		if paint := s.PaintOut(code); paint != nil {
			return paint(text)
		}
		return text
	}
	if o.json {
		d.Out = io.Discard
	}
	return d
}

// Connectors gives scripts the APIs of a catalogue.
func Connectors(c *connector.Catalog) host.Connectors {
	return &connectorHost{load: func() (*connector.Catalog, error) { return c, nil }}
}

// output marks the errors of writing.
type output struct{ w io.Writer }

func (o output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil {
		err = fmt.Errorf("%w: %w", errOutput, err)
	}
	return n, err
}
