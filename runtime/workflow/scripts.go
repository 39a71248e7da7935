package workflow

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// Scripts is the Runner that compiles and runs script files.
type Scripts struct {
	Read    func(file string) ([]byte, error)
	Options dg.Options

	Warnings diag.List // of all files compiled so far
	programs map[string]*dg.Program
}

// Script compiles file, once, and finds the function in it.
func (s *Scripts) Script(_ context.Context, file, function string) (Script, error) {
	p, err := s.program(file)
	if err != nil {
		return nil, err
	}
	sc := &script{owner: s, prog: p, file: file, entry: function}
	if function == "" && (p.Bare() || len(p.Functions()) == 0) {
		return sc, nil
	}
	if sc.fn, err = choose(p.Functions(), file, function); err != nil {
		return nil, err
	}
	sc.entry = sc.fn.Name
	return sc, nil
}

func (s *Scripts) program(file string) (*dg.Program, error) {
	if p := s.programs[file]; p != nil {
		return p, nil
	}
	data, err := s.Read(file)
	if err != nil {
		return nil, err
	}
	p, found := dg.Compile(source.NewFile(file, string(data)), s.Options)
	if err := found.Err(); err != nil {
		return nil, err
	}
	s.Warnings = append(s.Warnings, found...)
	if s.programs == nil {
		s.programs = map[string]*dg.Program{}
	}
	s.programs[file] = p
	return p, nil
}

// choose finds the function called name, with or without its namespace; the only
// one when name is empty.
func choose(fns []dg.Function, file, name string) (*dg.Function, error) {
	var names, short []string
	for i, f := range fns {
		bare := f.Name[strings.LastIndexByte(f.Name, '.')+1:]
		if f.Name == name || bare == name || name == "" && len(fns) == 1 {
			return &fns[i], nil
		}
		names, short = append(names, f.Name), append(short, bare)
	}
	if name == "" {
		return nil, fmt.Errorf("%s holds %d functions; write %s#NAME with one of %s", file, len(fns), file, strings.Join(names, ", "))
	}
	msg := fmt.Sprintf("%s has no function %q", file, name)
	hint := diag.DidYouMean(name, slices.Concat(names, short))
	switch {
	case hint != "":
	case len(names) > 0:
		hint = "it has " + strings.Join(names, ", ")
	default:
		hint = "it has no function at all: write call: " + path.Base(file)
	}
	return nil, &lacking{msg, hint}
}

// lacking is a function that is not there, with what is.
type lacking struct{ msg, hint string }

func (e *lacking) Error() string { return e.msg + "; " + e.hint }

// script is one function of a program, or its bare statements when fn is nil.
type script struct {
	owner *Scripts
	prog  *dg.Program
	file  string
	entry string
	fn    *dg.Function
}

func (s *script) Name() string {
	if s.fn == nil {
		return ""
	}
	return s.fn.Name
}

func (s *script) Params() ([]Param, bool) {
	if s.fn == nil {
		return nil, false
	}
	out := make([]Param, len(s.fn.Params))
	for i, p := range s.fn.Params {
		out[i] = Param{Name: p.Name, Kind: p.Type}
	}
	return out, true
}

// Run runs the script on the host of the runner and listens to what it prints and
// sends.
func (s *script) Run(ctx context.Context, args *value.Map) (Result, error) {
	h := *host.Default(host.Host{})
	if s.owner.Options.Host != nil {
		h = *host.Default(*s.owner.Options.Host)
	}
	ear := &listener{out: h.Out, journal: h.Journal}
	h.Out, h.Journal = ear, ear
	res, err := s.prog.Run(ctx, dg.Call{Function: s.entry, Args: args, Host: &h, Nulls: true})
	out := Result{Value: res.Value, Statements: res.Steps}
	out.Info, out.HTTP = ear.heard()
	if err != nil {
		return out, s.failure(ctx, err)
	}
	return out, nil
}

// failure sorts the error of a run.
func (s *script) failure(ctx context.Context, err error) error {
	f := &Failure{Kind: "runtime", Message: err.Error(), File: s.file, Cause: err}
	var found interface {
		error
		Diagnostic() *diag.Diagnostic
	}
	var list diag.Failure
	switch {
	case errors.As(err, &found):
		d := found.Diagnostic()
		f.Message = d.Message
		if at := d.Primary; at.File != nil {
			f.File, f.Line = at.File.Name, at.File.LineNo(at.Span.Start)
		}
		f.Kind = kindOf(d.Code)
	case errors.As(err, &list):
		f.Kind = "argument"
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		f.Kind = "cancelled"
	}
	return f
}

func kindOf(c diag.Code) string {
	switch c {
	case diag.Limit:
		return "limit"
	case diag.Cancelled:
		return "cancelled"
	case diag.Network, diag.Unconnected:
		return "http"
	}
	return "runtime"
}

// listener passes output and exchanges on and keeps count of them. A call that was
// left behind may still report when the run is over.
type listener struct {
	out     host.Sink
	journal host.Journal

	mu   sync.Mutex
	info []string
	http int
}

func (l *listener) Info(ctx context.Context, line host.InfoLine) {
	l.mu.Lock()
	l.info = append(l.info, line.Text)
	l.mu.Unlock()
	l.out.Info(ctx, line)
}

func (l *listener) Exchanged(ctx context.Context, e host.Exchange) {
	l.mu.Lock()
	l.http++
	l.mu.Unlock()
	l.journal.Exchanged(ctx, e)
}

// heard returns what was printed and how many requests were sent.
func (l *listener) heard() (info []string, http int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.info), l.http
}
