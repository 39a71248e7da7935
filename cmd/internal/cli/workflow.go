package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/runtime/workflow"
)

func (a *app) workflowCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "workflow",
		Short: "Run rules: when something happens to a record, a script runs",
		Example: `  dg workflow fire Contacts.create Last_Name=Byrne Mailing_Country=Ireland
  dg workflow fire Deals.edit 910000000009001 Stage="Closed Won" --explain`,
		Args: noSubcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.workflowFireCmd())
	return cmd
}

type workflowFireOptions struct {
	app     *app
	world   worldFlags
	rules   string
	project appFolder
	explain bool
	json    bool
}

func (a *app) workflowFireCmd() *cobra.Command {
	o := &workflowFireOptions{app: a}
	cmd := &cobra.Command{
		Use:   "fire EVENT|FILE|- [ID] [FIELD=VALUE …]",
		Short: "Let an event happen and run the rules it fires",
		Long: `Let an event happen and run the rules it fires. An event is MODULE.create,
MODULE.edit or MODULE.delete with the fields of the record behind it, or a file (or
the input) with one JSON object {event, record, before, user, time, id} or a list.

What the scripts print with info goes to standard output, what the rules did to
standard error. --json prints the run log instead, one object a line. --explain adds
the rules that did not run, and why. The limits are those of the vendor; --max-steps
sets another number of statements.`,
		Example: `  dg workflow fire Contacts.create Last_Name=Byrne Mailing_Country=Ireland
  dg workflow fire Deals.edit 910000000009001 Stage="Closed Won" --explain
  dg workflow fire events.json --rules rules/ --json`,
		Args: minArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	o.world.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.rules, "rules", "", "rule file or folder of them; default: rules/ or rules.yaml")
	f.BoolVar(&o.explain, "explain", false, "say for each rule why it ran or did not")
	f.BoolVar(&o.json, "json", false, "print the run log, one JSON object a line")
	return cmd
}

func (o *workflowFireOptions) run(ctx context.Context, words []string) (err error) {
	files, err := o.load()
	if err != nil {
		return err
	}
	if o.project, err = projectAround(o.world.base); err != nil {
		return err
	}
	o.world.settle(o.project.config)
	out := &printer{w: o.app.io.Out}
	h, err := o.host(out)
	if err != nil {
		return err
	}
	defer o.app.keepRecording(&o.world, &err)
	reader := &workflow.EventReader{Now: h.Clock.Now(), Format: h.Format}
	events, err := o.events(reader, words)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.User == nil {
			e.User = userOf(h.Identity())
		}
	}
	if err := o.link(ctx, files, h); err != nil {
		return err
	}
	ctx, cancel := o.world.runContext(ctx)
	defer cancel()
	report := &runReporter{app: o.app, explain: o.explain, json: o.json}
	engine := &workflow.Engine{Marks: &workflow.MemoryMarks{}, Clock: h.Clock, Format: h.Format, Log: report.log}
	engine.Add(files...)
	if err := o.handle(ctx, engine, events, report); err != nil {
		return err
	}
	if err := errors.Join(out.failed(), report.err); err != nil {
		return err
	}
	return report.finish()
}

func (o *workflowFireOptions) handle(ctx context.Context, engine *workflow.Engine, events []*workflow.Event, report *runReporter) error {
	for _, e := range events {
		outcome, err := engine.Handle(ctx, e)
		if err != nil {
			return err
		}
		report.event(e, outcome, engine.Rules())
	}
	return nil
}

// host is the outside of the scripts. With --json their output stands in the log.
func (o *workflowFireOptions) host(out *printer) (*host.Host, error) {
	if o.world.limits == "" {
		o.world.limits = "zoho"
	}
	var sink host.Sink = out
	if o.json {
		sink = nil
	}
	var journal host.Journal
	if o.app.verbose > 0 {
		journal = requestLog{o.app}
	}
	return o.app.world(&o.world, sink, journal)
}

// load reads the rule files. Warnings are printed, mistakes returned.
func (o *workflowFireOptions) load() ([]*workflow.File, error) {
	path, err := o.rulesPath()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage(fmt.Errorf("there is no rule file %s", path), nearFile(path))
	}
	var files []*workflow.File
	var found diag.List
	if info.IsDir() {
		o.world.base = besideConnectors(path)
		files, found, err = workflow.Load(os.DirFS(path), ".", filepath.ToSlash(path))
	} else {
		o.world.base = besideConnectors(filepath.Dir(path))
		var text string
		if text, err = o.app.readFile(path); err == nil {
			var f *workflow.File
			f, found = workflow.Parse(source.NewFile(filepath.ToSlash(path), text))
			files = []*workflow.File{f}
		}
	}
	if err != nil {
		return nil, err
	}
	if found.HasErrors() {
		return nil, diag.Failure{List: found}
	}
	o.app.render(found)
	if len(files) == 0 {
		return nil, usagef("rule files end in .yaml", "there is no rule file in "+path)
	}
	return files, nil
}

// rulesPath is --rules, else rules/ or rules.yaml of the working folder.
func (o *workflowFireOptions) rulesPath() (string, error) {
	if o.rules != "" {
		return o.rules, nil
	}
	for _, name := range []string{"rules", "rules.yaml", "rules.yml"} {
		if _, err := os.Stat(name); err == nil {
			return name, nil
		}
	}
	return "", usagef("name them with --rules FILE|FOLDER", "there is no rules/ and no rules.yaml here")
}

// besideConnectors returns dir, or the folder above it when only that one has
// connectors: rules often lie in a folder of their own.
func besideConnectors(dir string) string {
	if _, err := os.Stat(filepath.Join(dir, connectorFolder)); err == nil {
		return dir
	}
	above := filepath.Join(dir, "..")
	if _, err := os.Stat(filepath.Join(above, connectorFolder)); err == nil {
		return above
	}
	return dir
}

// events reads the shorthand, or files of events.
func (o *workflowFireOptions) events(r *workflow.EventReader, words []string) ([]*workflow.Event, error) {
	if o.isShorthand(words) {
		e, err := r.Shorthand(words)
		if err != nil {
			return nil, usage(err, "write MODULE.create FIELD=VALUE …, or name a file with events")
		}
		return []*workflow.Event{e}, nil
	}
	var all []*workflow.Event
	for _, name := range words {
		text, err := o.app.readFile(name)
		if err != nil {
			return nil, err
		}
		events, err := r.JSON([]byte(text))
		if err != nil {
			return nil, usage(badJSON(name, text, err), "")
		}
		all = append(all, events...)
	}
	return all, nil
}

// userOf is who did it, for events that do not say: the user of the run.
func userOf(id host.Identity) *value.Map {
	m := value.NewMap()
	m.Put("name", value.Text(id.User))
	m.Put("email", value.Text(id.UserEmail))
	return m
}

// isShorthand tells an event in words from the names of files.
func (o *workflowFireOptions) isShorthand(words []string) bool {
	if words[0] == "-" || filepath.Ext(words[0]) == ".json" {
		return false
	}
	if _, err := os.Stat(words[0]); err == nil {
		return false
	}
	return len(words) > 1 || workflow.IsShorthand(words[0])
}

// link compiles the scripts of the rules and checks their arguments.
func (o *workflowFireOptions) link(ctx context.Context, files []*workflow.File, h *host.Host) error {
	limits, err := o.world.limitsOf(h.Dialect)
	if err != nil {
		return err
	}
	opt := dg.Options{Registry: builtins(), Host: h, Dialect: host.Dialect(o.world.dialect), Limits: limits}
	if err := o.project.join(&opt, ""); err != nil {
		return err
	}
	scripts := &workflow.Scripts{
		Read: func(file string) ([]byte, error) {
			text, err := o.app.readFile(filepath.FromSlash(file))
			return []byte(text), err
		},
		Options: opt,
	}
	var found diag.List
	for _, f := range files {
		found = append(found, f.Link(ctx, scripts)...)
	}
	if found.HasErrors() {
		return diag.Failure{List: found}
	}
	o.app.warn(scripts.Warnings)
	return nil
}
