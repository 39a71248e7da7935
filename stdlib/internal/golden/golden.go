// Package golden reads the tables of testdata that other implementations wrote, for
// the tests that hold the library against them.
package golden

import (
	"io/fs"
	"strconv"
	"strings"
	"testing"
)

// Raised is the cell that stands for an error of the other implementation.
const Raised = "!"

// Rows returns the cells of a table in the repository. Every table must have some
// lines.
func Rows(t testing.TB, repository fs.FS, path string) [][]string {
	t.Helper()
	data, err := fs.ReadFile(repository, path)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "# ") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i := range cells {
			cells[i] = unescape(cells[i])
		}
		out = append(out, cells)
	}
	if len(out) < 10 {
		t.Fatalf("%s has only %d lines", path, len(out))
	}
	return out
}

// unescape undoes \\, \t, \n and \uXXXX, one UTF-16 unit; two of them may be one
// character.
func unescape(s string) string {
	if s == Raised || !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 't':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'u':
			r := unit(s[i+1:])
			i += 4
			if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(s[i+1:], `\u`) {
				r = (r-0xD800)<<10 + unit(s[i+3:]) - 0xDC00 + 0x10000
				i += 6
			}
			b.WriteRune(r)
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func unit(s string) rune {
	n, err := strconv.ParseUint(s[:4], 16, 16)
	if err != nil {
		panic("golden: " + err.Error())
	}
	return rune(n)
}
