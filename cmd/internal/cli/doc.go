package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/product"
	"github.com/dg-lang/dg/runtime/registry"
)

type docOptions struct {
	app  *app
	list bool
	json bool
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
			case o.list || len(args) == 0:
				return o.all()
			default:
				return o.one(args[0])
			}
		},
	}
	cmd.Flags().BoolVar(&o.list, "list", false, "all built-ins, one a line")
	cmd.Flags().BoolVar(&o.json, "json", false, "print it as JSON")
	return cmd
}

// docEntry is the description of one built-in, as --json prints it.
type docEntry struct {
	Name     string   `json:"name"`
	Aliases  []string `json:"aliases,omitempty"`
	Kind     string   `json:"kind"` // function, task or variable
	Usage    []string `json:"usage"`
	Receiver []string `json:"receiver,omitempty"`
	Result   []string `json:"result,omitempty"`
	Summary  string   `json:"summary"`
	Details  string   `json:"details,omitempty"`
	Example  string   `json:"example,omitempty"`
	Prints   string   `json:"prints,omitempty"`
	Products []string `json:"products"` // of --product, those that have it
	Basis    string   `json:"basis,omitempty"`
	Link     string   `json:"link,omitempty"`
	where    string   // in words; empty: everywhere
}

// docEntries describes everything the name stands for: one function for each kind
// of receiver, a task, a variable.
func docEntries(reg *registry.Registry, name string) []docEntry {
	var out []docEntry
	if set := reg.Lookup(name); set != nil {
		for _, f := range set.Funcs {
			out = append(out, describeFunc(f))
		}
	}
	if t := reg.Task(name); t != nil {
		out = append(out, describeTask(t))
	}
	if v := reg.Var(name); v != nil {
		e := withDoc(docEntry{Name: v.Name, Kind: "variable", Usage: []string{v.Name}, Result: []string{v.Kind.String()}}, v.Doc)
		out = append(out, e)
	}
	return out
}

func describeFunc(f *registry.Func) docEntry {
	e := docEntry{Name: f.Name, Aliases: f.Aliases, Kind: "function", Receiver: kindNames(f.Sig.Recv), Result: kindNames(f.Sig.Result)}
	params := f.Sig.String()
	recv := receiverWord(e.Receiver)
	if f.Forms&registry.Method != 0 {
		e.Usage = append(e.Usage, recv+"."+f.Name+params)
	}
	if f.Forms&registry.Free != 0 {
		inner := strings.Trim(params, "()")
		if recv != "" {
			inner = strings.Trim(recv+", "+inner, ", ")
		}
		e.Usage = append(e.Usage, f.Name+"("+inner+")")
	}
	return withDoc(e, f.Doc)
}

// receiverWord is what stands in front of a method: the kind it is made for. The
// others it takes are turned into that one.
func receiverWord(kinds []string) string {
	if len(kinds) > 3 {
		kinds = kinds[:1]
	}
	return strings.ToLower(strings.Join(kinds, "|"))
}

func describeTask(t *registry.Task) docEntry {
	var b strings.Builder
	b.WriteString(t.Name + "\n[\n")
	for _, p := range t.Params {
		optional := ""
		if p.Optional {
			optional = "   // optional"
		}
		fmt.Fprintf(&b, "\t%s : %s%s\n", p.Name, strings.ToLower(strings.Join(kindNames(p.Kinds), "|")), optional)
	}
	b.WriteString("];")
	return withDoc(docEntry{Name: t.Name, Kind: "task", Usage: []string{b.String()}, Result: kindNames([]types.Kind{t.Result})}, t.Doc)
}

func withDoc(e docEntry, d registry.Doc) docEntry {
	e.Summary, e.Details, e.Example, e.Prints, e.Basis, e.Link = d.Summary, d.Details, d.Example, d.Prints, d.Basis, d.Link
	for _, p := range registry.Products {
		if d.Where.In(p) {
			e.Products = append(e.Products, p)
		}
	}
	e.where = product.Place(d.Where)
	return e
}

func kindNames(kinds []types.Kind) []string {
	var out []string
	for _, k := range kinds {
		out = append(out, k.String())
	}
	return out
}

func (o *docOptions) one(name string) error {
	reg := builtins()
	entries := docEntries(reg, name)
	if canonical, ok := reg.Planned(name); ok {
		return usagef("dg doc --list shows those it runs", canonical+" exists in the language, and this version of dg does not run it yet")
	}
	if len(entries) == 0 {
		hint := diag.DidYouMean(name, reg.Names())
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
	if e.where != "" {
		fmt.Fprintf(b, "\n%s\n", e.where)
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
