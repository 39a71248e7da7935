package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/product"
	"github.com/dg-lang/dg/runtime/registry"
)

// docEntry is the description of one built-in, as --json prints it.
type docEntry struct {
	Name     string     `json:"name"`
	Aliases  []string   `json:"aliases,omitempty"`
	Kind     string     `json:"kind"` // function, task or variable
	Area     string     `json:"area"`
	Forms    []string   `json:"forms"` // of method, free, block and variable
	Usage    []string   `json:"usage"`
	Receiver []string   `json:"receiver,omitempty"`
	Params   []docParam `json:"parameters"`
	Result   []string   `json:"result,omitempty"`
	Effects  []string   `json:"effects"` // empty: none outside the script
	Summary  string     `json:"summary"`
	Details  string     `json:"details,omitempty"`
	Example  string     `json:"example,omitempty"`
	Prints   string     `json:"prints,omitempty"`
	Products []string   `json:"products"` // of --product, those that have it
	Basis    string     `json:"basis,omitempty"`
	Link     string     `json:"link,omitempty"`
	where    string     // in words; empty: everywhere
	method   string     // the same of the form x.f(a)
}

// docParam is one argument after the receiver, or one key of a task.
type docParam struct {
	Name     string   `json:"name"`
	Kinds    []string `json:"kinds,omitempty"` // empty: any
	Optional bool     `json:"optional,omitempty"`
	Variadic bool     `json:"variadic,omitempty"`
	Missing  []string `json:"missing,omitempty"` // products that lack it
	Doc      string   `json:"doc,omitempty"`
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
		e := withDoc(docEntry{Params: []docParam{}, Name: v.Name, Kind: "variable", Forms: []string{"variable"}, Usage: []string{v.Name}, Result: []string{v.Kind.String()}}, v.Doc)
		e.Effects = effectNames(registry.Pure)
		out = append(out, e)
	}
	return out
}

func describeFunc(f *registry.Func) docEntry {
	e := docEntry{Name: f.Name, Aliases: f.Aliases, Kind: "function", Receiver: kindNames(f.Sig.Recv), Result: kindNames(f.Sig.Result),
		Params: docParams(f.Sig.Params), Effects: effectNames(f.Effects)}
	params := f.Sig.String()
	recv := receiverWord(e.Receiver)
	if f.Forms&registry.Method != 0 {
		e.Forms = append(e.Forms, "method")
		e.Usage = append(e.Usage, recv+"."+f.Name+params)
	}
	if f.Forms&registry.Free != 0 {
		e.Forms = append(e.Forms, "free")
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
	return withDoc(docEntry{Name: t.Name, Kind: "task", Forms: []string{"block"}, Usage: []string{b.String()}, Result: kindNames([]types.Kind{t.Result}),
		Params: docParams(t.Params), Effects: effectNames(t.Effects)}, t.Doc)
}

func docParams(params []types.Param) []docParam {
	out := []docParam{}
	for _, p := range params {
		out = append(out, docParam{p.Name, kindNames(p.Kinds), p.Optional, p.Variadic, p.Except, p.Doc})
	}
	return out
}

func effectNames(e registry.Effect) []string {
	out := []string{}
	for bit, name := range map[registry.Effect]string{registry.Network: "network", registry.Mail: "mail", registry.Store: "store"} {
		if e&bit != 0 {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func withDoc(e docEntry, d registry.Doc) docEntry {
	e.Summary, e.Details, e.Example, e.Prints, e.Basis, e.Link = d.Summary, d.Details, d.Example, d.Prints, d.Basis, d.Link
	for _, p := range registry.Products {
		if d.Where.In(p) {
			e.Products = append(e.Products, p)
		}
	}
	e.Area, e.where, e.method = d.Area, product.Place(d.Where), product.Place(d.Method)
	return e
}

func kindNames(kinds []types.Kind) []string {
	var out []string
	for _, k := range kinds {
		out = append(out, k.String())
	}
	return out
}
