package cli

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// narrow is the width below which names and values stand on lines of their own.
const narrow = 60

// printTable prints rows for a person, or separated by tabs and without a heading
// for a program. A table that is wider than the terminal becomes one block a row,
// because a cut name cannot be typed.
func (a *app) printTable(heading []string, rows [][]string) error {
	var b strings.Builder
	for _, row := range rows {
		for i := range row {
			row[i] = plain(row[i])
		}
	}
	switch widths := columnWidths(heading, rows); {
	case !a.io.OutTTY():
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\t") + "\n")
		}
	case total(widths) > a.io.Width():
		for _, row := range rows {
			writeBlock(&b, heading, row)
		}
	default:
		for _, row := range append([][]string{heading}, rows...) {
			writeRow(&b, widths, row)
		}
	}
	return a.print(b.String())
}

func columnWidths(heading []string, rows [][]string) []int {
	widths := make([]int, len(heading))
	for _, row := range append([][]string{heading}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	return widths
}

func total(widths []int) int {
	sum := 2 * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum
}

func writeRow(b *strings.Builder, widths []int, row []string) {
	var line strings.Builder
	for i, cell := range row {
		line.WriteString(cell + strings.Repeat(" ", widths[i]-runewidth.StringWidth(cell)+2))
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

func writeBlock(b *strings.Builder, heading, row []string) {
	b.WriteString(row[0] + "\n")
	for i, cell := range row[1:] {
		if cell != "" {
			fmt.Fprintf(b, "  %s: %s\n", strings.ToLower(heading[i+1]), cell)
		}
	}
}

// field is one line of a description; one without a value is left out.
type field struct{ name, value string }

// printFields prints a description, the values in one column where there is room.
func (a *app) printFields(fields []field) error {
	width := 0
	for _, f := range fields {
		if f.value != "" {
			width = max(width, runewidth.StringWidth(f.name))
		}
	}
	var b strings.Builder
	for _, f := range fields {
		value := plain(f.value)
		switch {
		case value == "":
		case !a.io.OutTTY():
			b.WriteString(f.name + "\t" + value + "\n")
		case a.io.Width() < narrow:
			b.WriteString(f.name + ":\n  " + value + "\n")
		default:
			fmt.Fprintf(&b, "%s:%s %s\n", f.name, strings.Repeat(" ", width-runewidth.StringWidth(f.name)), value)
		}
	}
	return a.print(b.String())
}

func (a *app) print(text string) error {
	if _, err := a.io.Out.Write([]byte(text)); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

// good tells the person that something is done.
func (a *app) good(format string, args ...any) {
	fmt.Fprintf(a.io.Err, "%s %s\n", a.paint("32", "✓"), fmt.Sprintf(format, args...))
}

// mind tells the person what to look at.
func (a *app) mind(format string, args ...any) {
	fmt.Fprintf(a.io.Err, "%s %s\n", a.paint("1;33", "!"), fmt.Sprintf(format, args...))
}

// say prints what needs no sign.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.io.Err, "  "+format+"\n", args...) }

// plain keeps a provider's text, such as the name of an account, from moving the
// cursor or colouring the terminal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, text)
}

// fromNow words a moment as a person says it: "in 58 min", "3 days ago".
func fromNow(t, now time.Time) string {
	d := t.Sub(now)
	if d.Abs() < time.Second {
		return "now"
	}
	if d >= 0 {
		return "in " + span(d)
	}
	return span(-d) + " ago"
}

func span(d time.Duration) string {
	units := []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "h"}, {time.Minute, "min"}}
	for _, u := range units {
		n := int((d + u.size/60) / u.size) // 59 min 59 s is an hour to a person
		if n == 0 {
			continue
		}
		if u.name == "day" && n > 1 {
			return fmt.Sprintf("%d days", n)
		}
		return fmt.Sprintf("%d %s", n, u.name)
	}
	return fmt.Sprintf("%d s", int(d/time.Second))
}

// yesNo is a switch in a description.
func yesNo(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}
