package runtime_test

import (
	"errors"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/value"
)

func TestDepthLimit(t *testing.T) {
	text := "int f(int n)\n{\nreturn f(n + 1);\n}\ninfo f(1);"
	_, err := run(t, t.Context(), text, dg.Options{}, dg.Call{})
	var e *interp.Error
	if !errors.As(err, &e) || e.Code != diag.Limit || e.Message != "Function call limit exceeded" || len(e.Stack) == 0 {
		t.Errorf("%v", err)
	}
	const nested = "int f(int n)\n{\nif(n == 0) { return 0; }\nreturn f(n - 1);\n}\n"
	if out, err := run(t, t.Context(), nested+"info f(999);", dg.Options{}, dg.Call{}); err != nil || out != "0\n" {
		t.Errorf("1000 deep: %q, %v", out, err)
	}
	for n, ok := range map[int64]bool{74: true, 75: false} { // the first call counts
		args := value.NewMap()
		args.Put("n", value.Number(n))
		deep := dg.Call{Args: args}
		for _, text := range []string{nested, nested + "info f(n);"} {
			if _, err := run(t, t.Context(), text, dg.Options{Limits: interp.ZohoLimits}, deep); (err == nil) != ok {
				t.Errorf("%d calls of 75: %v", n+1, err)
			}
		}
	}
}
