package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/dg-lang/dg/lang/source"
)

// Style wraps parts of a rendering in colour; the zero Style leaves them plain.
type Style struct {
	Error, Warning, Place, Mark, Hint func(string) string
}

func paint(f func(string) string, s string) string {
	if f == nil {
		return s
	}
	return f(s)
}

// Renderer writes findings for people.
type Renderer struct {
	Width     int // columns of the terminal; 0: 100
	MaxErrors int // findings shown; 0: 20
	MaxFrames int // stack frames shown; 0: 3, negative: all
	Style     Style
}

const (
	defaultWidth     = 100
	defaultMaxErrors = 20
	defaultFrames    = 3
	tabWidth         = 4
)

// Render writes the findings in order, at most MaxErrors of them.
func (r Renderer) Render(w io.Writer, l List) {
	limit := r.MaxErrors
	if limit == 0 {
		limit = defaultMaxErrors
	}
	for i, d := range l.Sorted() {
		if i == limit {
			fmt.Fprintf(w, "… and %d more\n", len(l)-limit)
			return
		}
		if i > 0 {
			fmt.Fprintln(w)
		}
		r.one(w, d)
	}
}

func (r Renderer) one(w io.Writer, d *Diagnostic) {
	head := d.Severity.String()
	if d.Code != "" {
		head += "[" + string(d.Code) + "]"
	}
	color := r.Style.Error
	if d.Severity != Error {
		color = r.Style.Warning
	}
	fmt.Fprintf(w, "%s: %s\n", paint(color, head), Plain(d.Message))
	gutter := 1
	if d.Primary.File != nil {
		gutter = r.frame(w, d)
	}
	pad := strings.Repeat(" ", gutter)
	if d.Hint != "" {
		fmt.Fprintf(w, "%s = %s: %s\n", pad, paint(r.Style.Hint, "help"), Plain(d.Hint))
	}
	for _, n := range d.Notes {
		fmt.Fprintf(w, "%s = note: %s\n", pad, Plain(n))
	}
	r.stack(w, pad, d.Stack)
}

func (r Renderer) stack(w io.Writer, pad string, stack []Frame) {
	limit := r.MaxFrames
	if limit == 0 {
		limit = defaultFrames
	}
	for i, f := range stack {
		if i == limit {
			fmt.Fprintf(w, "%s = note: … and %d more calls\n", pad, len(stack)-limit)
			return
		}
		fmt.Fprintf(w, "%s = note: in %s, called at %s\n", pad, f.Function, f.Call.Place())
	}
}

// frame writes the place and the excerpt, and returns the width of the gutter.
func (r Renderer) frame(w io.Writer, d *Diagnostic) int {
	f := d.Primary.File
	line := f.LineNo(d.Primary.Span.Start)
	same, others := split(d, line)
	last := line
	for _, l := range others {
		last = max(last, l.File.LineNo(l.Span.Start))
	}
	gutter := len(fmt.Sprint(last))
	pad := strings.Repeat(" ", gutter)
	fmt.Fprintf(w, "%s%s %s\n", pad, paint(r.Style.Place, "-->"), d.Primary.Place())
	if line == 0 {
		return gutter
	}
	fmt.Fprintf(w, "%s |\n", pad)
	if prev := f.Line(line - 1); line > 1 && strings.TrimSpace(prev) != "" {
		r.line(w, gutter, line-1, f, nil)
	}
	r.line(w, gutter, line, f, append([]mark{{d.Primary, '^'}}, same...))
	for _, l := range others {
		if l.File != f {
			fmt.Fprintf(w, "%s = note: %s: %s\n", pad, l.Place(), l.Text)
			continue
		}
		fmt.Fprintf(w, "%s...\n", pad)
		r.line(w, gutter, f.LineNo(l.Span.Start), f, []mark{{l, '-'}})
	}
	return gutter
}

type mark struct {
	Label
	char rune
}

// split tells the related labels on the primary line from the others.
func split(d *Diagnostic, line int) (same []mark, others []Label) {
	for _, l := range d.Related {
		if l.File == d.Primary.File && l.File.LineNo(l.Span.Start) == line {
			same = append(same, mark{l, '-'})
		} else if l.File != nil {
			others = append(others, l)
		}
	}
	return same, others
}

// line writes one source line, cut to a window around its first mark, and the
// marks below it.
func (r Renderer) line(w io.Writer, gutter, n int, f *source.File, marks []mark) {
	text := f.Line(n)
	width := r.Width
	if width <= 0 {
		width = defaultWidth
	}
	from, to := 0, 0
	if len(marks) > 0 {
		from, to = columns(f, text, n, marks[0].Span)
	}
	cut := window(text, from, to, max(width-gutter-4, 16))
	fmt.Fprintf(w, "%*d | %s\n", gutter, n, cut.text)
	if len(marks) == 0 {
		return
	}
	under, label := underline(f, text, n, cut, marks)
	if label != "" {
		under += " " + label
	}
	fmt.Fprintf(w, "%s | %s\n", strings.Repeat(" ", gutter), paint(r.Style.Mark, under))
	for _, m := range marks[1:] {
		if m.Text != "" {
			at, _ := columns(f, text, n, m.Span)
			fmt.Fprintf(w, "%s | %s%s\n", strings.Repeat(" ", gutter), strings.Repeat(" ", cut.col(at)), m.Text)
		}
	}
}

// underline draws all marks of a line; the label of the first follows them.
func underline(f *source.File, text string, n int, cut view, marks []mark) (under, label string) {
	var cells []rune
	for i := len(marks) - 1; i >= 0; i-- { // the primary mark is drawn over the others
		from, to := columns(f, text, n, marks[i].Span)
		a, b := cut.col(from), max(cut.col(to), cut.col(from)+1)
		for len(cells) < b {
			cells = append(cells, ' ')
		}
		for c := a; c < b; c++ {
			cells[c] = marks[i].char
		}
	}
	return string(cells), marks[0].Text
}

// columns returns the byte range of s within line n of f.
func columns(f *source.File, text string, n int, s source.Span) (from, to int) {
	start := lineStart(f, n)
	from = min(max(s.Start.Offset()-start, 0), len(text))
	to = min(max(s.End.Offset()-start, from), len(text))
	return from, to
}

func lineStart(f *source.File, n int) int {
	off := 0
	for range n - 1 {
		i := strings.IndexByte(f.Text[off:], '\n')
		if i < 0 {
			break
		}
		off += i + 1
	}
	if off == 0 && strings.HasPrefix(f.Text, source.BOM) {
		off = len(source.BOM)
	}
	return off
}

// view is the part of a line that is shown, tabs spread and control characters
// made visible, with the display column of each byte.
type view struct {
	text string
	cols []int // display column of each byte of the whole line, and of its end
	lead int   // first display column shown
	off  int   // columns added by the leading ellipsis
	wide int   // columns shown
}

// col returns the column at which byte i of the line is shown.
func (v view) col(i int) int {
	c := v.cols[min(i, len(v.cols)-1)] - v.lead + v.off
	return min(max(c, 0), v.wide)
}

// window lays out text and, when it is wider than width, keeps the part around
// the bytes from–to.
func window(text string, from, to, width int) view {
	v := view{cols: make([]int, 0, len(text)+1)}
	var cells strings.Builder
	col := 0
	for i, r := range text {
		s := shown(r)
		for range utf8.RuneLen(runeAt(text, i)) {
			v.cols = append(v.cols, col)
		}
		cells.WriteString(s)
		col += runewidth.StringWidth(s)
	}
	v.cols = append(v.cols, col)
	if col <= width {
		v.text, v.wide = strings.TrimRight(cells.String(), " "), col+1
		return v
	}
	a, b := v.cols[from], v.cols[to]
	v.lead = max(0, min(a-width/3, col-width))
	if b-v.lead > width && a > v.lead {
		v.lead = min(a, max(0, b-width))
	}
	return cutTo(v, cells.String(), col, width)
}

func cutTo(v view, cells string, col, width int) view {
	s := runewidth.TruncateLeft(cells, v.lead, "")
	if v.lead > 0 {
		s, v.off = "…"+s, 1
	}
	if v.lead+width < col {
		s = runewidth.Truncate(s, width, "…")
	}
	v.text, v.wide = s, width
	return v
}

func runeAt(text string, i int) rune {
	r, n := utf8.DecodeRuneInString(text[i:])
	if r == utf8.RuneError && n == 1 {
		return 0 // one byte wide, like the byte it stands for
	}
	return r
}

func shown(r rune) string {
	switch {
	case r == '\t':
		return strings.Repeat(" ", tabWidth)
	case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || bidi(r):
		return "\ufffd"
	}
	return string(r)
}

// bidi reports the characters that reorder what a terminal shows.
func bidi(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f
}

// Short writes one line for each finding, for editors and logs.
func Short(w io.Writer, l List) {
	for _, d := range l.Sorted() {
		code := ""
		if d.Code != "" {
			code = " [" + string(d.Code) + "]"
		}
		place := d.Primary.Place()
		if place != "" {
			place += ": "
		}
		fmt.Fprintf(w, "%s%s: %s%s\n", place, d.Severity, strings.ReplaceAll(Plain(d.Message), "\n", " "), code)
	}
}
