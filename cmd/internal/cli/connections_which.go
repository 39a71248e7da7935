package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
)

// askName lets a command that takes a connection's name ask for it in a terminal.
// Elsewhere a missing name stays the error that it is.
func (o *accountFlags) askName(cmd *cobra.Command) {
	check, run := cmd.Args, cmd.RunE
	missing := func(args []string) bool { return len(args) == 0 && o.app.io.CanAsk() }
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if missing(args) {
			return nil
		}
		return check(cmd, args)
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if missing(args) {
			name, err := o.which(cmd)
			if err != nil {
				return o.app.concluded(cmd.Context(), err, "Nothing was changed.")
			}
			args = []string{name}
		}
		return run(cmd, args)
	}
}

// which asks for the name of a new connection, or which of those there are is meant.
func (o *accountFlags) which(cmd *cobra.Command) (string, error) {
	q := &asker{app: o.app, ctx: cmd.Context()}
	if cmd.Name() == "add" {
		name := q.text("Connection Link Name (scripts use it)", "", connections.CheckLink)
		return name, q.err
	}
	options, err := o.options(cmd.Context())
	if err != nil {
		return "", err
	}
	if len(options) == 0 {
		return "", usagef("dg connections add NAME", "there are no connections yet")
	}
	only := ""
	if len(options) == 1 {
		only = options[0].name
	}
	name := q.choice("Which connection", options, only)
	return name, q.err
}

func (o *accountFlags) options(ctx context.Context) ([]option, error) {
	m, err := o.manager()
	if err != nil {
		return nil, err
	}
	all, err := m.List(ctx)
	if err != nil {
		return nil, err
	}
	var options []option
	for _, s := range all {
		if !slices.ContainsFunc(options, func(known option) bool { return known.name == s.Link }) {
			options = append(options, option{s.Link, strings.Join([]string{s.Service, string(s.State)}, ", ")})
		}
	}
	return options, nil
}
