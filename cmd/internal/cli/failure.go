package cli

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/interp"
)

// runFailure is a finding with the exit code; Diagnostics has all of several.
type runFailure struct {
	diag.JSON
	Exit        int         `json:"exit"`
	Diagnostics []diag.JSON `json:"diagnostics,omitempty"`
}

func failureJSON(err error, code int) *runFailure {
	f := &runFailure{Exit: code}
	var run *interp.Error
	var many diag.Failure
	switch {
	case errors.As(err, &run):
		f.JSON = diag.ToJSON(coded(run))
	case errors.As(err, &many):
		f.Diagnostics = diag.ListJSON(many.List)
		for _, d := range f.Diagnostics {
			if d.Severity == diag.Error.String() {
				f.JSON = d
				break
			}
		}
	default:
		f.JSON = diag.JSON{Severity: diag.Error.String(), Message: err.Error()}
		var next interface{ Hint() string }
		if errors.As(err, &next) {
			f.Hint = next.Hint()
		}
	}
	return f
}

// failJSON gives a program that reads --json its JSON in a failure too. A command
// that printed its answer before it failed has done so already.
func (a *app) failJSON(cmd *cobra.Command, args []string, err error, code int) {
	if a.wroteJSON || !a.wantsJSON(cmd, args) {
		return
	}
	failure := failureJSON(err, code)
	switch cmd.Name() {
	case "run":
		_ = a.writeJSON(runReport{Result: json.RawMessage("null"), Info: []string{}, Requests: []request{}, Error: failure})
	case "fire": // one object a line
		if line, err := json.Marshal(failedOnly{failure}); err == nil {
			_, _ = a.io.Out.Write(append(line, '\n'))
		}
	default:
		_ = a.writeJSON(failedOnly{failure})
	}
}

// failedOnly is what --json prints when there is nothing but an error.
type failedOnly struct {
	Error *runFailure `json:"error"`
}

// wantsJSON reports whether --json was given. After a wrong flag those behind it
// have not been read, so the words themselves decide.
func (a *app) wantsJSON(cmd *cobra.Command, args []string) bool {
	if cmd == nil {
		return false
	}
	flag := cmd.Flags().Lookup("json")
	if flag == nil {
		return false
	}
	return flag.Value.String() == "true" || a.wrongFlags && slices.Contains(args, "--json")
}

// leave runs f and does not wait for it when ctx ends first: reading a large file
// for a minute must not keep Ctrl-C from ending the command.
func leave[T any](ctx context.Context, f func() T) (T, error) {
	done := make(chan T, 1)
	go func() { done <- f() }()
	select {
	case v := <-done:
		return v, nil
	case <-ctx.Done():
		var none T
		return none, interrupted{}
	}
}

// interrupted is the cancellation of a command in the words of a run's own.
type interrupted struct{}

func (interrupted) Error() string { return "interrupted" }
func (interrupted) Unwrap() error { return context.Canceled }
