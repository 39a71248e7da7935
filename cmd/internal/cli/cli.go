// Package cli is the command dg: one file a sub-command, each an options struct,
// a constructor of the cobra command and a run function. Exit codes are decided
// here and nowhere else.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/cmd/internal/streams"
	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/stdlib/invoke"
)

// app is what all commands share.
type app struct {
	io      *streams.Streams
	verbose int
	noColor bool
	color   string

	wrongFlags bool // the flags were not read to their end
	wroteJSON  bool // the answer of --json is printed

	managers []*connections.Manager // opened by this command
}

// patience is how long the end of the command waits for a refresh that a
// cancelled run left under way: with rotating tokens its answer must not be lost.
const patience = 2 * time.Second

func (a *app) settle() {
	if !slices.ContainsFunc(a.managers, (*connections.Manager).Busy) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, m := range a.managers {
		m.Wait(ctx)
	}
}

// Main runs dg and returns its exit code.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	relaxCollector(os.Getenv)
	return Run(interruptible(args), args, streams.New(in, out, errOut, keptEnvironment()))
}

// quiet is how long a command that asks nothing leaves signals to the system, whose
// way, to end the process, is right while nothing is under way. Listening starts
// threads: a script of one line spent 7 % of its time on that.
const quiet = 2 * time.Millisecond

// interruptible returns a context that the first Ctrl-C or SIGTERM cancels. The
// second ends the process, whatever it does.
func interruptible(args []string) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	// Nothing stops listening at the end of the process: that alone would cost several
	// switches of threads.
	listen := func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
		go func() {
			<-signals
			signal.Stop(signals)
			cancel()
		}()
	}
	if asksNothing(args) {
		time.AfterFunc(quiet, listen)
	} else {
		listen()
	}
	return ctx
}

// asksNothing reports whether a command neither prompts nor changes a terminal, which
// a process that is ended at once would leave changed.
func asksNothing(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0] {
	case "run":
		return !slices.Contains(args, "-")
	case "help", "--help", "-h", "version", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
		return true
	}
	return false
}

// Run runs dg on the given streams and returns its exit code.
func Run(ctx context.Context, args []string, s *streams.Streams) int {
	a := &app{io: s}
	s.Stop = ctx.Done()
	invoke.Version = sync.OnceValue(func() string { return strings.Trim(readVersion().Version, "()") })
	root := a.root(args)
	root.SetArgs(args)
	root.SetIn(s.In)
	out := &noted{w: s.Out}
	root.SetOut(out)
	if root.CompletionOptions.DisableDefaultCmd = len(root.Commands()) == 1; !root.CompletionOptions.DisableDefaultCmd {
		strictHelp(root) // completions go to the output that is set by then
	}
	root.SetErr(s.Err)
	defer a.settle()
	cmd, err := root.ExecuteContextC(ctx)
	if out.err != nil {
		err = out.err
	}
	if err == nil {
		a.warnUnused()
	}
	return a.finish(ctx, cmd, args, err)
}

// usageError is a mistake in how dg was called.
type usageError struct {
	err  error
	hint string
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }
func (e *usageError) Hint() string  { return e.hint }

func usage(err error, hint string) error { return &usageError{err, hint} }

func usagef(hint, text string) error { return &usageError{errors.New(text), hint} }

// silent is an error that has been printed already.
type silent struct{ code int }

func (silent) Error() string { return "" }

// exactArgs is cobra.ExactArgs as a usage error that shows how to write it.
func exactArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == n:
			return nil
		case len(args) < n:
			return usagef("usage: "+cmd.UseLine(), "an argument is missing")
		}
		return usagef("usage: "+cmd.UseLine(), "too many arguments: "+args[n])
	}
}

// minArgs is exactArgs without an upper bound.
func minArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= n {
			return nil
		}
		return usagef("usage: "+cmd.UseLine(), "an argument is missing")
	}
}
