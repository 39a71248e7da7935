package value_test

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/value"
)

func TestRows(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a,b\n1,2\n", `[["a","b"],["1","2"]]`},
		{"\xEF\xBB\xBFa;b\r\n\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n", `[["a;b"],["x, \"y\"","two\nlines"]]`},
		{"a,,\nb", `[["a","",""],["b"]]`},
		{"", `[]`},
		{"a\"b,c", ""},
		{`"open`, ""},
	} {
		rows, err := (&value.File{Name: "f.csv", Data: []byte(c.in)}).Rows()
		switch {
		case c.want == "":
			if err == nil || !strings.HasPrefix(err.Error(), "The CSV file 'f.csv' cannot be read: ") {
				t.Errorf("%q: %v, %v; want an error", c.in, rows, err)
			}
		case err != nil || value.JSON(value.OfList(rows), nil) != c.want:
			t.Errorf("%q: %v, %v; want %s", c.in, rows, err, c.want)
		}
	}
}

// Rows written again are the same rows. Each cell is quoted: a row of one empty cell
// would be an empty line, which is none.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"x\"\"y\",\"a\nb\"", "a\r\nb\r", ",,\n,", `""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rows, err := (&value.File{Data: []byte(s)}).Rows()
		if err != nil {
			return
		}
		var b strings.Builder
		for i := range rows.Len() {
			row, _ := rows.At(i).AsList()
			for n, v := range row.Items() {
				if n > 0 {
					b.WriteByte(',')
				}
				cell, _ := v.AsText()
				b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
			}
			b.WriteByte('\n')
		}
		again, err := (&value.File{Data: []byte(b.String())}).Rows()
		if err != nil || value.JSON(value.OfList(again), nil) != value.JSON(value.OfList(rows), nil) {
			t.Fatalf("%q became %v, and by %q %v, %v", s, rows, b.String(), again, err)
		}
	})
}
