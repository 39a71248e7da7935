package runtime_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/value"
)

// Messages name a function as the script does, in its own spelling.
func TestErrorsNameTheFunctionThatWasCalled(t *testing.T) {
	for script, want := range map[string]string{
		`x = null; info x.LENGTH();`: "Value is empty and 'length' function cannot be applied",
		`x = null; info x.toLong();`: "Value is empty and 'toLong' function cannot be applied",
		`info "a".length(1);`:        "No. of arguments mismatches for the function length",
		`info "a".len(1);`:           "No. of arguments mismatches for the function len",
		`info {1}.toLong();`:         "Not able to find 'toLong' function",
		`info "a".left("x");`:        "Incompatible types for function at argument index 2 Required: [NUMBER] Found: TEXT ('x') in left",
		`info "ab".subText({1});`:    "Incompatible types for function at argument index 2 Required: [NUMBER] Found: LIST in subText",
		`info "abc".left(9);`:        "so index out of bounds exception arisen in left",
		`info "1,x".largest();`:      "'x'",
	} {
		_, err := run(t, context.Background(), script, dg.Options{}, dg.Call{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", script, err, want)
		}
	}
}

// A time of day that does not exist is an error when it is reached.
// Source: https://www.zoho.com/deluge/help/error-messages.html
func TestTimesOutsideTheDay(t *testing.T) {
	script := `info "start"; try { t = '23:59:60'; info "no"; } catch (e) { info e.message; } t = '24:00:00';`
	out, err := run(t, context.Background(), script, dg.Options{}, dg.Call{})
	const message = "Invalid Operation. Value outside 24 hour range"
	if out != "start\n"+message+"\n" || err == nil || !strings.Contains(err.Error(), message) {
		t.Errorf("got %q, %v", out, err)
	}
}

// A pattern or a text of a script goes into a message cut to a readable length.
func TestMessagesStayReadable(t *testing.T) {
	for _, script := range []string{
		`info "x".matches("(".repeat(5000));`,
		`info "zz".repeat(5000).hexToText();`,
	} {
		_, err := run(t, context.Background(), script, dg.Options{}, dg.Call{})
		if err == nil || len(err.Error()) > 400 {
			t.Errorf("%s: %.200v", script, err)
		}
	}
}

// An argument from outside that does not fit is reported at its parameter.
func TestOutsideArgumentsOfTheWrongType(t *testing.T) {
	args := value.NewMap()
	args.Put("n", value.Text("many"))
	_, err := run(t, context.Background(), "void f(string s,\n int n) { info n; }", dg.Options{}, dg.Call{Args: args, Nulls: true})
	var e *interp.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	d := e.Diagnostic()
	if d.Primary.Place() != "t.dg:2:6" || !strings.HasPrefix(d.Message, "Argument type mismatches for the function f at index 2") || d.Hint == "" {
		t.Errorf("got %s: %s (%s)", d.Primary.Place(), d.Message, d.Hint)
	}
}
