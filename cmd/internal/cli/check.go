package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
)

type checkOptions struct {
	app     *app
	dialect string
	format  string
	strict  bool
	json    bool
	max     int

	apps map[string]*dg.App // by root of the project
}

// checkFormats are the renderings of findings, by name.
var checkFormats = []string{"text", "short", "json", "github"}

func (a *app) checkCmd() *cobra.Command {
	o := &checkOptions{app: a}
	cmd := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Check scripts without running them",
		Long: `Read scripts and check names, calls and returns. Folders are walked for *.dg
files; without a path the present folder is. Several errors are found in one go.

Warnings alone end with 0, errors with 3. --strict makes errors of warnings about
functions that are not in the file.`,
		Example: `  dg check
  dg check sync.dg lib/
  dg check --format github .
  dg check --json sync.dg | jq '.[].args'`,
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.dialect, "dialect", "", "generic or creator; otherwise the file says")
	f.StringVar(&o.format, "format", "text", "text, short, json or github")
	f.BoolVar(&o.json, "json", false, "as --format json")
	f.BoolVar(&o.strict, "strict", false, "warnings about what may live elsewhere are errors")
	f.IntVar(&o.max, "max-errors", 20, "findings shown of a file; 0: all")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(checkFormats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// checkedFile is one entry of --json.
type checkedFile struct {
	File        string          `json:"file"`
	Diagnostics []diag.JSON     `json:"diagnostics"`
	Args        []string        `json:"args"`
	Functions   []checkedMethod `json:"functions"`
}

type checkedMethod struct {
	Name   string   `json:"name"`
	Params []string `json:"params"`
	Result string   `json:"result"`
}

func (o *checkOptions) run(paths []string) error {
	if o.json {
		o.format = "json"
	}
	if !slices.Contains(checkFormats, o.format) {
		return usagef("the formats are "+strings.Join(checkFormats, ", "), fmt.Sprintf("unknown format %q", o.format))
	}
	w := worldFlags{dialect: o.dialect}
	dialect, err := w.dialectOf()
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	files, err := o.app.scripts(paths)
	if err != nil {
		return err
	}
	all, worst := []checkedFile{}, false
	for _, name := range files {
		text, err := o.app.readFile(name)
		if err != nil {
			return err
		}
		r, err := o.check(source.NewFile(name, text), dialect)
		if err != nil {
			return err
		}
		if o.strict {
			stricter(r.Findings)
		}
		worst = worst || r.Findings.HasErrors()
		all = append(all, describeCheck(name, r))
		if err := o.print(r.Findings); err != nil {
			return err
		}
	}
	return o.conclude(all, worst)
}

// check checks one file with the functions of its project around it.
func (o *checkOptions) check(src *source.File, dialect host.Dialect) (dg.Report, error) {
	p, err := findProject(filepath.Dir(src.Name))
	if err != nil {
		return dg.Report{}, err
	}
	opt := dg.Options{Registry: builtins(), Dialect: dialect, Host: &host.Host{Dialect: host.Dialect(p.config.Dialect)}}
	if p.root != "" && o.apps[p.root] == nil {
		files, err := p.others("")
		if err != nil {
			return dg.Report{}, err
		}
		if o.apps == nil {
			o.apps = map[string]*dg.App{}
		}
		o.apps[p.root] = dg.ReadApp(files, opt)
	}
	return dg.Check(src, opt, o.apps[p.root]), nil
}

// stricter makes errors of the warnings about things that may live in another file.
func stricter(l diag.List) {
	for _, d := range l {
		if d.Code == diag.UnknownFunction {
			d.Severity = diag.Error
		}
	}
}

func describeCheck(name string, r dg.Report) checkedFile {
	c := checkedFile{File: name, Diagnostics: diag.ListJSON(r.Findings), Args: []string{}, Functions: []checkedMethod{}}
	for _, p := range r.Args {
		c.Args = append(c.Args, p.Name)
	}
	for _, fn := range r.Functions {
		m := checkedMethod{Name: fn.Name, Params: []string{}, Result: fn.Result.String()}
		for _, p := range fn.Params {
			m.Params = append(m.Params, p.Name)
		}
		c.Functions = append(c.Functions, m)
	}
	return c
}

// print writes the findings of one file. They are what the command is for, so they
// go to standard output.
func (o *checkOptions) print(l diag.List) error {
	var err error
	switch out := o.app.io.Out; o.format {
	case "text":
		if len(l) > 0 {
			o.app.renderTo(out, l, o.max)
			_, err = fmt.Fprintln(out)
		}
	case "short":
		diag.Short(out, l)
	case "github":
		for _, d := range l.Sorted() {
			j := diag.ToJSON(d)
			_, err = fmt.Fprintf(out, "::%s file=%s%s::%s\n", annotation(d.Severity), j.File, position(j), escapeGitHub(d.Message))
		}
	}
	return err
}

func annotation(s diag.Severity) string {
	if s == diag.Info {
		return "notice"
	}
	return s.String()
}

func position(j diag.JSON) string {
	if j.Start == nil {
		return ""
	}
	return fmt.Sprintf(",line=%d,col=%d,title=%s", j.Start.Line, j.Start.Column, j.Code)
}

// escapeGitHub keeps a message on the line of its annotation.
func escapeGitHub(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func (o *checkOptions) conclude(all []checkedFile, worst bool) error {
	if o.format == "json" {
		if err := o.app.writeJSON(all); err != nil {
			return err
		}
	}
	errors, warnings := 0, 0
	for _, f := range all {
		for _, d := range f.Diagnostics {
			if d.Severity == diag.Error.String() {
				errors++
			} else {
				warnings++
			}
		}
	}
	fmt.Fprintf(o.app.io.Err, "%s checked: %s, %s\n", count(len(all), "file"), count(errors, "error"), count(warnings, "warning"))
	if worst {
		return silent{exitSource}
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// scripts lists the files to work on: those named, and *.dg in folders.
func (a *app) scripts(paths []string) ([]string, error) {
	var out []string
	for _, p := range paths {
		if p == "-" {
			out = append(out, p)
			continue
		}
		info, err := os.Stat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, usage(fmt.Errorf("there is no file or folder %s", p), nearFile(p))
		case err != nil:
			return nil, err
		case !info.IsDir():
			out = append(out, p)
			continue
		}
		found, err := walkScripts(p)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, usagef("scripts end in .dg", "there is no script in "+p)
		}
		out = append(out, found...)
	}
	return out, nil
}

// walkScripts lists the scripts below a folder; folders whose name begins with a
// point are dg's or another tool's.
func walkScripts(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != dir && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && strings.EqualFold(filepath.Ext(path), ".dg"):
			out = append(out, path)
		}
		return nil
	})
	return out, err
}

// renderTo is render for a command whose findings are its output.
func (a *app) renderTo(w io.Writer, l diag.List, limit int) {
	if limit == 0 {
		limit = len(l)
	}
	a.renderer(limit, a.io.PaintOut).Render(w, l)
}
