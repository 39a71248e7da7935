package diag_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// at returns the span of the n-th (from 1) occurrence of part.
func at(f *source.File, part string, n int) source.Span {
	off := -1
	for range n {
		off += 1 + strings.Index(f.Text[off+1:], part)
	}
	return source.Span{Start: source.At(off), End: source.At(off + len(part))}
}

func label(f *source.File, part string, n int, text string) diag.Label {
	return diag.Label{File: f, Span: at(f, part, n), Text: text}
}

func TestRender(t *testing.T) {
	plain := source.NewFile("sync.dg", "\tresp = getUrl(u);\n\trows = resp.getJsn(\"data\");\n\tinfo rows;\n")
	wide := source.NewFile("wide.dg", "info \"日本語\" + tötal * 名;\n")
	long := source.NewFile("long.dg", "x = \""+strings.Repeat("abcdefghij", 30)+"\" + missing + \""+strings.Repeat("z", 200)+"\";\n")
	odd := source.NewFile("odd.dg", "\ufeffx = \"a\u202eb\x1b[31m\" + y;\r\ninfo x;\r\n")
	for name, c := range map[string]struct {
		r diag.Renderer
		l diag.List
	}{
		"method": {l: diag.List{{Code: diag.UnknownFunction, Message: "Not able to find 'getJsn' function",
			Primary: label(plain, "getJsn", 1, "no method has this name"),
			Related: []diag.Label{label(plain, "resp", 2, "is TEXT here"), label(plain, "resp", 1, "assigned here")},
			Hint:    `did you mean "getJSON"?`,
			Stack:   []diag.Frame{{Function: "syncAll", Call: label(plain, "info", 1, "")}}}}},
		"wide":  {l: diag.List{{Code: diag.UndefinedVariable, Message: "Variable 'tötal' is not defined", Primary: label(wide, "tötal", 1, "here")}}},
		"long":  {r: diag.Renderer{Width: 60}, l: diag.List{{Code: diag.UndefinedVariable, Message: "Variable 'missing' is not defined", Primary: label(long, "missing", 1, "here")}}},
		"40col": {r: diag.Renderer{Width: 40}, l: diag.List{{Code: diag.UndefinedVariable, Message: "Variable 'missing' is not defined", Primary: label(long, "missing", 1, "here")}}},
		"odd":   {l: diag.List{{Code: diag.UndefinedVariable, Message: "Variable 'y' is not defined", Primary: label(odd, "y", 1, "here")}}},
		"many": {r: diag.Renderer{MaxErrors: 2}, l: diag.List{
			{Code: diag.Syntax, Message: "third", Primary: label(plain, "info", 1, "")},
			{Severity: diag.Warning, Code: diag.MissingSemicolon, Message: "second", Primary: label(plain, "rows", 1, "")},
			{Code: diag.Syntax, Message: "first", Primary: label(plain, "resp", 1, "")}}},
		"nofile": {l: diag.List{{Message: "nothing to point at", Hint: "try again"}}},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			c.r.Render(&b, c.l)
			golden(t, name, b.String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if strings.ContainsAny(got, "\x1b\u202e\t\r") {
		t.Errorf("control characters reach the terminal: %q", got)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"getJSON", "get", "contains", "containsKey", "toString"}
	for name, want := range map[string]string{
		"getJsn": "getJSON", "getjson": "getJSON", "contians": "contains", "tostring": "toString", "frobnicate": "", "x": "", "gte": "get", "y": "",
	} {
		if got := diag.Nearest(name, names); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// A namespace that two names share makes them no more alike.
func TestNearestBehindPoint(t *testing.T) {
	names := []string{"standalone.fmfunc_FIELD", "standalone.sum", "zoho.crm.getRecordById", "zoho.crm.getRecords"}
	for name, want := range map[string]string{
		"standalone.ConcatFields": "", "standalone.smu": "standalone.sum", "standalone.x": "", "zoho.crm.getRecordByld": "zoho.crm.getRecordById",
		"zoho.crmm.getRecords": "zoho.crm.getRecords", "standalon.sum": "standalone.sum",
	} {
		if got := diag.Nearest(name, names); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestFailure(t *testing.T) {
	f := source.NewFile("a.dg", "x;\ny;\n")
	l := diag.List{{Severity: diag.Warning, Message: "w"}, {Message: "second", Primary: label(f, "y", 1, "")}, {Message: "first", Primary: label(f, "x", 1, "")}}
	if got := l.Err().Error(); got != "a.dg:1:1: first (and 1 more)" {
		t.Errorf("got %q", got)
	}
	if (diag.List{{Severity: diag.Warning, Message: "w"}}).Err() != nil {
		t.Error("warnings are no error")
	}
}

// A message from outside can not steer the terminal that it is shown on.
func TestMessagesAreShownPlain(t *testing.T) {
	l := diag.List{{Message: "a\x1b[31mb\rc\u202ed\ne", Hint: "h\x07"}}
	var long, short strings.Builder
	diag.Renderer{}.Render(&long, l)
	diag.Short(&short, l)
	if got := long.String(); got != "error: a\uFFFD[31mb\uFFFDc\uFFFDd\ne\n  = help: h\uFFFD\n" {
		t.Errorf("long form %q", got)
	}
	if got := short.String(); got != "error: a\uFFFD[31mb\uFFFDc\uFFFDd e\n" {
		t.Errorf("short form %q", got)
	}
}
