// Package streams is the terminal as commands see it: the three streams, the
// environment, and whether a person is there to answer.
package streams

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// Streams are the ends of one process. Data goes to Out, everything else to Err.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string

	NoInput bool            // never ask
	Stop    <-chan struct{} // closed when the command is to end; nil: never
	Color   string          // "auto", "always" or "never"
}

// New returns the streams of a process.
func New(in io.Reader, out, err io.Writer, getenv func(string) string) *Streams {
	return &Streams{In: in, Out: out, Err: err, Getenv: getenv, Color: "auto"}
}

func terminal(v any) (*os.File, bool) {
	f, ok := v.(*os.File)
	if !ok || f == nil {
		return nil, false
	}
	return f, term.IsTerminal(int(f.Fd()))
}

// InTTY reports whether a terminal is at the input.
func (s *Streams) InTTY() bool { _, ok := terminal(s.In); return ok }

// OutTTY reports whether a terminal is at the output.
func (s *Streams) OutTTY() bool { _, ok := terminal(s.Out); return ok }

// ErrTTY reports whether messages go to a terminal.
func (s *Streams) ErrTTY() bool { _, ok := terminal(s.Err); return ok }

// CanAsk reports whether there is a person to ask: input and messages are a
// terminal and --no-input is not set.
func (s *Streams) CanAsk() bool { return !s.NoInput && s.InTTY() && s.ErrTTY() }

const defaultWidth = 100

// Width returns the columns of the terminal that messages go to, else of the one
// at the output. COLUMNS wins.
func (s *Streams) Width() int {
	if n, err := strconv.Atoi(s.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	for _, end := range []any{s.Err, s.Out} {
		if f, ok := terminal(end); ok {
			if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
				return w
			}
		}
	}
	return defaultWidth
}

// colored decides about colour for a stream: the flag, then NO_COLOR, then the
// variables that force it, then whether it is a terminal.
func (s *Streams) colored(w io.Writer) bool {
	switch s.Color {
	case "always":
		return true
	case "never":
		return false
	}
	if s.Getenv("NO_COLOR") != "" {
		return false
	}
	for _, name := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := s.Getenv(name); v != "" && v != "0" {
			return true
		}
	}
	_, tty := terminal(w)
	return tty && s.Getenv("TERM") != "dumb"
}

// ErrColor reports whether messages are coloured.
func (s *Streams) ErrColor() bool { return s.colored(s.Err) }

// Paint returns a function that wraps text for Err in an SGR code, or nil without
// colour.
func (s *Streams) Paint(code string) func(string) string {
	if !s.ErrColor() {
		return nil
	}
	return sgr(code)
}

// PaintOut is Paint for what goes to Out.
func (s *Streams) PaintOut(code string) func(string) string {
	if !s.colored(s.Out) {
		return nil
	}
	return sgr(code)
}

func sgr(code string) func(string) string {
	return func(text string) string { return "\x1b[" + code + "m" + text + "\x1b[0m" }
}
