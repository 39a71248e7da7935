// Package demo is the whole product in one run: a provider and an API on loopback,
// a throw-away store, a sign-in, a script, tokens that end, a connector and a rule.
//
// It stands on the same packages as the commands, runs the files of
// examples/quickstart, and believes nothing that the log of the servers does not
// show: a step whose requests did not arrive ends the run with an error.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/connector"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
)

// Options say how to run the demonstration. Out, Registry and Connectors are needed.
type Options struct {
	Out   io.Writer                      // what a person reads
	Width int                            // columns of Out; 0: 80
	Paint func(code, text string) string // colours; nil: plain

	Log        *slog.Logger // warnings; nil: none
	Registry   *registry.Registry
	Connectors func(*connector.Catalog) host.Connectors

	Browser bool                   // let a person sign in
	Open    func(url string) error // starts a browser; nil: the person does

	Life    time.Duration  // of the first access token; 0: 4 seconds
	Started func(*Servers) // is shown the servers before anything is sent; may be nil
}

// Servers are the other side of the demonstration. Their logs say what arrived.
type Servers struct {
	Provider *connectiontest.Server
	Book     *Book // the API's data
	Dir      string
}

const (
	defaultLife  = 4 * time.Second
	defaultWidth = 80
	// limit ends a demonstration that hangs. With a browser it waits for a person,
	// and the sign-in has a limit of its own.
	limit = 28 * time.Second
	// cleanupTime is for a token refresh that is under way when the run is stopped:
	// it writes into the folder that is about to be removed.
	cleanupTime = 2 * time.Second
)

// Run runs the demonstration. The error says which expectation failed; everything
// that was started is ended and the folder removed when Run returns.
func Run(ctx context.Context, o Options) (*Report, error) {
	o.fill()
	if !o.Browser {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("the demo did not end within %s", limit))
		defer cancel()
	}
	d := &demo{Options: o, say: &narrator{w: o.Out, width: o.Width, paint: o.Paint}, report: Report{Steps: []Step{}}}
	err := d.run(ctx)
	if cause := context.Cause(ctx); err != nil && cause != nil && !errors.Is(err, cause) {
		err = cause
	}
	d.report.OK = err == nil
	if err != nil {
		d.report.Error = err.Error()
	}
	return &d.report, err
}

func (o *Options) fill() {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	if o.Paint == nil {
		o.Paint = func(_, text string) string { return text }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Life == 0 {
		o.Life = defaultLife
	}
}

// demo is one run.
type demo struct {
	Options
	say     *narrator
	world   *world
	report  Report
	entries int // of the servers' logs that belong to earlier steps
}

func (d *demo) run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "dg-demo-") // mode 0700
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d.world, err = newWorld(d.Options, dir)
	if err != nil {
		return err
	}
	defer d.world.close()
	if d.Started != nil {
		d.Started(&Servers{Provider: d.world.provider, Book: d.world.book, Dir: dir})
	}
	d.introduce()
	for i := range steps {
		if err := d.step(ctx, i); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, steps[i].name, err)
		}
	}
	d.conclude()
	return d.say.err
}

// step runs one step and tells what the servers saw of it.
func (d *demo) step(ctx context.Context, i int) error {
	s := steps[i]
	d.say.title(fmt.Sprintf("%d/%d %s", i+1, len(steps), s.title))
	r := Step{Name: s.name, Title: s.title}
	d.world.newManager(d.Options)
	if err := s.run(ctx, d, &r); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	log := d.world.log()
	r.Log = log[d.entries:]
	d.entries = len(log)
	if err := s.check(lines(r.Log)); err != nil {
		return err
	}
	d.say.log(r.Log)
	d.say.real(s.real, s.commands...)
	d.report.Steps = append(d.report.Steps, r)
	return d.say.err
}

func (d *demo) introduce() {
	d.say.paragraph("A Deluge script calls a protected API through a stored connection. Everything here happens on " +
		"this machine, with servers that dg brings along; no account is needed and nothing is kept.")
}

func (d *demo) conclude() {
	count := map[string]int{}
	for _, e := range d.world.log() {
		count[e.Kind]++
	}
	d.say.title("Done")
	d.say.paragraph(fmt.Sprintf("By the servers' own logs: %d sign-in, %d refreshes, %d API calls answered and %d refused. "+
		"The servers are stopped and the folder with the store is removed.",
		count["token"], count["refresh"], count["api"], count["api-401"]))
	d.say.paragraph("The files that ran lie in examples/quickstart. To begin with an account of your own:")
	d.say.command("dg services list", "dg connections add NAME --service SERVICE")
}
