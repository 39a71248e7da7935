// Package diag has the one type for everything dg finds wrong: in scripts, rule
// files and configuration, before and while a script runs. Text and JSON are two
// renderings of it.
package diag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dg-lang/dg/lang/source"
)

// Severity ranks a diagnostic.
type Severity uint8

// The severities, worst first.
const (
	Error Severity = iota
	Warning
	Info
)

// String returns "error", "warning" or "info".
func (s Severity) String() string { return [...]string{"error", "warning", "info"}[s] }

// Label points at a place and says a few words about it.
type Label struct {
	File *source.File
	Span source.Span
	Text string
}

// Place returns "file:line:col", or the file name alone without a position.
func (l Label) Place() string {
	if l.File == nil {
		return ""
	}
	line, col, _ := l.File.LineCol(l.Span.Start)
	if line == 0 {
		return l.File.Name
	}
	return fmt.Sprintf("%s:%d:%d", l.File.Name, line, col)
}

// Edit replaces the text under Span, for fixes that need no thought.
type Edit struct {
	Span source.Span
	Text string
}

// Frame is one call on the stack of a run-time error.
type Frame struct {
	Function string
	Call     Label // where it was called from
}

// Diagnostic is one finding. Message is a full sentence without a full stop; the
// vendor's own texts stand in it unbroken.
type Diagnostic struct {
	Severity Severity
	Code     Code
	Message  string
	Primary  Label
	Related  []Label
	Hint     string // what to do next
	Notes    []string
	Fixes    []Edit
	Stack    []Frame // innermost first, run-time errors only
}

// Error returns the finding on one line, with its place in front.
func (d *Diagnostic) Error() string {
	if at := d.Primary.Place(); at != "" {
		return at + ": " + d.Message
	}
	return d.Message
}

// List is what was found in one go.
type List []*Diagnostic

// Add appends a finding.
func (l *List) Add(d *Diagnostic) { *l = append(*l, d) }

// HasErrors reports whether anything is worse than a warning.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d *Diagnostic) bool { return d.Severity == Error })
}

// Sorted returns the findings by file and place; equal places keep their order.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b *Diagnostic) int {
		return cmp.Or(cmp.Compare(fileName(a), fileName(b)), cmp.Compare(a.Primary.Span.Start, b.Primary.Span.Start))
	})
	return out
}

func fileName(d *Diagnostic) string {
	if d.Primary.File == nil {
		return ""
	}
	return d.Primary.File.Name
}

// Err returns l as an error, nil when it holds none.
func (l List) Err() error {
	if !l.HasErrors() {
		return nil
	}
	return Failure{l}
}

// Failure is a List as an error value.
type Failure struct{ List List }

// Error returns the first error and how many follow.
func (f Failure) Error() string {
	errs := 0
	var first *Diagnostic
	for _, d := range f.List.Sorted() {
		if d.Severity == Error {
			if first == nil {
				first = d
			}
			errs++
		}
	}
	if errs < 2 {
		return first.Error()
	}
	return fmt.Sprintf("%s (and %d more)", first.Error(), errs-1)
}
