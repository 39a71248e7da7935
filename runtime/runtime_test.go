package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib"
)

type sink struct {
	mu sync.Mutex
	bytes.Buffer
}

func (s *sink) Info(_ context.Context, l host.InfoLine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.WriteString(l.Text + "\n")
}

func library() *registry.Registry {
	reg := registry.New()
	stdlib.Register(reg)
	return reg
}

func sourceOf(text string) *source.File { return source.NewFile("t.dg", text) }

// run compiles and runs text and returns what it printed.
func run(t *testing.T, ctx context.Context, text string, opt dg.Options, call dg.Call) (string, error) {
	t.Helper()
	out := &sink{}
	if opt.Registry == nil {
		opt.Registry = library()
	}
	h := host.Host{}
	if opt.Host != nil {
		h = *opt.Host
	}
	h.Out = out
	opt.Host = &h
	prog, found := dg.Compile(sourceOf(text), opt)
	if found.HasErrors() {
		return "", found.Err()
	}
	_, err := prog.Run(ctx, call)
	out.mu.Lock()
	defer out.mu.Unlock()
	return out.String(), err
}

func TestErrorHasPlaceAndStack(t *testing.T) {
	text := `int a.inner(map m)
{
	return m.get("n") * 2;
}
int a.outer(map m)
{
	return a.inner(m) + 1;
}
info "before";
info a.outer({"x":1});
`
	out, err := run(t, t.Context(), text, dg.Options{}, dg.Call{})
	var e *interp.Error
	if !errors.As(err, &e) || out != "before\n" {
		t.Fatalf("out %q, error %v", out, err)
	}
	if e.Line != 3 || !strings.HasPrefix(err.Error(), "t.dg:3:20: Null value occurred") {
		t.Errorf("line %d, %v", e.Line, err)
	}
	var stack []string
	for _, f := range e.Stack {
		stack = append(stack, f.Function+" "+f.Call.Place())
	}
	if got := strings.Join(stack, ", "); got != "a.inner t.dg:7:11, a.outer t.dg:10:8" {
		t.Errorf("stack %s", got)
	}
}

func TestSharedReferences(t *testing.T) {
	out, err := run(t, t.Context(), `m = {"l":{1}};
l = m.get("l");
l.add(2);
for each x in {m}
{
	x.put("k","v");
}
info m;`, dg.Options{}, dg.Call{})
	if err != nil || out != `{"l":[1,2],"k":"v"}`+"\n" {
		t.Errorf("%q, %v", out, err)
	}
}

func TestLongIdsSurvive(t *testing.T) {
	out, err := run(t, t.Context(), `id = 910000000000000001;
m = {"id":id,"t":"9007199254740993"};
back = m.toString().toMap();
info back.get("id") == id;
info back.get("id") + 1;
info back.get("t").toLong() + 1;
info m;`, dg.Options{}, dg.Call{})
	want := "true\n910000000000000002\n9007199254740994\n{\"id\":910000000000000001,\"t\":\"9007199254740993\"}\n"
	if err != nil || out != want {
		t.Errorf("%q, %v", out, err)
	}
}

func TestStepLimitIsNotCaught(t *testing.T) {
	text := "n = 0;\ntry\n{\nwhile(true)\n{\nn = n + 1;\n}\n}\ncatch (e)\n{\ninfo \"caught\";\n}"
	out, err := run(t, t.Context(), text, dg.Options{Limits: interp.Limits{Steps: 100}}, dg.Call{})
	var e *interp.Error
	if !errors.As(err, &e) || e.Code != diag.Limit || out != "" {
		t.Errorf("out %q, error %v", out, err)
	}
}

func TestStepLimitIsExact(t *testing.T) {
	// One assignment, and a header and two statements over five elements: 16.
	text := "n = 0;\nfor each x in {1,2,3,4,5}\n{\nn = n + x;\ny = n;\n}"
	prog, found := dg.Compile(source.NewFile("t.dg", text), dg.Options{Registry: library()})
	if found.HasErrors() {
		t.Fatal(found.Err())
	}
	res, err := prog.Run(t.Context(), dg.Call{})
	if err != nil || res.Steps != 16 {
		t.Errorf("%d steps, %v; want 16", res.Steps, err)
	}
	if _, err := prog.Run(t.Context(), dg.Call{Limits: &interp.Limits{Steps: 16}}); err != nil {
		t.Errorf("16 of 16 statements: %v", err)
	}
	if _, err := prog.Run(t.Context(), dg.Call{Limits: &interp.Limits{Steps: 15}}); err == nil {
		t.Error("15 of 16 statements: no error")
	}
}

func TestLimitPerCall(t *testing.T) {
	text := "void f()\n{\nx = 1;\ny = 2;\n}\nfor each i in {1,2,3,4,5,6,7,8,9}\n{\nf();\n}"
	if _, err := run(t, t.Context(), text, dg.Options{Limits: interp.Limits{Steps: 20, PerCall: true}}, dg.Call{}); err != nil {
		t.Errorf("per call: %v", err)
	}
	if _, err := run(t, t.Context(), text, dg.Options{Limits: interp.Limits{Steps: 20}}, dg.Call{}); err == nil {
		t.Error("in all: no error")
	}
}

// cancelled runs text, cancels it once started, and returns its error.
func cancelled(t *testing.T, text string, h host.Host, reg *registry.Registry, started <-chan struct{}) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := run(t, ctx, text, dg.Options{Host: &h, Registry: reg}, dg.Call{})
		done <- err
	}()
	<-started
	cancel()
	return <-done
}

func wantCancelled(t *testing.T, err error) {
	t.Helper()
	var e *interp.Error
	if !errors.As(err, &e) || e.Code != diag.Cancelled {
		t.Errorf("error %v, want a cancellation", err)
	}
}

func TestCancelLoop(t *testing.T) {
	started := make(chan struct{})
	time.AfterFunc(10*time.Millisecond, func() { close(started) })
	wantCancelled(t, cancelled(t, "while(true)\n{\ntry\n{\nx = 1;\n}\ncatch (e)\n{\ninfo e;\n}\n}", host.Host{}, nil, started))
}

// TestCancelBuiltin cancels inside a call of the library that never looks: the run
// ends all the same, and the call is left behind.
func TestCancelBuiltin(t *testing.T) {
	reg := library()
	started, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	reg.Add(&registry.Func{Name: "hang", Forms: registry.Free, Sig: types.Signature{},
		Call: func(*registry.Call) (value.Value, error) {
			close(started)
			<-release
			return value.Null, nil
		}})
	wantCancelled(t, cancelled(t, "try\n{\nhang();\n}\ncatch (e)\n{\ninfo 1;\n}", host.Host{}, reg, started))
}

func TestCancelRequest(t *testing.T) {
	started := make(chan struct{})
	var once sync.Once
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		once.Do(func() { close(started) })
		<-r.Context().Done()
	}))
	defer srv.Close()
	h := host.Default(host.Host{})
	client := httpx.New(httpx.FromHost(h))
	defer client.Close()
	h.HTTP = client
	wantCancelled(t, cancelled(t, "try\n{\nr = invokeurl [ url: \""+srv.URL+"\" type: GET ];\n}\ncatch (e)\n{\ninfo 1;\n}", *h, nil, started))
}

func TestTimeLimit(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := run(t, ctx, "while(true)\n{\nx = 1;\n}", dg.Options{}, dg.Call{})
	var e *interp.Error
	if !errors.As(err, &e) || e.Code != diag.Limit || e.Message != "time limit reached" {
		t.Errorf("%v", err)
	}
}

// TestPanicOfBuiltin turns a fault of ours into an error with the line of the
// script, which no try catches.
func TestPanicOfBuiltin(t *testing.T) {
	reg := library()
	reg.Add(&registry.Func{Name: "explode", Forms: registry.Free, Call: func(*registry.Call) (value.Value, error) {
		panic("boom")
	}})
	_, err := run(t, t.Context(), "x = 1;\ntry\n{\nexplode();\n}\ncatch (e)\n{\ninfo 1;\n}", dg.Options{Registry: reg}, dg.Call{})
	var e *interp.Error
	if !errors.As(err, &e) || e.Code != diag.Internal || e.Line != 4 || !strings.Contains(e.Hint, "report") {
		t.Errorf("%+v", err)
	}
	var p *interp.Panic
	if !errors.As(err, &p) || len(p.Stack) == 0 {
		t.Error("no stack of the panic")
	}
}

func TestFunctionArguments(t *testing.T) {
	text := "string a.f(int n, string s, bool b, list l)\n{\nreturn n + 1 + s + b + l.size();\n}"
	args := value.NewMap()
	for k, v := range map[string]string{"n": "41", "s": "x", "b": "true", "l": "[1,2,3]"} {
		args.Put(k, value.Text(v))
	}
	prog, found := dg.Compile(source.NewFile("t.dg", text), dg.Options{Registry: library()})
	if found.HasErrors() {
		t.Fatal(found.Err())
	}
	res, err := prog.Run(t.Context(), dg.Call{Args: args})
	if got, _ := res.Value.AsText(); err != nil || got != "42xtrue3" {
		t.Errorf("%q, %v", got, err)
	}
	args.Put("n", value.Text("many"))
	if _, err := prog.Run(t.Context(), dg.Call{Args: args}); err == nil || !strings.Contains(err.Error(), "Argument type mismatches for the function a.f at index 1") {
		t.Errorf("wrong type: %v", err)
	}
	args.Put("m", value.Null)
	if _, err := prog.Run(t.Context(), dg.Call{Args: args}); err == nil || !strings.Contains(err.Error(), "a.f has no parameter 'm'") {
		t.Errorf("extra argument: %v", err)
	}
}

// TestManyRunsAtOnce shares one program among goroutines.
func TestManyRunsAtOnce(t *testing.T) {
	prog, found := dg.Compile(source.NewFile("t.dg", "s = 0;\nfor each x in {1,2,3}\n{\ns = s + x * n.toLong();\n}\nreturn s;"), dg.Options{Registry: library()})
	if found.HasErrors() {
		t.Fatal(found.Err())
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			args := value.NewMap()
			args.Put("n", value.Number(int64(i)))
			res, err := prog.Run(t.Context(), dg.Call{Args: args})
			if got, _ := res.Value.AsNumber(); err != nil || got != int64(6*i) {
				t.Errorf("%d: %d, %v", i, got, err)
			}
		})
	}
	wg.Wait()
}

func TestSession(t *testing.T) {
	s := dg.NewSession(dg.Options{Registry: library()})
	eval := func(text string) (string, error) {
		a, err := s.Eval(t.Context(), source.NewFile("<input>", text))
		if err != nil || !a.Shown {
			return "", err
		}
		return a.Value.String(), nil
	}
	for _, step := range []struct{ text, want, err string }{
		{"x = 20", "", ""},
		{"int twice(int n) { return n * 2; }", "", ""},
		{"twice(x) + 2", "42", ""},
		{"y = nothing", "", "Variable 'nothing' is not defined"},
		{"y", "", "Variable 'y' is not defined"},
		{"z = x / 0", "", "Divide by zero"},
		{"x", "20", ""},
		{"int twice(int n) { return n * 3; }", "", ""},
		{"twice(2)", "6", ""},
		{"null", "null", ""},
		{"l = {1}; l.add(2); l", "1,2", ""},
	} {
		got, err := eval(step.text)
		if got != step.want || (err == nil) != (step.err == "") || err != nil && !strings.Contains(err.Error(), step.err) {
			t.Errorf("%s: %q, %v; want %q %q", step.text, got, err, step.want, step.err)
		}
	}
}

func BenchmarkLoop(b *testing.B) {
	prog, found := dg.Compile(source.NewFile("t.dg", "n = 0;\nwhile(n < 100000)\n{\nn = n + 1;\n}"), dg.Options{Registry: library()})
	if found.HasErrors() {
		b.Fatal(found.Err())
	}
	for b.Loop() {
		if _, err := prog.Run(b.Context(), dg.Call{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCalls(b *testing.B) {
	text := "int fib(int n)\n{\nif(n < 2)\n{\nreturn n;\n}\nreturn fib(n - 1) + fib(n - 2);\n}\nx = fib(20);"
	prog, found := dg.Compile(source.NewFile("t.dg", text), dg.Options{Registry: library()})
	if found.HasErrors() {
		b.Fatal(found.Err())
	}
	for b.Loop() {
		if _, err := prog.Run(b.Context(), dg.Call{}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestFunctionsOfOtherFiles(t *testing.T) {
	files := []*source.File{
		source.NewFile("math.dg", "int standalone.twice(int n)\n{\nreturn standalone.own(n) * 2;\n}\nint standalone.own(int n)\n{\nreturn n;\n}\ninfo \"not run\";"),
		source.NewFile("fails.dg", "int standalone.fails(int n)\n{\nreturn n / 0;\n}"),
		source.NewFile("broken.dg", "int standalone.broken(int n)\n{\nreturn undefinedName;\n}"),
		source.NewFile("user.dg", "int standalone.uses(int n)\n{\nreturn standalone.broken(n);\n}"),
	}
	main := "int standalone.own(int n)\n{\nreturn 100;\n}\ninfo standalone.twice(4) + standalone.own(1);\n"
	out, err := run(t, t.Context(), main, dg.Options{Files: files}, dg.Call{})
	if err != nil || out != "108\n" {
		t.Errorf("%q, %v", out, err)
	}
	_, err = run(t, t.Context(), "info standalone.fails(1);", dg.Options{Files: files}, dg.Call{})
	if err == nil || !strings.HasPrefix(err.Error(), "fails.dg:3:10: ") {
		t.Errorf("place in another file: %v", err)
	}
	for _, text := range []string{"info standalone.broken(1);", "info standalone.uses(1);"} {
		if _, err = run(t, t.Context(), text, dg.Options{Files: files}, dg.Call{}); err == nil || !strings.Contains(err.Error(), "Not able to find 'standalone.broken' function") {
			t.Errorf("%s: %v", text, err)
		}
	}
	_, found := dg.Compile(source.NewFile("t.dg", "info 1;"), dg.Options{Registry: library(), Files: files})
	if found.HasErrors() || len(found) != 1 || found[0].Primary.File.Name != "broken.dg" || len(found[0].Notes) == 0 {
		t.Errorf("findings %v", found)
	}
}

func TestEmptyBracesAreAMap(t *testing.T) {
	out, err := run(t, t.Context(), `m = {"a":1};
m.putAll({});
info m;`, dg.Options{}, dg.Call{})
	if err != nil || out != "{\"a\":1}\n" {
		t.Errorf("%q, %v", out, err)
	}
}
