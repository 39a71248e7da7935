// Package source holds the text of script files and turns byte positions into
// lines and columns. Everything that points into a script does so with a Span.
package source

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Pos is a byte offset in a File plus one; zero means "no position".
type Pos int32

// At returns the position of the byte offset off.
func At(off int) Pos { return Pos(off + 1) }

// Offset returns the byte offset, or -1 when p is unknown.
func (p Pos) Offset() int { return int(p) - 1 }

// IsValid reports whether p points anywhere.
func (p Pos) IsValid() bool { return p > 0 }

// Span is the half-open range of bytes from Start to End in one File.
type Span struct{ Start, End Pos }

// IsValid reports whether the span points anywhere.
func (s Span) IsValid() bool { return s.Start > 0 }

// To returns the span from the start of s to the end of t.
func (s Span) To(t Span) Span {
	if !t.IsValid() {
		return s
	}
	return Span{s.Start, t.End}
}

// File is one script: a name to show and its text. A byte-order mark stays in
// Text, so that offsets are those of the file on disk.
type File struct {
	Name string
	Text string

	once  sync.Once
	lines []int // byte offset at which each line starts
}

// NewFile returns the file called name with the given text.
func NewFile(name, text string) *File { return &File{Name: name, Text: text} }

// BOM is the byte-order mark some editors write in front of UTF-8 text.
const BOM = "\ufeff"

func (f *File) index() []int {
	f.once.Do(func() {
		f.lines = append(make([]int, 0, strings.Count(f.Text, "\n")+1), 0)
		for i := range len(f.Text) {
			if f.Text[i] == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

// Lines returns the number of lines; a final line feed does not start another.
func (f *File) Lines() int {
	n := len(f.index())
	if n > 1 && f.lines[n-1] == len(f.Text) {
		return n - 1
	}
	return n
}

// Line returns the text of line n (from 1) without its line end.
func (f *File) Line(n int) string {
	lines := f.index()
	if n < 1 || n > len(lines) {
		return ""
	}
	end := len(f.Text)
	if n < len(lines) {
		end = lines[n] - 1
	}
	s := strings.TrimSuffix(f.Text[lines[n-1]:end], "\r")
	if n == 1 {
		s = strings.TrimPrefix(s, BOM)
	}
	return s
}

// LineNo returns the line of p, from 1; 0 when p is unknown.
func (f *File) LineNo(p Pos) int {
	if !p.IsValid() {
		return 0
	}
	off := min(p.Offset(), len(f.Text))
	return sort.SearchInts(f.index(), off+1)
}

// LineCol returns the line and column of p, both from 1, the column counted in
// runes and, for editors, in UTF-16 units. All are 0 when p is unknown.
func (f *File) LineCol(p Pos) (line, runeCol, utf16Col int) {
	line = f.LineNo(p)
	if line == 0 {
		return 0, 0, 0
	}
	start, off := f.lines[line-1], min(p.Offset(), len(f.Text))
	if start == 0 && strings.HasPrefix(f.Text, BOM) {
		start = min(len(BOM), off)
	}
	runeCol, utf16Col = 1, 1
	for _, r := range f.Text[start:off] {
		runeCol++
		utf16Col++
		if r > 0xffff {
			utf16Col++
		}
	}
	return line, runeCol, utf16Col
}

// Slice returns the text under s, cut to whole runes inside the file.
func (f *File) Slice(s Span) string {
	if !s.IsValid() {
		return ""
	}
	from, to := min(s.Start.Offset(), len(f.Text)), min(s.End.Offset(), len(f.Text))
	if to <= from {
		return ""
	}
	for from > 0 && !utf8.RuneStart(f.Text[from]) {
		from--
	}
	return f.Text[from:to]
}
