package demo

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// narrator prints for a person. It keeps the first error of writing.
type narrator struct {
	w     io.Writer
	width int
	paint func(code, text string) string
	err   error
}

// Colours, as SGR codes.
const (
	bold  = "1"
	dim   = "2"
	green = "32"
	cyan  = "36"
)

func (n *narrator) print(text string) {
	if n.err == nil {
		_, n.err = io.WriteString(n.w, text)
	}
}

func (n *narrator) title(text string) { n.wrapped("\n", "", text, bold) }

// paragraph prints prose with an empty line before it.
func (n *narrator) paragraph(text string) { n.wrapped("\n", "", text, "") }

// done prints something that was seen to work.
func (n *narrator) done(format string, args ...any) {
	n.wrapped(n.paint(green, "✓")+" ", "  ", fmt.Sprintf(format, args...), "")
}

// doing prints what takes a while.
func (n *narrator) doing(format string, args ...any) {
	n.wrapped("… ", "  ", fmt.Sprintf(format, args...), "")
}

// blank prints an empty line.
func (n *narrator) blank() { n.print("\n") }

// wrapped prints text with first before the first line and rest before the others.
func (n *narrator) wrapped(first, rest, text, code string) {
	for i, line := range wrap(text, n.width-len(rest)) {
		lead := rest
		if i == 0 {
			lead = first
		}
		if code != "" {
			line = n.paint(code, line)
		}
		n.print(lead + line + "\n")
	}
}

// file prints a file as it is: its lines are not wrapped, so that it can be copied.
func (n *narrator) file(name, text string) {
	n.print("\n  " + n.paint(dim, "-- "+name+" --") + "\n")
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		n.print(strings.TrimRight("  "+strings.TrimRight(line, "\n"), " ") + "\n")
	}
}

// output prints a line of a script.
func (n *narrator) output(line string) { n.print(n.paint(cyan, "> ") + line + "\n") }

// log prints what the servers saw.
func (n *narrator) log(entries []Entry) {
	if len(entries) == 0 {
		return
	}
	n.wrapped("\n", "", "The servers saw:", "")
	for _, e := range entries {
		n.wrapped("  ", "    ", e.String(), dim)
	}
}

// real says what the step is for a real service.
func (n *narrator) real(text string, commands ...string) {
	n.wrapped("\n", "", "For a real service: "+text, "")
	n.command(commands...)
}

// command prints commands to type. A long one is broken so that the shell still
// reads it as one.
func (n *narrator) command(commands ...string) {
	for _, c := range commands {
		lines := wrap(c, n.width-len("    ")-len(` \`))
		for i, line := range lines {
			lead, tail := "    ", ` \`
			if i == 0 {
				lead = "  " + n.paint(dim, "$") + " "
			}
			if i == len(lines)-1 {
				tail = ""
			}
			n.print(lead + n.paint(bold, line) + tail + "\n")
		}
	}
}

// wrap cuts text at blanks into lines of at most width columns. A longer word has
// a line of its own. Blanks inside double quotes and behind < do not count: a
// quoted argument must stay whole, and a file beside the sign that reads it.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range words(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

func words(text string) []string {
	quoted, before := false, rune(0)
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		cut := r == ' ' && !quoted && before != '<'
		before = r
		return cut
	})
}
