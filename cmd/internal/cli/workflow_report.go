package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/workflow"
)

// runReporter prints the run log, for people or for machines.
type runReporter struct {
	app     *app
	explain bool
	json    bool
	failed  int
	err     error // of writing
}

// log takes one line of the run log.
func (r *runReporter) log(run *workflow.Run) {
	if run.Status == workflow.Failed {
		r.failed++
	}
	if run.Status == workflow.Skipped && !r.explain {
		return
	}
	if !r.explain {
		run.Criteria = nil
	}
	if r.json {
		r.line(run.String())
		return
	}
	r.tell(run)
}

func (r *runReporter) line(s string) {
	if r.err != nil {
		return
	}
	if _, err := io.WriteString(r.app.io.Out, s+"\n"); err != nil {
		r.err = fmt.Errorf("%w: %w", errOutput, err)
	}
}

// tell prints one line of the log for a person, and the tests behind it.
func (r *runReporter) tell(run *workflow.Run) {
	name := run.Rule
	if run.Condition > 1 {
		name += fmt.Sprintf(", condition %d", run.Condition)
	}
	switch run.Status {
	case workflow.OK:
		r.say("32", "✓", name+": "+done(run))
	case workflow.Failed:
		r.say("1;31", "✗", name+": "+done(run)+" failed")
		r.failure(run)
	default:
		r.say("33", "-", name+" did not run: "+because(run))
	}
	for _, c := range run.Criteria {
		r.criterion(c)
	}
	for _, w := range run.Warnings {
		fmt.Fprintf(r.app.io.Err, "  %s: %s\n", r.app.paint("1;33", "warning"), w)
	}
}

func (r *runReporter) say(color, mark, text string) {
	fmt.Fprintf(r.app.io.Err, "%s %s\n", r.app.paint(color, mark), text)
}

// failure shows where a script failed, as dg run does.
func (r *runReporter) failure(run *workflow.Run) {
	var script *interp.Error
	if errors.As(run.Err, &script) {
		r.app.reportRun(script)
		return
	}
	fmt.Fprintf(r.app.io.Err, "%s: %s\n", r.app.paint("1;31", "error"), run.Message)
}

func (r *runReporter) criterion(c workflow.CheckedAsJSON) {
	word := "no "
	if c.Result {
		word = "yes"
	}
	v, err := c.Value.MarshalJSON()
	if err != nil {
		v = []byte("a value that contains itself")
	}
	fmt.Fprintf(r.app.io.Err, "    %s  %s  (the field holds %s)\n", word, c.Criterion, preview(string(v)))
}

// preview cuts a value to what is worth reading in an explanation.
func preview(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// done says what an action did.
func done(run *workflow.Run) string {
	if run.Action == "call" {
		if run.Function == "" {
			return run.File
		}
		return fmt.Sprintf("%s (%s)", run.Function, run.File)
	}
	var sets []string
	for _, w := range run.Writes {
		if b, err := w.Fields.MarshalJSON(); err == nil {
			sets = append(sets, preview(string(b)))
		}
	}
	return strings.TrimSpace(run.Action + " " + strings.Join(sets, " "))
}

// because puts the reason for a skip into words.
func because(run *workflow.Run) string {
	switch run.Why {
	case workflow.WhyInactive:
		return "it is not active"
	case workflow.WhyTrigger:
		return "it waits for another event"
	case workflow.WhyCriteria:
		return "the record does not meet its criteria"
	case workflow.WhyEarlier:
		return "an earlier condition matched"
	case workflow.WhyAlreadyRan:
		return "it ran for this record before"
	case workflow.WhyDeleted:
		return "the record is gone"
	}
	return run.Why
}

// event says when nothing ran, which is easily overlooked.
func (r *runReporter) event(e *workflow.Event, o workflow.Outcome, rules []*workflow.Rule) {
	if len(o.Ran) > 0 || r.json {
		return
	}
	hint := "--explain says why"
	if r.explain {
		hint = "the reasons stand above"
	}
	known := map[string]bool{}
	var modules []string
	for _, rule := range rules {
		if !known[rule.Module] {
			known[rule.Module] = true
			modules = append(modules, rule.Module)
		}
	}
	if !known[e.Module] {
		hint = "there are rules for " + strings.Join(modules, ", ")
		if near := diag.DidYouMean(e.Module, modules); near != "" {
			hint = near
		}
	}
	fmt.Fprintf(r.app.io.Err, "no rule ran for %s.%s; %s\n", e.Module, e.Op, hint)
}

// finish turns failed actions into the exit code; they have been printed.
func (r *runReporter) finish() error {
	if r.failed > 0 {
		return silent{exitNo}
	}
	return nil
}
