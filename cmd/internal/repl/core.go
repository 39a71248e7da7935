// Package repl is the prompt: a core that takes one line at a time and needs no
// terminal, and a front end on liner.
package repl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/value"
)

// The prompts: plain text, because liner refuses control characters.
const (
	Prompt = "dg> "
	More   = " ... "
)

const maxLines = 40 // of a shown value

// Core is a session at a prompt without a terminal.
type Core struct {
	session *dg.Session
	form    *value.Format
	out     io.Writer
	report  func(error)     // prints an error
	warn    func(diag.List) // prints warnings
	read    func(name string) (string, error)

	buffer []string
	inputs int
	result int
	full   string // the last value, uncut
	quit   bool
	failed error // of the last input
}

// Options are what a Core needs from the command line.
type Options struct {
	Session *dg.Session
	Format  *value.Format
	Out     io.Writer
	Report  func(error)
	Warn    func(diag.List)
	Read    func(name string) (string, error) // of :load
}

// New returns a Core.
func New(o Options) *Core {
	return &Core{session: o.Session, form: o.Format, out: o.Out, report: o.Report, warn: o.Warn, read: o.Read}
}

// Done reports whether the person asked to leave.
func (c *Core) Done() bool { return c.quit }

// Err returns the error of the last input.
func (c *Core) Err() error { return c.failed }

// Prompt returns the prompt for the next line.
func (c *Core) Prompt() string {
	if len(c.buffer) > 0 {
		return More
	}
	return Prompt
}

// Pending reports whether lines wait for more.
func (c *Core) Pending() bool { return len(c.buffer) > 0 }

// Cancel forgets the lines typed so far.
func (c *Core) Cancel() { c.buffer = nil }

// Line takes one line. It returns the whole input when that has been run, so that
// it can go into the history, and "" while more lines are wanted. A blank line
// runs what is there even when it looks unfinished.
func (c *Core) Line(ctx context.Context, line string) string {
	blank := strings.TrimSpace(line) == ""
	if len(c.buffer) == 0 {
		if blank {
			return ""
		}
		if strings.HasPrefix(strings.TrimSpace(line), ":") {
			c.failed = c.command(ctx, strings.TrimSpace(line))
			if c.failed != nil {
				c.report(c.failed)
			}
			return strings.TrimSpace(line)
		}
	}
	c.buffer = append(c.buffer, line)
	text := strings.Join(c.buffer, "\n")
	if !blank && c.session.Incomplete(text) {
		return ""
	}
	c.buffer = nil
	c.failed = c.eval(ctx, text)
	return strings.TrimSpace(text)
}

// Flush runs the lines that still wait, at the end of the input.
func (c *Core) Flush(ctx context.Context) {
	if len(c.buffer) > 0 {
		c.Line(ctx, "")
	}
}

// eval runs one input, prints its value and reports its errors.
func (c *Core) eval(ctx context.Context, text string) error {
	c.inputs++
	answer, err := c.session.Eval(ctx, source.NewFile(fmt.Sprintf("<input %d>", c.inputs), text))
	if err != nil {
		c.report(err)
		return err
	}
	if len(answer.Findings) > 0 {
		c.warn(answer.Findings)
	}
	if answer.Shown {
		if err := c.show(answer.Value); err != nil {
			c.report(err)
			return err
		}
	}
	return nil
}

// show prints a value and keeps it as _ and under the next number.
func (c *Core) show(v value.Value) error {
	c.result++
	c.session.Define("_", v)
	c.session.Define(fmt.Sprintf("_%d", c.result), v)
	c.full = c.pretty(v)
	lines := strings.Split(c.full, "\n")
	if len(lines) > maxLines {
		lines = append(lines[:maxLines], fmt.Sprintf("… %d more lines, :full shows them", len(lines)-maxLines))
	}
	_, err := fmt.Fprintln(c.out, strings.Join(lines, "\n"))
	return err
}

// pretty lays lists and maps out over lines; other values are their text.
func (c *Core) pretty(v value.Value) string {
	switch v.Kind() {
	case types.List, types.Map, types.Collection:
		var b bytes.Buffer
		if text, err := value.TryJSON(v, c.form); err == nil && json.Indent(&b, []byte(text), "", "  ") == nil {
			return b.String()
		}
	}
	return c.form.Text(v)
}

var errUnknownCommand = errors.New("unknown command")
