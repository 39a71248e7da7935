package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
)

type checkOptions struct {
	app     *app
	dialect string
	product string
	format  string
	strict  bool
	json    bool
	max     int
	fix     bool
	known   string // file of findings that are not told
	note    string // file to write such findings to

	base  *baseline
	fixed int
	rules []string
	surroundings
}

// checkFormats are the renderings of findings, by name.
var checkFormats = []string{"text", "short", "json", "sarif", "github"}

func (a *app) checkCmd() *cobra.Command {
	o := &checkOptions{app: a}
	cmd := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Check scripts without running them",
		Long: `Read scripts and check names, calls and returns. Folders are walked for scripts
(*.dg, *.deluge, *.ds); without a path the present folder is. Several errors are
found in one go.

Kinds of values are followed through variables, branches, loops and functions. What the
editors of the products refuse is an error; what runs and fails or surprises a warning.
--rule=-DG0303 switches a warning off, a comment // dg: ignore DG0303 at its line.

Calls with a connection are held against the scopes that it was granted, where dg knows
what an address needs; --json lists those of each connection under scopes.

Warnings alone end with 0, errors with 3. --strict makes errors of warnings about
functions, forms and connections that may be elsewhere. --product reports the built-ins, statements and
literals that one product of the vendor lacks.

--fix makes the changes that are safe: a missing semicolon, = where it compares, odd
blanks and quotes, a name that can be the misspelling of one other only. A file that
does not parse is left alone. For scripts with many old findings --write-baseline FILE
notes them, and with --baseline FILE only new ones are told.`,
		Example: `  dg check
  dg check sync.dg lib/
  dg check --fix .
  dg check --product creator forms/
  dg check --format sarif . > dg.sarif
  dg check --json sync.dg | jq '.[].args'`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.dialect, "dialect", "", "generic or creator; otherwise the file says")
	f.StringVar(&o.format, "format", "text", "text, short, json, sarif or github")
	f.BoolVar(&o.json, "json", false, "as --format json")
	f.BoolVar(&o.strict, "strict", false, "warnings about what may live elsewhere are errors")
	f.IntVar(&o.max, "max-errors", 20, "findings that the text form shows of a file; 0: all")
	f.BoolVar(&o.fix, "fix", false, "make the changes that are safe")
	f.StringVar(&o.known, "baseline", "", "file of findings that are known and not told again")
	f.StringVar(&o.note, "write-baseline", "", "note all findings in this file")
	o.productFlag(cmd)
	o.ruleFlag(cmd)
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(checkFormats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (o *checkOptions) run(ctx context.Context, paths []string) error {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	dialect, err := o.settle(paths)
	if err != nil {
		return err
	}
	files, err := o.app.scripts(paths)
	if err != nil {
		return err
	}
	o.lookAround(ctx, files, dialect)
	all, worst := []checkedFile{}, exitOK
	for _, name := range files {
		if ctx.Err() != nil {
			return interrupted{}
		}
		r, err := o.one(name, dialect)
		if errors.Is(err, errOutput) {
			return err
		}
		if err != nil { // the other files are still worth the work
			o.app.report(err)
			worst = max(worst, exitCode(err))
			continue
		}
		if r.Findings.HasErrors() {
			worst = max(worst, exitSource)
		}
		all = append(all, describeCheck(shownName(name), r, o.scopes.take()))
	}
	return o.conclude(all, worst)
}

// settle looks at the flags before anything is done.
func (o *checkOptions) settle(paths []string) (host.Dialect, error) {
	if o.json {
		o.format = "json"
	}
	switch {
	case !slices.Contains(checkFormats, o.format):
		return "", usagef("the formats are "+strings.Join(checkFormats, ", "), fmt.Sprintf("unknown format %q", o.format))
	case o.max < 0:
		return "", usagef("0 shows all findings", "--max-errors is negative")
	case o.fix && slices.Contains(paths, "-"):
		return "", usagef("without --fix the script is checked", "--fix needs a file, and - is the input")
	case o.note == "-":
		return "", usagef("name a file: dg check reads it again", "--write-baseline needs a file")
	case o.known != "" && o.note != "":
		return "", usagef("--write-baseline writes the file anew", "--baseline and --write-baseline cannot be used together")
	}
	if o.known != "" {
		var err error
		if o.base, err = o.app.readBaseline(o.known); err != nil {
			return "", err
		}
	}
	if err := o.settleRules(); err != nil {
		return "", err
	}
	return o.dialectOf()
}

// one checks one file, mends it if that is wanted, and tells what it found.
func (o *checkOptions) one(name string, dialect host.Dialect) (dg.Report, error) {
	text, err := o.app.readScript(name)
	if err != nil {
		return dg.Report{}, err
	}
	src := source.NewFile(shownName(name), text)
	r, err := o.check(src, dialect)
	if err == nil && o.fix {
		r, err = o.mend(name, src, r, dialect)
	}
	if err != nil {
		return r, err
	}
	if o.strict {
		stricter(r.Findings)
	}
	if o.base != nil {
		r.Findings = o.base.unknown(r.Findings)
	}
	if o.note != "" {
		o.keep(r.Findings)
		r.Findings = nil
	}
	return r, o.print(r.Findings)
}

// shownName is how the input is called in findings.
func shownName(name string) string {
	if name == "-" {
		return "<stdin>"
	}
	return name
}
