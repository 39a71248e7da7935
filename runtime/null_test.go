package runtime_test

import (
	"strings"
	"testing"

	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/registry"
)

// onNull is what the functions that take null give for it; all others refuse it.
// Source: https://www.zoho.com/deluge/help/functions/common/isnull-isblank-isempty-difference.html
// for isNull; dg's choice where the manual says nothing.
var onNull = map[string]string{
	"isNull": "true", "isBlank": "true", "isEmpty": "true", "isText": "false", "isNumber": "false", "isDate": "false",
	"isFile": "false", "isValidObject": "false",
}

// TestNullReceivers calls every function on null, in each of its forms.
func TestNullReceivers(t *testing.T) {
	reg := library()
	tried := 0
	for f := range reg.Funcs {
		if len(f.Sig.Recv) == 0 || f.Effects != registry.Pure {
			continue
		}
		var args []string
		for _, p := range f.Sig.Params {
			if !p.Optional {
				args = append(args, "a")
			}
		}
		calls := map[registry.Form]string{
			registry.Method: "x." + f.Name + "(" + strings.Join(args, ",") + ")",
			registry.Free:   f.Name + "(" + strings.Join(append([]string{"x"}, args...), ",") + ")",
		}
		for form, call := range calls {
			if f.Forms&form == 0 {
				continue
			}
			tried++
			out, err := run(t, t.Context(), "x = null; a = \"1\"; try { b = x; "+use(f, call)+" } catch (e) { info e.message; }", dg.Options{Registry: reg}, dg.Call{})
			want := onNull[f.Name]
			if want == "" {
				want = "Value is empty and '" + f.Name + "' function cannot be applied"
			}
			if err != nil || strings.TrimSuffix(out, "\n") != want {
				t.Errorf("%s: %q, %v; want %q", call, out, err, want)
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d calls", tried)
	}
}

// use makes a statement of a call, which prints its value when it has one.
func use(f *registry.Func, call string) string {
	if f.Sig.ResultKind().String() == "VOID" {
		return call + ";"
	}
	return "info " + call + ";"
}
