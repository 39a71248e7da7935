package resolve_test

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/types"
)

func init() {
	library["upper"] = resolve.Builtin{Name: "upper", Method: true, Free: true,
		Signatures: []types.Signature{{Recv: []types.Kind{types.Text}, Result: []types.Kind{types.Text}}}}
	library["add"] = resolve.Builtin{Name: "add", Method: true,
		Signatures: []types.Signature{{Recv: []types.Kind{types.List}, Params: make([]types.Param, 1), Result: []types.Kind{types.Void}}}}
	library["sort"] = resolve.Builtin{Name: "sort", Method: true, Signatures: []types.Signature{
		{Recv: []types.Kind{types.List}, Result: []types.Kind{types.List}},
		{Recv: []types.Kind{types.Collection}, Result: []types.Kind{types.Void}}}}
}

// What literals and signatures show is found before the script runs.
func TestFindingsOfLiterals(t *testing.T) {
	const (
		f = "void f(int n, bool b, list l, date d, string s) { } "
		g = "void g(float n) { } "
		h = "int h(map m, list l) { return 1; } "
	)
	for text, want := range map[string]string{
		`info "a" - 1;`:    `1:10 Left expression is of type TEXT and right expression is of type BIGINT and operator - is not valid`,
		`x = 2.5 * ("a");`: `1:9 Left expression is of type DECIMAL and right expression is of type TEXT and operator * is not valid`,
		`info "a" + 1; info "a" % 2; info "a" < 2;`:                                                                   ``,
		`x = "a"; info x - 1; info '02-Jan-2020' - '01-Jan-2020'; info "a" - null;`:                                   ``,
		f + `f("x", true, {1}, '01-Jan-2020', 5);`:                                                                    `1:55 Argument type mismatches for the function f at index 1`,
		f + `f(1, "perhaps", {1}, '01-Jan-2020', 5);`:                                                                 `1:58 Argument type mismatches for the function f at index 2`,
		f + `f(1, 0, "a,b", {1}, 5);`:                                                                                 `1:68 Argument type mismatches for the function f at index 4`,
		f + `f("12", "TRUE", "a,b", "01-Jan-2020", {1}); f(null, null, null, null, null); x = "z"; f(x, x, x, x, x);`: ``,
		h + `info h(5, {1}); info h(-2.5, {1}); info h({1}, {1});`: `1:43 Argument type mismatches for the function h at index 1
1:59 Argument type mismatches for the function h at index 1
1:78 Argument type mismatches for the function h at index 1`,
		h + `info h({}, 1); info h("{}", "a"); info h({"a":1}, {"a":1});`: `1:86 Argument type mismatches for the function h at index 2`,
		g + `g({1: 2});`:               `1:23 Argument type mismatches for the function g at index 1`,
		g + `g(true);`:                 `1:23 Argument type mismatches for the function g at index 1`,
		g + `g(-1); g("-1.5"); g({});`: ``,
		`"a".upper();`:                 `1:5 upper function needs to be assigned to a variable`,
		`x = 1; x.upper();`:            `1:10 upper function needs to be assigned to a variable`,
		`upper("a");`:                  `1:1 upper function needs to be assigned to a variable`,
		`l = {1}; l.add(2); l.sort(); x = l.sort();`: ``,
		`l = {1}; x = l.add(2);`:                     `1:16 add function cant be assigned to variable or used in expression`,
		`int upper() { return 1; } upper();`:         ``,
	} {
		t.Run(text, func(t *testing.T) {
			var got []string
			for _, d := range file(t, text, resolve.Options{}).Findings {
				got = append(got, strings.TrimPrefix(d.Primary.Place(), "t.dg:")+" "+d.Message)
			}
			if strings.Join(got, "\n") != want {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}
