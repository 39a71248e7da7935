package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

func (a *app) servicesEditCmd() *cobra.Command {
	o := &servicesAddOptions{app: a, edit: true}
	cmd := &cobra.Command{
		Use:   "edit NAME",
		Short: "Change a service that you added",
		Long: `Change a service that you added: what flags say, or its whole description in the
editor that VISUAL or EDITOR names. The link name stays, and so do the connections
that use it. Tokens are kept; log in again where scopes or addresses have changed.

A default service becomes your own with dg services add --from NAME.`,
		Example: `  dg services edit mailchimp
  dg services edit mailchimp --host '*.api.mailchimp.com' --host login.mailchimp.com
  dg services edit mailchimp --client-id 5678 --with-secret < secret.txt`,
		Args:              exactArgs(1),
		ValidArgsFunction: a.completeServiceArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.concluded(cmd.Context(), o.change(cmd, args[0]), "The service is as it was.")
		},
	}
	o.addFlags(cmd)
	_ = cmd.Flags().MarkHidden("link")
	return cmd
}

// change edits a custom service in place.
func (o *servicesAddOptions) change(cmd *cobra.Command, name string) error {
	ctx := cmd.Context()
	m, err := o.app.manager("")
	if err != nil {
		return err
	}
	s, _, err := findService(ctx, m, name)
	if err != nil {
		return err
	}
	if s.Rev == 0 {
		return o.notInStore(s.Spec.ID)
	}
	if cmd.Flags().Changed("link") {
		return usagef("connections name the service by it; dg services add --from "+name+" makes another", "the link name of a service stays")
	}
	if err := o.changeBy(cmd, &s); err != nil {
		return err
	}
	if err := s.Spec.Validate(); err != nil {
		return usage(err, flagFor(err.Error(), &s.Spec))
	}
	if o.withSecret {
		if s.Client.ID == "" {
			return usagef("add --client-id ID", "--with-secret is for the client of --client-id")
		}
		if s.Client.Secret, err = o.app.secret(ctx, "Client Secret"); err != nil {
			return err
		}
	}
	if err := m.AddService(ctx, &s); err != nil {
		return err
	}
	o.tell(s)
	return nil
}

// notInStore says how a service that is not in the store is changed.
func (o *servicesAddOptions) notInStore(id string) error {
	dir, err := o.app.configDir()
	if err != nil {
		return err
	}
	if catalogueIn(dir).Own(id) {
		return usagef("change that file", fmt.Sprintf("service %q is the file %s", id, filepath.Join(dir, servicesFolder, id+".yaml")))
	}
	return usagef("dg services add --from "+id+" makes it yours", fmt.Sprintf("%q is a default service", id))
}

// changeBy lets the flags change a service, or a person with an editor.
func (o *servicesAddOptions) changeBy(cmd *cobra.Command, s *connections.Service) error {
	changed := false
	for _, name := range append(flagNames(&s.Spec), "scopes", "host", "key", "key-name", "scope-name", "authorize-param",
		"token-param", "refresh-param", "private", "client-id", "with-secret", "redirect") {
		changed = changed || cmd.Flags().Changed(name)
	}
	switch {
	case changed:
		return o.apply(cmd, s)
	case !o.app.io.CanAsk():
		return usagef("dg services edit --help lists the flags", "say by flags what to change")
	}
	return o.inEditor(cmd.Context(), &s.Spec)
}

func flagNames(s *provider.Service) []string {
	var names []string
	for _, t := range textFlags(s) {
		names = append(names, t.name)
	}
	return names
}

// inEditor shows the description in an editor until it reads or the person gives up.
func (o *servicesAddOptions) inEditor(ctx context.Context, s *provider.Service) error {
	text, err := provider.Marshal(*s)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dg-") // with mode 0700
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // nothing secret is in it
	file := filepath.Join(dir, s.ID+".yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	q := &asker{app: o.app, ctx: ctx}
	for {
		if err := o.app.startEditor(ctx, file); err != nil {
			return err
		}
		edited, err := o.app.readFile(file)
		if err != nil {
			return err
		}
		next, err := provider.Parse([]byte(edited))
		if err == nil && next.ID != s.ID {
			err = errors.New("the id of a service stays")
		}
		if err == nil {
			*s = next
			return nil
		}
		o.app.mind("%v", badService(filepath.Base(file), err))
		if again := strings.ToLower(q.text("Open it again (Y/n)", "", nil)); q.err != nil || again == "n" || again == "no" {
			return errors.Join(q.err, silent{exitNo})
		}
	}
}

// startEditor runs the editor of the person on a file, in this terminal.
func (a *app) startEditor(ctx context.Context, file string) error {
	command := a.io.Getenv("VISUAL")
	if command == "" {
		command = a.io.Getenv("EDITOR")
	}
	parts := strings.Fields(command)
	if len(parts) == 0 {
		return usagef("set EDITOR, or say by flags what to change", "no editor is known")
	}
	cmd := exec.CommandContext(ctx, parts[0], append(parts[1:], file)...)
	in, ok := a.io.File()
	if !ok {
		return usagef("say by flags what to change", "there is no terminal for an editor")
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, io.Writer(a.io.Err), io.Writer(a.io.Err)
	if out, ok := a.io.Err.(*os.File); ok {
		cmd.Stdout, cmd.Stderr = out, out
	}
	if err := cmd.Run(); err != nil {
		return usage(fmt.Errorf("the editor %s: %w", parts[0], err), "set EDITOR to another one")
	}
	return nil
}
