package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/workflow"
)

// runScript shows the script and runs it for the first time.
func runScript(ctx context.Context, d *demo, s *Step) error {
	if err := d.show("contacts.dg"); err != nil {
		return err
	}
	if err := d.runContacts(ctx, s, "created"); err != nil {
		return err
	}
	d.say.done("GET and POST carried the token; the script never saw it")
	return nil
}

// runContacts runs the script and expects the outcome of its POST.
func (d *demo) runContacts(ctx context.Context, s *Step, outcome string) error {
	if err := d.runFile(ctx, s, "contacts.dg"); err != nil {
		return err
	}
	if err := s.printed("Ada Lovelace, ada@example.com"); err != nil {
		return err
	}
	return s.printed("Grace Hopper: " + outcome)
}

// throughConnector runs a script that knows only the name of an API.
func throughConnector(ctx context.Context, d *demo, s *Step) error {
	if err := d.show("connectors/contacts.yaml", "connector.dg"); err != nil {
		return err
	}
	if err := d.runFile(ctx, s, "connector.dg"); err != nil {
		return err
	}
	if err := first(s.printed("201"), s.printed("Barbara Liskov: created")); err != nil {
		return err
	}
	d.say.done("the connector file gave the request, the connection the token")
	return nil
}

// throughRule fires an event at a rule that maps the fields of the record to the
// arguments of a script.
func throughRule(ctx context.Context, d *demo, s *Step) error {
	if err := d.show("rules/leads.yaml", "lead_created.dg"); err != nil {
		return err
	}
	h := d.host(s)
	engine, err := d.engine(ctx, h)
	if err != nil {
		return err
	}
	reader := &workflow.EventReader{Now: h.Clock.Now(), Format: h.Format}
	event, err := reader.Shorthand(strings.Fields(lead))
	if err != nil {
		return err
	}
	d.say.done("a lead was created: Ines Byrne, from the web")
	var failed error
	engine.Log = func(r *workflow.Run) { failed = first(failed, r.Err) }
	outcome, err := engine.Handle(ctx, event)
	if err = first(err, failed); err != nil {
		return err
	}
	if len(outcome.Ran) != 1 || outcome.Failed > 0 {
		return fmt.Errorf("one rule should have run, and %d ran", len(outcome.Ran))
	}
	d.say.done("the rule %q ran lead_created.dg", outcome.Ran[0])
	return s.printed("Ines Byrne: created")
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// engine reads the rules and compiles what they call.
func (d *demo) engine(ctx context.Context, h *host.Host) (*workflow.Engine, error) {
	root := os.DirFS(d.world.files)
	files, found, err := workflow.Load(root, "rules", "rules")
	if err != nil {
		return nil, err
	}
	scripts := &workflow.Scripts{
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(d.world.files, filepath.FromSlash(name)))
		},
		Options: dg.Options{Registry: d.Registry, Host: h},
	}
	for _, f := range files {
		found = append(found, f.Link(ctx, scripts)...)
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	engine := &workflow.Engine{Marks: &workflow.MemoryMarks{}, Clock: h.Clock, Format: h.Format}
	engine.Add(files...)
	return engine, nil
}

// show prints files of the quickstart.
func (d *demo) show(names ...string) error {
	for _, name := range names {
		text, err := d.world.file(name)
		if err != nil {
			return err
		}
		d.say.file(name, text)
	}
	d.say.blank()
	return nil
}

// runFile compiles and runs a script of the quickstart.
func (d *demo) runFile(ctx context.Context, s *Step, name string) error {
	text, err := os.ReadFile(filepath.Join(d.world.files, name))
	if err != nil {
		return err
	}
	prog, found := dg.Compile(source.NewFile(name, string(text)), dg.Options{Registry: d.Registry, Host: d.host(s)})
	if found.HasErrors() {
		return diag.Failure{List: found}
	}
	_, err = prog.Run(ctx, dg.Call{})
	return err
}

// host is the outside of a script, wired as the commands wire it.
func (d *demo) host(s *Step) *host.Host {
	m := d.world.manager
	h := host.Default(host.Host{Auth: m, URLs: m, Out: sink{d.say, s}, Log: d.Log, Connectors: d.Connectors(d.world.catalog)})
	h.HTTP = httpx.New(httpx.FromHost(h))
	return h
}

// sink prints what scripts print, and keeps it.
type sink struct {
	say  *narrator
	step *Step
}

func (s sink) Info(_ context.Context, line host.InfoLine) {
	s.say.output(line.Text)
	s.step.Info = append(s.step.Info, line.Text)
}
