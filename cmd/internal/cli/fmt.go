package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/format"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

type fmtOptions struct {
	app   *app
	list  bool
	write bool
	diff  bool
	check bool
}

func (a *app) fmtCmd() *cobra.Command {
	o := &fmtOptions{app: a}
	cmd := &cobra.Command{
		Use:   "fmt [FILE|FOLDER|-]...",
		Short: "Lay scripts out in the one style of dg",
		Long: `Lay scripts out in the one style of dg: on standard output, or in place with -w.
Without a name, or for -, the script is read from the input. In folders all scripts
(*.dg, *.deluge, *.ds) are taken, hidden folders left out.

Only the layout changes, and semicolons are added where they are missing. Comments
stay where they are. A file that does not parse is left alone and named, and the
exit code is 3.`,
		Example: `  dg fmt sync.dg           the new layout on standard output
  dg fmt -w .              all scripts below this folder, in place
  dg fmt -d sync.dg        what would change
  dg fmt --check .         exit code 1 when something would change, for CI`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.BoolVarP(&o.list, "list", "l", false, "print the names of the files that would change")
	f.BoolVarP(&o.write, "write", "w", false, "write the files that change")
	f.BoolVarP(&o.diff, "diff", "d", false, "print what would change")
	f.BoolVar(&o.check, "check", false, "print names as -l does; exit code 1 when there are any")
	return cmd
}

func (o *fmtOptions) run(ctx context.Context, args []string) error {
	names, err := o.names(args)
	if err != nil {
		return err
	}
	worst, changed := exitOK, 0
	for _, name := range names {
		if ctx.Err() != nil {
			return interrupted{}
		}
		differs, err := o.one(name)
		if errors.Is(err, errOutput) {
			return err
		}
		if err != nil { // the other files are still worth the work
			o.app.report(err)
			worst = max(worst, exitCode(err))
		}
		if differs {
			changed++
		}
	}
	switch {
	case worst != exitOK:
		return silent{worst}
	case o.check && changed > 0:
		return silent{exitNo}
	}
	return nil
}

// one formats one file and reports whether that changes it.
func (o *fmtOptions) one(name string) (differs bool, err error) {
	before, err := o.app.readScript(name)
	if err != nil {
		return false, err
	}
	shown := name
	if name == "-" {
		shown = "<stdin>"
	}
	after, err := formatted(source.NewFile(shown, before))
	if err != nil {
		return false, err
	}
	return before != after, o.deliver(name, shown, before, after)
}

// formatted returns the text of file in the style, or its errors without the
// warnings.
func formatted(file *source.File) (string, error) {
	text, err := format.Source(syntax.Parse(file, ""))
	var failure diag.Failure
	if errors.As(err, &failure) {
		var errs diag.List
		for _, d := range failure.List {
			if d.Severity == diag.Error {
				errs.Add(d)
			}
		}
		return "", diag.Failure{List: errs}
	}
	return text, err
}

// deliver prints or writes what the flags ask for.
func (o *fmtOptions) deliver(name, shown, before, after string) error {
	if !o.list && !o.write && !o.diff && !o.check {
		return o.app.print(after)
	}
	if before == after {
		return nil
	}
	if o.list || o.check && !o.diff {
		if err := o.app.print(shown + "\n"); err != nil {
			return err
		}
	}
	if o.diff {
		text := diff.Diff(shown+".orig", []byte(before), shown, []byte(after))
		if err := o.app.print(o.colorDiff(string(text))); err != nil {
			return err
		}
	}
	if o.write {
		return replaceFile(name, after)
	}
	return nil
}

// colorDiff paints what goes and what comes.
func (o *fmtOptions) colorDiff(text string) string {
	paint := o.app.io.PaintOut
	if paint("0") == nil {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		code := map[byte]string{'-': "31", '+': "32", '@': "36"}[line[0]]
		if code == "" {
			b.WriteString(line)
			continue
		}
		bare, ended := strings.CutSuffix(line, "\n")
		b.WriteString(paint(code)(bare))
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// names returns the files to format, each once: the scripts below folders in
// place of the folders.
func (o *fmtOptions) names(args []string) ([]string, error) {
	if o.write && o.check {
		return nil, usagef("--check only looks; -l -w writes and prints the names", "--check and -w cannot be used together")
	}
	if len(args) == 0 {
		if _, tty := o.app.io.File(); tty {
			return nil, usagef("name a file or a folder, or - to type the script", "no script is named, and the input is a terminal")
		}
		args = []string{"-"}
	}
	var out []string
	seen := map[string]bool{}
	for _, arg := range args {
		if arg == "-" && o.write {
			return nil, usagef("without -w the result goes to standard output", "-w needs a file, and - is the input")
		}
		found, err := o.scripts(arg)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if key := filepath.Clean(name); !seen[key] {
				seen[key] = true
				out = append(out, name)
			}
		}
	}
	return out, nil
}

// scripts returns arg, or for a folder the scripts below it.
func (o *fmtOptions) scripts(arg string) ([]string, error) {
	if info, err := os.Stat(arg); arg == "-" || err != nil || !info.IsDir() {
		return []string{arg}, nil // what is wrong with it is told in its turn
	}
	out, err := o.app.scriptsBelow(arg)
	if err == nil && len(out) == 0 {
		fmt.Fprintf(o.app.io.Err, "%s: no script in %s\n", o.app.paint("36", "note"), arg)
	}
	return out, err
}
