package cassette

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// The wide breaks end a line in YAML 1.1, which the library of go-vcr reads and writes,
// and no longer in YAML 1.2.
const (
	wide   = "\u2028\u2029"
	breaks = "\n" + wide
)

// patterns find the pieces of a file. They are made when a file needs them.
type patterns struct{ opening, quoted, folds, line *regexp.Regexp }

var pieces = sync.OnceValue(func() patterns {
	return patterns{
		opening: regexp.MustCompile(`^( *)(- )?([^\s:]+: )?[|']`),
		quoted:  regexp.MustCompile(`^'(?:[^']|'')*'?`),
		folds:   regexp.MustCompile(`[ \t]*[` + breaks + `][ \t` + breaks + `]*`),
		line:    regexp.MustCompile(`^[^` + breaks + `]*[` + breaks + `]?`),
	}
})

// narrow puts the texts of a file of go-vcr in which a wide break ends a line into
// double quotes, and escapes the break. Nothing else is changed.
func narrow(s string) string {
	if !strings.ContainsAny(s, wide) {
		return s
	}
	var out strings.Builder
	for s != "" {
		m := pieces().opening.FindStringSubmatch(s)
		if m == nil {
			n := strings.Index(s+"\n", "\n") + 1
			out.WriteString(s[:min(n, len(s))])
			s = s[min(n, len(s)):]
			continue
		}
		head := len(m[0]) - 1
		out.WriteString(s[:head])
		outside := len(m[1])
		if m[3] != "" {
			outside += len(m[2]) // a key behind the dash is the first of its mapping
		}
		s = s[head+requote(&out, s[head:], outside):]
	}
	return out.String()
}

// requote writes the text at the start of s, whose key is indented by outside, and says
// how long it was.
func requote(out *strings.Builder, s string, outside int) int {
	read := single
	if s[0] == '|' {
		read = block
	}
	value, size := read(s, outside)
	if !strings.ContainsAny(s[:size], wide) {
		out.WriteString(s[:size])
		return size
	}
	out.WriteString(strconv.Quote(value))
	if !strings.HasPrefix(s[size:], "\n") {
		out.WriteString("\n")
	}
	return size
}

// single reads the text in single quotes at the start of s.
func single(s string, _ int) (value string, size int) {
	raw := pieces().quoted.FindString(s)
	value = pieces().folds.ReplaceAllStringFunc(strings.TrimSuffix(raw[1:], "'"), func(m string) string {
		m = strings.NewReplacer(" ", "", "\t", "").Replace(m)
		if m == "\n" {
			return " "
		}
		return strings.TrimPrefix(m, "\n")
	})
	return strings.ReplaceAll(value, "''", "'"), len(raw)
}

// block reads the lines below the | at the start of s.
func block(s string, outside int) (value string, size int) {
	header, _, _ := strings.Cut(s, "\n")
	size = min(len(header)+1, len(s))
	indent := -1
	if n, err := strconv.Atoi(strings.Trim(header, "|+- ")); err == nil {
		indent = outside + n
	}
	var b strings.Builder
	for size < len(s) {
		line := pieces().line.FindString(s[size:])
		text := strings.TrimLeft(line, " ")
		own := len(line) - len(text)
		if filled := strings.Trim(text, breaks) != ""; filled && own <= outside {
			break
		} else if filled && indent < 0 {
			indent = own
		}
		b.WriteString(line[min(max(indent, 0), own):])
		size += len(line)
	}
	return chomp(b.String(), header), size
}

// chomp cuts the empty lines behind a block as its header says.
func chomp(value, header string) string {
	cut := strings.TrimRight(value, breaks)
	switch {
	case strings.Contains(header, "+"):
		return value
	case strings.Contains(header, "-"):
		return cut
	}
	for _, last := range value[len(cut):] {
		return cut + string(last)
	}
	return cut
}
