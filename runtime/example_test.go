package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib"
)

// stdout is a Sink that prints.
type stdout struct{}

func (stdout) Info(_ context.Context, line host.InfoLine) { fmt.Println(line.Text) }

// standard is the library, made once.
var standard = sync.OnceValue(func() *registry.Registry {
	reg := registry.New()
	stdlib.Register(reg)
	return reg
})

// mustCompile compiles a script of an example.
func mustCompile(text string, opt dg.Options) *dg.Program {
	if opt.Registry == nil {
		opt.Registry = standard()
	}
	prog, found := dg.Compile(source.NewFile("example.dg", text), opt)
	if found.HasErrors() {
		panic(found.Err())
	}
	return prog
}

// Compile once, run as often as you like, each time with other arguments.
func Example() {
	reg := registry.New()
	stdlib.Register(reg)
	prog, found := dg.Compile(source.NewFile("hello.dg", `info "Hello " + who.toUpperCase();`),
		dg.Options{Registry: reg, Host: &host.Host{Out: stdout{}}})
	if found.HasErrors() {
		fmt.Println(found.Err())
		return
	}
	for _, who := range []string{"Ada", "Grace"} {
		args := value.NewMap()
		args.Put("who", value.Text(who))
		if _, err := prog.Run(context.Background(), dg.Call{Args: args}); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// Hello ADA
	// Hello GRACE
}

// A program runs in several goroutines at once; each run has variables of its own.
func ExampleProgram_Run_concurrent() {
	prog := mustCompile(`sum = 0;
for each n in numbers
{
	sum = sum + n;
}
return sum;`, dg.Options{})
	sums := make([]int64, 8)
	var wg sync.WaitGroup
	for i := range sums {
		wg.Go(func() {
			args := value.NewMap()
			args.Put("numbers", value.OfList(value.NewList(value.Number(int64(i)), value.Number(100))))
			if res, err := prog.Run(context.Background(), dg.Call{Args: args}); err == nil {
				sums[i], _ = res.Value.AsNumber()
			}
		})
	}
	wg.Wait()
	fmt.Println(sums)
	// Output: [100 101 102 103 104 105 106 107]
}

// Functions are called by name, with or without their namespace, and take their
// arguments by name; they are converted as in a call from a script.
func ExampleProgram_Run_function() {
	prog := mustCompile(`map standalone.price(int count, decimal each)
{
	return {"count": count, "total": count * each};
}
void standalone.unused()
{
}`, dg.Options{})
	for _, fn := range prog.Functions() {
		fmt.Println(fn.Name, fn.Params, fn.Result)
	}
	args := value.NewMap()
	args.Put("count", value.Text("3"))
	args.Put("each", value.Float(2.5))
	res, err := prog.Run(context.Background(), dg.Call{Function: "price", Args: args})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, _ := res.Value.AsMap()
	total, _ := m.Get("total")
	amount, _ := total.AsFloat()
	fmt.Println(amount, value.JSON(res.Value, nil))
	_, err = prog.Run(context.Background(), dg.Call{Function: "prise"})
	fmt.Println(err)
	// Output:
	// standalone.price [{count NUMBER false} {each DECIMAL false}] MAP
	// standalone.unused [] VOID
	// 7.5 {"count":3,"total":7.5}
	// example.dg: Not able to find 'prise' function
}

// shop answers requests without a network.
type shop struct{}

func (shop) Do(req *http.Request) (*http.Response, error) {
	body := fmt.Sprintf(`{"path":%q,"open":true}`, req.URL.Path)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

// lines is a Sink that keeps what a script prints.
type lines struct{ text []string }

func (l *lines) Info(_ context.Context, line host.InfoLine) {
	l.text = append(l.text, fmt.Sprintf("%d: %s", line.Line, line.Text))
}

// The host is all that a script can touch: requests, the clock, who runs it, and
// where its output goes. What is left out has a default.
func ExampleOptions_host() {
	out := &lines{}
	prog := mustCompile(`info zoho.currentdate;
info zoho.loginuser;
answer = invokeurl [ url: "https://shop.example/hours" type: GET ];
info answer.get("path") + " " + answer.get("open");`, dg.Options{Host: &host.Host{
		HTTP:     shop{},
		Clock:    host.FixedClock{At: time.Date(2026, time.January, 31, 9, 0, 0, 0, time.UTC)},
		Out:      out,
		Identity: func() host.Identity { return host.Identity{User: "ada"} },
	}})
	_, err := prog.Run(context.Background(), dg.Call{})
	fmt.Println(strings.Join(out.text, "\n"))
	fmt.Println(err)
	// Output:
	// 1: 31-Jan-2026
	// 2: ada
	// 4: /hours true
	// <nil>
}

// A program adds functions and variables of its own to the library. The checker
// knows them as it knows the others.
func ExampleOptions_registry() {
	reg := registry.New()
	stdlib.Register(reg)
	reg.Add(&registry.Func{
		Name:  "reversed",
		Forms: registry.Both,
		Sig:   types.Signature{Recv: []types.Kind{types.Text}, Result: []types.Kind{types.Text}},
		Call: func(c *registry.Call) (value.Value, error) {
			args := c.Unpack()
			letters := []rune(args.Text("text"))
			slices.Reverse(letters)
			return value.Text(string(letters)), args.Err()
		},
	})
	reg.AddVar(&registry.Var{Name: "shop.name", Kind: types.Text, Get: func(*host.Host) value.Value { return value.Text("Corner") }})
	prog := mustCompile(`return shop.name.reversed() + " " + reversed("abc");`, dg.Options{Registry: reg})
	res, err := prog.Run(context.Background(), dg.Call{})
	fmt.Println(res.Value, err)
	_, found := dg.Compile(source.NewFile("typo.dg", `info "abc".revresed();`), dg.Options{Registry: reg})
	fmt.Println(found.Err(), found[0].Hint)
	// Output:
	// renroC cba <nil>
	// typo.dg:1:12: Not able to find 'revresed' function did you mean "reversed"?
}

// Limits end a run, and so does the end of its context; scripts cannot catch either.
func ExampleLimits() {
	prog := mustCompile(`while(true)
{
	n = 1;
}`, dg.Options{Limits: dg.Limits{Steps: 1000}})
	res, err := prog.Run(context.Background(), dg.Call{})
	fmt.Println(res.Steps, err)

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err = prog.Run(ctx, dg.Call{Limits: &dg.Limits{}})
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output:
	// 1000 example.dg:1:1: Number of statement execution limit exceed
	// true
}

// An error of a run has its place, the calls that led there, and the code that dg
// explains.
func ExampleError() {
	prog := mustCompile(`int standalone.half(int n)
{
	return n / 0;
}
info standalone.half(4);`, dg.Options{})
	_, err := prog.Run(context.Background(), dg.Call{})
	var failed *dg.Error
	if errors.As(err, &failed) {
		fmt.Println(failed.Code, failed.Line, failed.Message)
		for _, f := range failed.Stack {
			fmt.Println("in", f.Function, "called at", f.Call.Place())
		}
	}
	// Output:
	// DG0501 3 Error in performing the Operation / : Divide by zero error
	// in standalone.half called at example.dg:5:17
}

// Scripts of one app call one another's functions.
func ExampleOptions_files() {
	prog := mustCompile(`return standalone.twice(21);`, dg.Options{
		Files:  []*source.File{source.NewFile("standalone/twice.dg", "int twice(int n)\n{\n\treturn n * 2;\n}")},
		Places: map[string]dg.Place{"standalone/twice.dg": {Namespace: "standalone"}},
	})
	res, err := prog.Run(context.Background(), dg.Call{})
	fmt.Println(res.Value, err)
	// Output: 42 <nil>
}

// A session keeps variables and functions from one input to the next.
func ExampleSession() {
	s := dg.NewSession(dg.Options{Registry: standard()})
	s.Define("price", value.Float(19.9))
	for i, text := range []string{"total = price * 3;", "total", "totl"} {
		answer, err := s.Eval(context.Background(), source.NewFile(fmt.Sprintf("<%d>", i+1), text))
		switch {
		case err != nil:
			fmt.Println(err)
		case answer.Shown:
			fmt.Println(answer.Value)
		}
	}
	for name, v := range s.Variables {
		fmt.Println(name, v)
	}
	fmt.Println(s.Incomplete("if(total > 1) {"))
	// Output:
	// 59.7
	// <3>:1:1: Variable 'totl' is not defined
	// price 19.9
	// total 59.7
	// true
}

// Check finds what is wrong without running anything, and what a script wants from
// outside.
func ExampleCheck() {
	report := dg.Check(source.NewFile("invoice.dg", "total = count * price;\ninfo totl.size(1);"), dg.Options{Registry: standard()}, nil)
	for _, d := range report.Findings {
		fmt.Println(d.Severity, d.Code, d.Error())
	}
	for _, p := range report.Args {
		fmt.Println("takes", p.Name)
	}
	// Output:
	// error DG0212 invoice.dg:2:11: No. of arguments mismatches for the function size
	// takes count
	// takes price
	// takes totl
}
