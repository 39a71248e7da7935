package diag_test

import (
	"errors"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

func edit(from, to int, text string) diag.Edit {
	return diag.Edit{Span: source.Span{Start: source.At(from), End: source.At(to)}, Text: text}
}

func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		edits []diag.Edit
		want  string // empty: refused
	}{
		"none":             {nil, "abcdef"},
		"replace":          {[]diag.Edit{edit(4, 6, "X"), edit(0, 1, "YY")}, "YYbcdX"},
		"insert":           {[]diag.Edit{edit(6, 6, ";")}, "abcdef;"},
		"neighbours":       {[]diag.Edit{edit(0, 2, "1"), edit(2, 4, "2")}, "12ef"},
		"alike":            {[]diag.Edit{edit(0, 1, "X"), edit(0, 1, "X")}, "Xbcdef"},
		"insert in front":  {[]diag.Edit{edit(3, 5, "X"), edit(3, 3, "Y")}, "abcYXf"},
		"overlap":          {[]diag.Edit{edit(0, 3, "X"), edit(2, 4, "Y")}, ""},
		"twice":            {[]diag.Edit{edit(0, 3, "X"), edit(0, 3, "Y")}, ""},
		"inserts together": {[]diag.Edit{edit(3, 3, "X"), edit(3, 3, "Y")}, ""},
		"insert inside":    {[]diag.Edit{edit(1, 4, "X"), edit(2, 2, "Y")}, ""},
		"outside":          {[]diag.Edit{edit(5, 9, "X")}, ""},
		"backwards":        {[]diag.Edit{edit(4, 2, "X")}, ""},
		"nowhere":          {[]diag.Edit{{Text: "X"}}, ""},
	} {
		got, err := diag.Apply("abcdef", c.edits)
		if got != c.want || (c.want == "") != errors.Is(err, diag.ErrOverlap) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
}
