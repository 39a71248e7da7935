package resolve_test

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// fakeLibrary has a few built-ins of each form.
type fakeLibrary map[string]resolve.Builtin

func (l fakeLibrary) Lookup(name string) (resolve.Builtin, bool) {
	b, ok := l[strings.ToLower(name)]
	return b, ok
}

func (l fakeLibrary) Names() []string {
	var out []string
	for _, b := range l {
		out = append(out, b.Name)
	}
	return out
}

func (l fakeLibrary) Instead(name string) string {
	if name == "sizeOf" {
		return "write size()"
	}
	return ""
}

func signature(params int, recv ...types.Kind) []types.Signature {
	return []types.Signature{{Recv: recv, Params: make([]types.Param, params)}}
}

var library = fakeLibrary{
	"size":             {Name: "size", Method: true, Signatures: signature(0, types.List)},
	"get":              {Name: "get", Method: true, Signatures: signature(1, types.List)},
	"contains":         {Name: "contains", Method: true, Free: true, Signatures: signature(1, types.Text)},
	"map":              {Name: "Map", Free: true, Signatures: signature(0)},
	"today":            {Name: "today", Var: true},
	"zoho.currentdate": {Name: "zoho.currentdate", Var: true},
	"zoho.crm.go":      {Name: "zoho.crm.go", Free: true, Signatures: signature(1)},
	"invokeurl": {Name: "invokeUrl", Task: true, RequiredKeys: []string{"url"},
		TaskKeys: []types.Param{{Name: "url"}, {Name: "type", Optional: true}, {Name: "connection", Optional: true}, {Name: "parameters", Optional: true}}},
}

func file(t *testing.T, text string, opt resolve.Options) *resolve.Result {
	t.Helper()
	f := syntax.Parse(source.NewFile("t.dg", text), "")
	for _, d := range f.Errors {
		if d.Severity == 0 {
			t.Fatalf("%q: %v", text, d)
		}
	}
	opt.Library = library
	return resolve.File(f, opt)
}

func TestFindings(t *testing.T) {
	for text, want := range map[string]string{
		"x = 1; info x; y = x;":                                    "",
		"if(false) { x = 1; } info x;":                             "",
		"void f() { info x; }":                                     "1:17 Variable 'x' is not defined",
		"void f(int a) { info a; info A; }":                        "1:30 Variable 'A' is not defined",
		"void f() { x += 1; }":                                     "1:12 Variable 'x' is not defined",
		"info today; info zoho.currentdate; info zoho.currentdat;": "1:41 Variable 'zoho.currentdat' is not defined",
		"m = Map(); info m.sise();":                                "1:19 Not able to find 'sise' function",
		"m = Map(); info m.get();":                                 "1:19 No. of arguments mismatches for the function get",
		"info contains(\"a\",\"b\"); info \"a\".contains(\"b\");":  "",
		"info frob(1);":                                            "1:6 Not able to find 'frob' function",
		"info zoho.crm.gone(1);":                                   "1:15 Not able to find 'zoho.crm.gone' function",
		"x = zoho.crm.go(1);":                                      "",
		"x = zoho.crm.go();":                                       "1:14 No. of arguments mismatches for the function zoho.crm.go",
		"info Default.rename(1);":                                  "1:14 Not able to find 'Default.rename' function",
		"info a.sise();":                                           "1:8 Not able to find 'sise' function",
		"info thisapp.far(1);":                                     "1:14 Not able to find 'thisapp.far' function",
		"break;":                                                   "1:1 Improper Statement",
		"for each x in {1} { continue; }":                          "",
		"1 + 2;":                                                   "1:1 Improper Statement",
		"int f() { if(true) { return 1; } }":                       "1:34 Missing return statement: Provide NUMBER expression to return",
		"int f() { if(true) { return 1; } else { throw {\"message\":1}; } }": "",
		"string f() { try { return 1; } catch (e) { return 2; } }":           "",
		"map f() { return; }":                      "1:11 Missing return statement: Provide MAP expression to return",
		"void f() { return 1; }":                   "1:19 Improper Statement",
		"void a.f() { } x = a.f();":                "1:20 a.f function cant be assigned to variable or used in expression",
		"void a.f(int x) { } a.f();":               "1:23 Number of Arguments mismatches",
		"void f(int a, string a) { info a; }":      "1:22 the parameter 'a' is defined twice",
		"void f() { } void thisapp.f() { }":        "1:19 the function 'thisapp.f' is defined twice",
		"r = invokeurl [ type: GET ];":             "1:5 the key \"url\" is missing",
		"r = invokeurl [ url: \"u\" tipe: GET ];":  "1:26 unknown key \"tipe\" of invokeUrl",
		"r = invokeurl [ url: \"u\" url: \"v\" ];": "1:26 duplicate key \"url\"",
		"r = invokeurl [ url: \"u\" type: HEAD ];": "1:32 unknown type \"HEAD\" of request",
		"x = 1; info x[0];":                        "1:13 Improper Statement",
		"int thisapp.f(int n) { return thisapp.f(n); } info thisapp.f(1); info f(2);":     "",
		"try { x = 1; } catch (e) { info e.message; } info e;":                            "",
		"void f(string who) { input.who = 1; info input.who; info input.nobody; }":        "1:58 Variable 'nobody' is not defined",
		"for each index i in {1} { } info i;":                                             "",
		"zoho = Map(); info zoho.get(1);":                                                 "",
		"info zoho.currentdate.size();":                                                   "",
		"c = 1; r = invokeurl [ url: \"u\" connection: c parameters: zoho.currentdate ];": "",
	} {
		t.Run(text, func(t *testing.T) {
			res := file(t, text, resolve.Options{})
			var got []string
			for _, d := range res.Findings {
				got = append(got, strings.TrimPrefix(d.Primary.Place(), "t.dg:")+" "+d.Message)
			}
			switch {
			case want == "" && len(got) > 0, len(got) > 1:
				t.Errorf("found %q, want %q", got, want)
			case want != "" && (len(got) == 0 || !strings.HasPrefix(got[0], want)):
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}

// Names of other languages get an answer of their own, misspelt ones the nearest.
func TestHintsForUnknownNames(t *testing.T) {
	for text, want := range map[string]string{
		"m = Map(); info m.sizeOf();": "write size()",
		"info sizeOf(1);":             "write size()",
		"m = Map(); info m.sise();":   `did you mean "size"?`,
	} {
		res := file(t, text, resolve.Options{})
		if len(res.Findings) != 1 || res.Findings[0].Hint != want {
			t.Errorf("%s: %+v, want the hint %q", text, res.Findings, want)
		}
	}
}

func TestNamesFromOutside(t *testing.T) {
	res := file(t, "info a; b = c; info b; info d; d = 1; info input.e; r = invokeurl [ url: \"u\" connection: link ]; info a;", resolve.Options{})
	var free []string
	for _, n := range res.Free {
		free = append(free, n.Name)
	}
	if got := strings.Join(free, " "); got != "a c d e" {
		t.Errorf("free names %q, want a c d e", got)
	}
	if strings.Join(res.Optional, " ") != "link" {
		t.Errorf("optional names %q, want link", res.Optional)
	}
}

func TestClosedScopeSuggests(t *testing.T) {
	scope := resolve.NewScope()
	scope.Define("total")
	res := file(t, "info totel;", resolve.Options{Scope: scope, Closed: true})
	if len(res.Findings) != 1 || res.Findings[0].Hint != `did you mean "total"?` {
		t.Errorf("findings %+v", res.Findings)
	}
	if res := file(t, "info total; 1 + 1;", resolve.Options{Scope: scope, Closed: true, Show: true}); len(res.Findings) > 0 {
		t.Errorf("findings %+v", res.Findings[0])
	}
}

func TestNamespaceIsSuggested(t *testing.T) {
	res := file(t, "int standalone.price(int n) { return n; } info price(1);", resolve.Options{})
	if len(res.Findings) != 1 || res.Findings[0].Hint != `did you mean "standalone.price"?` {
		t.Errorf("findings %+v", res.Findings)
	}
}
