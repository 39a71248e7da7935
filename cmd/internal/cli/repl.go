package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/cmd/internal/repl"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
)

type replOptions struct {
	app   *app
	world worldFlags
	file  string
}

func (a *app) replCmd() *cobra.Command {
	o := &replOptions{app: a}
	cmd := &cobra.Command{
		Use:   "repl [FILE]",
		Short: "An interactive session, with FILE loaded when given",
		Long: `Start a prompt. An expression shows its value, a statement runs; names stay from
one input to the next. _ is the last value. Input over several lines is taken
until it is complete. :help lists the commands.

Without a terminal at the input the lines are run without prompts.`,
		Example: `  dg repl
  dg repl lib.dg
  echo '1 + 1' | dg repl`,
		Args: maxArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.file = args[0]
			}
			return o.run(cmd.Context())
		},
	}
	o.world.add(cmd)
	return cmd
}

func (o *replOptions) run(ctx context.Context) (err error) {
	a := o.app
	out := &printer{w: a.io.Out}
	var journal host.Journal
	if a.verbose > 0 {
		journal = requestLog{a}
	}
	project, err := findProject(".")
	if err != nil {
		return err
	}
	o.world.settle(project.config)
	h, err := a.world(&o.world, out, journal)
	if err != nil {
		return err
	}
	defer a.keepRecording(&o.world, &err)
	limits, err := o.world.limitsOf(h.Dialect)
	if err != nil {
		return err
	}
	opt := dg.Options{Registry: builtins(), Host: h, Dialect: host.Dialect(o.world.dialect), Limits: limits}
	if err := project.join(&opt, ""); err != nil {
		return err
	}
	session := dg.NewSession(opt)
	a.render(session.Warnings)
	core := repl.New(repl.Options{Session: session, Format: h.Format, Out: output{a.io.Out}, Report: a.report, Warn: a.render, Read: a.readFile})
	if o.file != "" {
		if core.Line(ctx, ":load "+o.file); core.Err() != nil {
			return silent{exitCode(core.Err())}
		}
	}
	if a.io.InTTY() && a.io.OutTTY() {
		fmt.Fprintln(a.io.Err, "dg", readVersion().Version, "— :help lists the commands, Ctrl-D leaves")
		err := repl.Terminal(core, a.historyFile(), builtins().Names())
		if errors.Is(err, repl.ErrEnded) {
			return silent{exitInterrupted}
		}
		return err
	}
	if err := repl.Piped(ctx, core, a.io.Input()); err != nil {
		return silent{exitCode(err)}
	}
	return out.failed()
}

func (a *app) historyFile() string {
	dir, err := a.configDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "history")
}
