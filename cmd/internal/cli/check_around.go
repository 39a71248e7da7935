package cli

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
)

// surroundings is what a check knows of what is around its files.
type surroundings struct {
	apps      map[string]checkedApp // by root of the project
	functions []string              // of all checked files
	links     []string              // of connections
	switched  map[diag.Code]bool    // --rule
	scopes    scopeBook
}

// checkedApp is what the scripts of a project share while they are checked.
type checkedApp struct {
	app    *dg.App
	places map[string]syntax.Place
}

// lookAround reads which functions the checked files define and which connections
// there are. What cannot be read is left out: it is reported elsewhere, or a store
// is none of a check's business.
func (o *checkOptions) lookAround(ctx context.Context, files []string, dialect host.Dialect) {
	o.apps = map[string]checkedApp{}
	opt := dg.Options{Registry: builtins(), Dialect: dialect}
	var all []*source.File
	for _, name := range files {
		if name == "-" || ctx.Err() != nil {
			continue
		}
		if text, err := o.app.readFile(name); err == nil {
			all = append(all, source.NewFile(name, text))
		}
	}
	if len(all) > 1 {
		o.functions = dg.ReadApp(all, opt).Names()
	}
	o.links = o.app.connectionNames(ctx)
	o.scopes = scopeBook{app: o.app, ctx: ctx, links: o.links, has: map[string][]string{}}
}

// connectionNames lists the connections of the store without its key; nil when
// there is none or it cannot be read now.
func (a *app) connectionNames(ctx context.Context) []string {
	const patience = 300 * time.Millisecond
	dir, err := a.configDir()
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	names, err := a.store(dir).Names(ctx)
	if err != nil {
		a.logger().Debug("the connections cannot be listed", "error", err)
		return nil
	}
	return names
}

// check checks one file with the functions of its project around it.
func (o *checkOptions) check(src *source.File, dialect host.Dialect) (dg.Report, error) {
	p, err := projectAround(filepath.Dir(src.Name))
	if err != nil {
		return dg.Report{}, err
	}
	opt := dg.Options{Registry: builtins(), Dialect: dialect, Product: o.product, Rules: o.switched,
		Host: &host.Host{Dialect: host.Dialect(p.config.Dialect)}}
	app, err := o.around(p, opt)
	if err != nil {
		return dg.Report{}, err
	}
	opt.Places = app.places
	if _, told := app.places[src.Name]; !told && p.root != "" { // named another way than in the walk
		opt.Places[src.Name] = p.place(src.Name)
	}
	around := app.app
	if abs, err := filepath.Abs(src.Name); err == nil {
		around = around.From(shorten(abs))
	}
	return dg.Check(src, opt, around), nil
}

// around returns the scripts of a project, read once.
func (o *checkOptions) around(p appFolder, opt dg.Options) (checkedApp, error) {
	if app, known := o.apps[p.root]; known {
		return app, nil
	}
	if p.root != "" {
		if err := p.join(&opt, ""); err != nil {
			return checkedApp{}, err
		}
	}
	app := dg.ReadApp(opt.Files, opt)
	app.Functions, app.Forms, app.Connections = o.functions, p.config.Forms, o.links
	app.Scopes = o.scopes.look
	o.apps[p.root] = checkedApp{app, opt.Places}
	return o.apps[p.root], nil
}

// elsewhere reports whether a code is of what may exist outside of the checked files.
func elsewhere(c diag.Code) bool {
	return c == diag.UnknownFunction || c == diag.UnknownForm || c == diag.UnknownConnection
}

// stricter makes errors of the warnings about things that may live elsewhere.
func stricter(l diag.List) {
	for _, d := range l {
		if elsewhere(d.Code) {
			d.Severity = diag.Error
		}
	}
}

func (o *checkOptions) ruleFlag(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&o.rules, "rule", nil, "switch warnings off and on again, as in -DG0303,-DG0308")
}

// settleRules reads --rule. Errors cannot be switched off.
func (o *checkOptions) settleRules() error {
	o.switched = map[diag.Code]bool{}
	for _, rule := range o.rules {
		for _, word := range strings.Fields(rule) {
			name, on := strings.CutPrefix(word, "+")
			name, off := strings.CutPrefix(name, "-")
			code := diag.Code(strings.ToUpper(name))
			if on == off {
				return usagef("write --rule=-DG0303 or --rule=+DG0303", "a rule is switched with + or -: "+word)
			}
			if _, ok := diag.Explain(code); !ok {
				return usagef("dg explain lists the codes", "there is no code "+name)
			}
			o.switched[code] = on
		}
	}
	return nil
}
