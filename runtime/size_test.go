package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/lang/diag"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/interp"
)

// What grows without end is refused before it fills the memory: a limit, which a
// script can catch.
func TestSizesHaveAnEnd(t *testing.T) {
	for name, script := range map[string]string{
		"doubled text":    `x = "ab"; while (true) { x = x + x; }`,
		"doubled concat":  `x = "ab"; while (true) { x = x.concat(x); }`,
		"doubled list":    `l = {1}; while (true) { l.addAll(l); }`,
		"repeat":          `x = "ab".repeat(1000000000);`,
		"plain replace":   `x = "a".repeat(100000); y = x.replaceAll("a", x);`,
		"literal replace": `x = "a".repeat(100000); y = x.replaceAllIgnoreCase("A", x, true);`,
		"regex replace":   `x = "a".repeat(100000); y = x.replaceAll("[a]", x);`,
		"characters":      `x = "a".repeat(20000000).toList("");`,
		"comma text":      `for each x in "a,".repeat(20000000) { }`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := run(t, context.Background(), script, dg.Options{}, dg.Call{})
			var e *interp.Error
			if !errors.As(err, &e) || e.Code != diag.Limit {
				t.Fatalf("got %v, want a limit", err)
			}
			out, err := run(t, context.Background(), "try { "+script+" } catch (e) { info e.message; }", dg.Options{}, dg.Call{})
			if err != nil || !strings.Contains(out, "too large") && !strings.Contains(out, "can not hold more") {
				t.Errorf("caught %q, %v", out, err)
			}
		})
	}
}

func TestReplacingKeepsWhatFits(t *testing.T) {
	out, err := run(t, context.Background(), `info "aXbX".replaceAll("X", "YY") + "aXbX".replaceFirst("X", "YY", true);`, dg.Options{}, dg.Call{})
	if err != nil || out != "aYYbYYaYYbX\n" {
		t.Errorf("got %q, %v", out, err)
	}
}

// A date gets its midnight in a map however it comes there.
func TestDatesInMapsHaveATime(t *testing.T) {
	out, err := run(t, context.Background(), `m = {"a": '01-Feb-2020'}; m.put("b", '02-Feb-2020'); info m;`, dg.Options{}, dg.Call{})
	if want := `{"a":"01-Feb-2020 00:00:00","b":"02-Feb-2020 00:00:00"}` + "\n"; err != nil || out != want {
		t.Errorf("got %q, %v", out, err)
	}
}

// A script of thousands of dots or misspelt names is checked in time that grows
// with its length and not with its square.
func TestLongScriptsAreCheckedInTime(t *testing.T) {
	var names, calls strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&names, "info unknown%d;\n", i)
		fmt.Fprintf(&calls, "info unknown%d(1);\n", i)
	}
	for name, script := range map[string]string{
		"dots":  "info a" + strings.Repeat(".b", 50_000) + ";",
		"names": names.String(),
		"calls": calls.String(),
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan error, 1)
			go func() {
				_, err := run(t, context.Background(), script, dg.Options{}, dg.Call{})
				done <- err
			}()
			select {
			case err := <-done:
				if err == nil {
					t.Error("no error")
				}
			case <-time.After(60 * time.Second): // far more than needed, far less than the square takes
				t.Fatal("still checking")
			}
		})
	}
}
