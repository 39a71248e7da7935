package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/value"
)

type runOptions struct {
	app      *app
	world    worldFlags
	file     string
	function string
	args     []string
	argsFile string
	json     bool
}

func (a *app) runCmd() *cobra.Command {
	o := &runOptions{app: a}
	cmd := &cobra.Command{
		Use:   "run FILE|-",
		Short: "Run a script, or one of its functions",
		Long: `Run a script. What its info statements print goes to standard output; warnings
and errors go to standard error.

A name that the script reads and never assigns is an argument: give it with
--arg or --args. A file that holds one function and no statements runs that
function; of several, --function chooses.

` + rehearsalHelp,
		Example: `  dg run hello.dg
  dg run sync.dg --arg id=910000000009001 --arg stage=Won
  dg run lib.dg --function standalone.total --args order.json
  dg run report.dg --json | jq .info
  dg run --dry-run sync.dg
  dg run --record tape.yaml sync.dg && dg run --replay tape.yaml sync.dg
  echo 'info 1 + 1;' | dg run -`,
		Args: exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[0]
			return o.run(cmd.Context())
		},
	}
	o.world.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.function, "function", "", "the function to run, such as automation.sync")
	f.Var((*texts)(&o.args), "arg", "an argument, NAME=VALUE (repeatable)")
	f.StringVar(&o.argsFile, "args", "", "a JSON file with the arguments by name")
	f.BoolVar(&o.json, "json", false, "print {result, info, requests, error} as JSON")
	return cmd
}

func (o *runOptions) run(ctx context.Context) error {
	if o.json {
		return o.runJSON(ctx)
	}
	out := &printer{w: o.app.io.Out}
	var journal host.Journal
	if o.app.verbose > 0 {
		journal = requestLog{o.app}
	}
	_, found, err := o.execute(ctx, out, journal)
	o.app.warn(withoutStop(found, err))
	if writeErr := out.failed(); err == nil {
		err = writeErr
	}
	return err
}

// execute compiles and runs. Findings that stopped it are in the error.
func (o *runOptions) execute(ctx context.Context, out host.Sink, journal host.Journal) (res dg.Result, found diag.List, err error) {
	if o.file == "-" && o.argsFile == "-" {
		return dg.Result{}, nil, usagef("name a file for one of them", "the script and its arguments cannot both come from the input")
	}
	if o.file != "-" {
		o.world.base = filepath.Dir(o.file)
	}
	app, err := projectAround(o.world.base)
	if err != nil {
		return dg.Result{}, nil, err
	}
	o.world.settle(app.config)
	h, err := o.app.world(&o.world, out, journal)
	if err != nil {
		return dg.Result{}, nil, err
	}
	defer o.app.keepRecording(&o.world, &err)
	text, err := o.app.readScript(o.file)
	if err != nil {
		return dg.Result{}, nil, err
	}
	args, err := o.app.loadArgs(o.argsFile, o.args)
	if err != nil {
		return dg.Result{}, nil, err
	}
	opt := dg.Options{Registry: builtins(), Host: h, Dialect: host.Dialect(o.world.dialect)}
	if err := app.join(&opt, o.file); err != nil {
		return dg.Result{}, nil, err
	}
	prog, found, err := compile(ctx, source.NewFile(shownName(o.file), text), opt)
	if err != nil {
		return dg.Result{}, nil, err
	}
	limits, err := o.world.limitsOf(prog.Dialect())
	if err != nil {
		return dg.Result{}, nil, err
	}
	ctx, cancel := o.world.runContext(ctx)
	defer cancel()
	res, err = prog.Run(ctx, dg.Call{Function: o.function, Args: args, Limits: &limits})
	return res, found, err
}

// withoutStop drops the warnings about parts that cannot be run yet when the run
// has just stopped at one of them.
func withoutStop(found diag.List, err error) diag.List {
	var run *interp.Error
	if !errors.As(err, &run) || run.Code != diag.LaterGrammar {
		return found
	}
	return slices.DeleteFunc(slices.Clone(found), func(d *diag.Diagnostic) bool { return d.Code == diag.LaterGrammar })
}

// small is the size of a script, in bytes, that is compiled before a person has
// taken the finger off Ctrl-C.
const small = 64 << 10

// compile is dg.Compile that ends with ctx.
func compile(ctx context.Context, file *source.File, opts dg.Options) (prog *dg.Program, found diag.List, err error) {
	if len(file.Text) < small && len(opts.Files) == 0 {
		prog, found = dg.Compile(file, opts)
	} else {
		_, err = leave(ctx, func() struct{} {
			prog, found = dg.Compile(file, opts)
			return struct{}{}
		})
	}
	if err == nil && found.HasErrors() {
		err = diag.Failure{List: found}
	}
	return prog, found, err
}

// warn prints the warnings of a script that ran: with -v whole, else as a count,
// because most of them are about what other editors would say.
func (a *app) warn(found diag.List) {
	if len(found) == 0 {
		return
	}
	if a.verbose > 0 {
		a.render(found)
		return
	}
	var notable diag.List
	for _, d := range found {
		if d.Code == diag.UnknownFunction || d.Code == diag.LaterGrammar {
			notable.Add(d)
		}
	}
	if len(notable) == 0 {
		return
	}
	for _, d := range found { // why a function is not there
		if len(d.Notes) > 0 {
			notable.Add(d)
		}
	}
	a.render(notable)
}

// runReport is what run --json prints.
type runReport struct {
	Result   json.RawMessage `json:"result"`
	Info     []string        `json:"info"`
	Requests []request       `json:"requests"`
	Error    *runFailure     `json:"error"`
}

type request struct {
	Method     string `json:"method"`
	URL        string `json:"url"`
	Status     int    `json:"status,omitempty"`
	Ms         int64  `json:"ms"`
	Sent       int64  `json:"sent"`
	Received   int64  `json:"received"`
	Connection string `json:"connection,omitempty"`
	Connector  string `json:"connector,omitempty"`
	Renewals   int    `json:"renewals,omitempty"`
	Source     string `json:"source,omitempty"`
	Error      string `json:"error,omitempty"`
}

func (o *runOptions) runJSON(ctx context.Context) error {
	rec := &recorder{}
	res, _, err := o.execute(ctx, rec, rec)
	report := runReport{Result: json.RawMessage("null"), Info: []string{}, Requests: []request{}}
	rec.mu.Lock()
	report.Info = append(report.Info, rec.info...)
	for _, e := range rec.calls {
		report.Requests = append(report.Requests, request{e.Method, e.URL, e.Status, e.Duration.Milliseconds(), e.Sent, e.Received,
			e.Connection, e.Connector, e.Renewals, e.Source, e.Error})
	}
	rec.mu.Unlock()
	code := exitOK
	if err != nil {
		code = exitCode(err)
		if ctx.Err() != nil {
			code = exitInterrupted
		}
		report.Error = failureJSON(err, code)
	} else {
		report.Result = jsonOf(res.Value)
	}
	if err := o.app.writeJSON(report); err != nil {
		return err
	}
	if code != exitOK {
		return silent{code}
	}
	return nil
}

// jsonOf returns a value as JSON; values without a form there are their text.
func jsonOf(v value.Value) json.RawMessage {
	text, err := value.TryJSON(v, nil)
	if err != nil || !json.Valid([]byte(text)) {
		quoted, _ := json.Marshal(v.String())
		return quoted
	}
	return json.RawMessage(text)
}

// writeJSON prints v as indented JSON with one line feed behind it.
func (a *app) writeJSON(v any) error {
	a.wroteJSON = true
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	if _, err := a.io.Out.Write(b.Bytes()); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}
