package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
)

type docOptions struct {
	app      *app
	list     bool
	json     bool
	markdown bool
}

func (a *app) docCmd() *cobra.Command {
	o := &docOptions{app: a}
	cmd := &cobra.Command{
		Use:   "doc [NAME]",
		Short: "Look a built-in up: its forms, an example, where it is documented",
		Example: `  dg doc toList
  dg doc zoho.encryption.sha256
  dg doc --list | grep -i date`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return builtins().Names(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case o.markdown:
				return o.app.writeText(reference(builtins()))
			case o.list || len(args) == 0:
				return o.all()
			default:
				return o.one(args[0])
			}
		},
	}
	cmd.Flags().BoolVar(&o.list, "list", false, "all built-ins, one a line")
	cmd.Flags().BoolVar(&o.json, "json", false, "print it as JSON")
	cmd.Flags().BoolVar(&o.markdown, "markdown", false, "print the whole reference as Markdown")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

func (o *docOptions) one(name string) error {
	reg := builtins()
	entries := docEntries(reg, name)
	if canonical, ok := reg.Planned(name); ok {
		return usagef("dg doc --list shows those it runs", canonical+" exists in the language, and this version of dg does not run it yet")
	}
	if len(entries) == 0 {
		hint := reg.Instead(name)
		if hint == "" {
			hint = diag.DidYouMean(name, reg.Spellings())
		}
		if hint == "" {
			hint = "dg doc --list shows all built-ins"
		}
		return usage(fmt.Errorf("there is no built-in %q", name), hint)
	}
	if o.json {
		return o.app.writeJSON(entries)
	}
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteByte('\n')
		}
		e.write(&b, min(o.app.io.Width(), 80))
	}
	return o.app.writeText(b.String())
}

func (e docEntry) write(b *strings.Builder, width int) {
	for _, u := range e.Usage {
		fmt.Fprintf(b, "%s\n", u)
	}
	if len(e.Result) > 0 {
		fmt.Fprintf(b, "    gives %s\n", strings.ToLower(strings.Join(e.Result, " or ")))
	}
	fmt.Fprintf(b, "\n%s\n", wrap(e.Summary, width))
	if e.Details != "" {
		fmt.Fprintf(b, "%s\n", wrap(e.Details, width))
	}
	if e.Example != "" {
		fmt.Fprintf(b, "\n%s\n", indent(strings.TrimRight(e.Example, "\n")))
	}
	if e.Prints != "" {
		fmt.Fprintf(b, "prints\n%s\n", indent(strings.TrimRight(e.Prints, "\n")))
	}
	for _, place := range e.places() {
		fmt.Fprintf(b, "\n%s\n", place)
	}
	if len(e.Aliases) > 0 {
		fmt.Fprintf(b, "\nalso written %s\n", strings.Join(e.Aliases, ", "))
	}
	if e.Link != "" {
		fmt.Fprintf(b, "\n%s\n", e.Link)
	}
}

// all lists the built-ins by name.
func (o *docOptions) all() error {
	reg := builtins()
	var entries []docEntry
	for _, name := range reg.Names() {
		entries = append(entries, docEntries(reg, name)...)
	}
	if o.json {
		return o.app.writeJSON(entries)
	}
	var lines []string
	for _, e := range entries {
		lines = append(lines, fmt.Sprintf("%-28s %s", e.Name, e.Summary))
	}
	return o.app.writeText(strings.Join(slices.Compact(lines), "\n") + "\n")
}

// writeText prints the output of a command.
func (a *app) writeText(text string) error {
	if _, err := fmt.Fprint(a.io.Out, text); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}
