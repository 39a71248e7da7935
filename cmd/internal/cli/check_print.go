package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	dg "github.com/dg-lang/dg/runtime"
)

// checkedFile is one entry of --json.
type checkedFile struct {
	File        string          `json:"file"`
	Diagnostics []diag.JSON     `json:"diagnostics"`
	Args        []string        `json:"args"`
	Functions   []checkedMethod `json:"functions"`
	Scopes      []wantedScopes  `json:"scopes"`
}

type checkedMethod struct {
	Name   string   `json:"name"`
	Params []string `json:"params"`
	Result string   `json:"result"`
}

func describeCheck(name string, r dg.Report, scopes []wantedScopes) checkedFile {
	c := checkedFile{File: name, Diagnostics: diag.ListJSON(r.Findings), Args: []string{}, Functions: []checkedMethod{}, Scopes: scopes}
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
		var b strings.Builder
		diag.Short(&b, l)
		_, err = io.WriteString(out, b.String())
	case "github":
		for _, d := range l.Sorted() {
			j := diag.ToJSON(d)
			_, err = fmt.Fprintf(out, "::%s file=%s%s::%s\n", annotation(d.Severity), escapeProperty(j.File), position(j), escapeGitHub(d.Message))
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
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

// escapeProperty is escapeGitHub for what stands in front of the message.
func escapeProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeGitHub(s))
}

// conclude prints what is printed of all files together, and the count.
func (o *checkOptions) conclude(all []checkedFile, worst int) error {
	var err error
	switch {
	case o.note != "":
		err = o.writeBaseline()
	case o.format == "json":
		err = o.app.writeJSON(all)
	case o.format == "sarif":
		var found []diag.JSON
		for _, f := range all {
			found = append(found, f.Diagnostics...)
		}
		err = o.app.writeJSON(diag.ToSARIF(found, strings.Trim(readVersion().Version, "()")))
	}
	if err != nil {
		return err
	}
	o.count(all)
	if worst != exitOK {
		return silent{worst}
	}
	return nil
}

// count tells how many files and findings there were.
func (o *checkOptions) count(all []checkedFile) {
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
	line := fmt.Sprintf("%s checked: %s, %s", count(len(all), "file"), count(errors, "error"), count(warnings, "warning"))
	if o.fix {
		line += fmt.Sprintf(", %d fixed", o.fixed)
	}
	if o.base != nil && o.base.met > 0 {
		line += fmt.Sprintf("; %d known", o.base.met)
	}
	fmt.Fprintln(o.app.io.Err, line)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// renderTo is render for a command whose findings are its output.
func (a *app) renderTo(w io.Writer, l diag.List, limit int) {
	if limit == 0 {
		limit = len(l)
	}
	a.renderer(limit, a.io.PaintOut).Render(w, l)
}
