package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/lang/source"
)

func (a *app) servicesExportCmd() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "export FILE|- [NAME...]",
		Short: "Write services into a file for others",
		Long: `Write your own services, or those that are named, into one YAML file, one document
each. Clients and their secrets are not in it: whoever imports it registers a client
of their own.`,
		Example: "  dg services export services.yaml\n  dg services export - mailchimp | dg services import - --replace",
		Args:    minArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.exportServices(cmd.Context(), args[0], args[1:], force)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace FILE")
	return cmd
}

func (a *app) exportServices(ctx context.Context, file string, names []string, force bool) error {
	if _, err := os.Lstat(file); err == nil && file != "-" && !force {
		return usagef("add --force to replace it", file+" exists")
	}
	m, err := a.manager("")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		if names, err = ownServices(ctx, m); err != nil {
			return err
		}
	}
	if len(names) == 0 {
		return usagef("dg services export FILE NAME writes a default one", "there is no service of your own")
	}
	var documents []string
	for _, name := range names {
		s, _, err := findService(ctx, m, name)
		if err != nil {
			return err
		}
		text, err := provider.Marshal(s.Spec)
		if err != nil {
			return err
		}
		documents = append(documents, string(text))
	}
	text := strings.Join(documents, "---\n")
	if file == "-" {
		return a.print(text)
	}
	if err := writeWhole(file, []byte(text)); err != nil {
		return usage(err, "nothing was written")
	}
	a.good("%d services are in %s, without clients and secrets.", len(documents), file)
	return nil
}

func ownServices(ctx context.Context, m *connections.Manager) ([]string, error) {
	all, err := m.Services(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, s := range all {
		if s.Err == nil && (s.Own || s.File) {
			names = append(names, s.Spec.ID)
		}
	}
	return names, nil
}

func (a *app) servicesImportCmd() *cobra.Command {
	var replace bool
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Add the services of a file",
		Long: `Add every service of a YAML file, as dg services export writes it. All of them are
read before the first is added. The client of a service that is replaced stays.`,
		Example:           "  dg services import services.yaml\n  dg services import services.yaml --replace",
		Args:              exactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importServices(cmd.Context(), args[0], replace)
		},
	}
	cmd.Flags().BoolVar(&replace, "replace", false, "replace custom services of the same names")
	return cmd
}

func (a *app) importServices(ctx context.Context, file string, replace bool) error {
	text, err := a.readFile(file)
	if err != nil {
		return err
	}
	specs, err := parseServices(file, text)
	if err != nil {
		return usage(err, "nothing was added; dg services show zoho --yaml prints a file to compare with")
	}
	m, err := a.manager("")
	if err != nil {
		return err
	}
	var all []connections.Service
	for _, spec := range specs {
		s := connections.Service{Spec: spec}
		old, _, err := m.FindService(ctx, spec.ID)
		var missing *connections.Error
		switch {
		case errors.As(err, &missing) && missing.Kind == connections.NotFound:
		case err != nil:
			return err
		case old.Rev > 0 && !replace:
			return usagef("--replace puts these in their place", fmt.Sprintf("there is a custom service %q already; nothing was added", spec.ID))
		case old.Rev > 0:
			s.Rev, s.Client = old.Rev, old.Client
		}
		all = append(all, s)
	}
	for i := range all {
		if err := m.AddService(ctx, &all[i]); err != nil {
			return err
		}
		a.good("Service %q is stored.", all[i].Spec.ID)
	}
	return nil
}

// parseServices reads the documents of a file. Names may stand in it once only.
func parseServices(file, text string) ([]provider.Service, error) {
	var all []provider.Service
	seen := map[string]bool{}
	text = strings.ReplaceAll(strings.TrimPrefix(text, source.BOM), "\r\n", "\n")
	for i, document := range strings.Split("\n"+text, "\n---\n") {
		if strings.TrimSpace(document) == "" {
			continue
		}
		s, err := provider.Parse([]byte(strings.TrimPrefix(document, "\n")))
		if err != nil {
			return nil, badService(fmt.Sprintf("%s, document %d", file, i+1), err)
		}
		if seen[s.ID] {
			return nil, fmt.Errorf("%s: service %q stands in it twice", file, s.ID)
		}
		seen[s.ID] = true
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds no service", file)
	}
	return all, nil
}
