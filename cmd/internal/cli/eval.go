package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

type evalOptions struct {
	app   *app
	world worldFlags
	args  []string
	json  bool
}

func (a *app) evalCmd() *cobra.Command {
	o := &evalOptions{app: a}
	cmd := &cobra.Command{
		Use:   "eval 'EXPR'",
		Short: "Evaluate one expression or statement and print its value",
		Example: `  dg eval '"2026-02-27".toDate().addDay(3)'
  dg eval '{"a":1}.get("a") + 1'
  dg eval 'name.toUpperCase()' --arg name=ada`,
		Args: exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	o.world.add(cmd)
	cmd.Flags().Var((*texts)(&o.args), "arg", "a variable, NAME=VALUE (repeatable)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the value as JSON")
	return cmd
}

func (o *evalOptions) run(ctx context.Context, text string) (err error) {
	out := &printer{w: o.app.io.Out}
	if o.json { // the value alone is JSON
		out.w = o.app.io.Err
	}
	var journal host.Journal
	if o.app.verbose > 0 {
		journal = requestLog{o.app}
	}
	project, err := findProject(".")
	if err != nil {
		return err
	}
	o.world.settle(project.config)
	h, err := o.app.world(&o.world, out, journal)
	if err != nil {
		return err
	}
	defer o.app.keepRecording(&o.world, &err)
	limits, err := o.world.limitsOf(h.Dialect)
	if err != nil {
		return err
	}
	args, err := o.app.loadArgs("", o.args)
	if err != nil {
		return err
	}
	opt := dg.Options{Registry: builtins(), Host: h, Dialect: host.Dialect(o.world.dialect), Limits: limits}
	if err := project.join(&opt, ""); err != nil {
		return err
	}
	s := dg.NewSession(opt)
	for name, v := range args.All() {
		s.Define(name, v)
	}
	ctx, cancel := o.world.runContext(ctx)
	defer cancel()
	answer, err := s.Eval(ctx, source.NewFile("<expr>", text))
	if err != nil {
		return err
	}
	if answer.Shown {
		if err := o.print(answer.Value, h.Format); err != nil {
			return err
		}
	}
	return out.failed()
}

func (o *evalOptions) print(v value.Value, f *value.Format) error {
	text := f.Text(v)
	if o.json {
		text = string(jsonOf(v))
	}
	if _, err := io.WriteString(o.app.io.Out, text+"\n"); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}
