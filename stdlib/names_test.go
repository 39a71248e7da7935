package stdlib_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
)

// listed is one line of testdata/builtins.tsv.
type listed struct {
	name, form   string
	basis        string
	recv, result []string
	least, most  int
	aliases      []string
	products     string
	unconfirmed  bool
}

func list(t *testing.T) []listed {
	data, err := os.ReadFile("../testdata/builtins.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []listed
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(cells) != 9 {
			t.Fatalf("%q has %d cells", line, len(cells))
		}
		l := listed{name: cells[0], form: cells[1], recv: words(cells[2]), result: words(cells[4]), products: cells[6], basis: cells[8], unconfirmed: cells[7] == "unconfirmed"}
		if cells[5] != "-" {
			l.aliases = strings.Fields(cells[5])
		}
		if cells[3] != "-" {
			if _, err := fmt.Sscanf(cells[3], "%d-%d", &l.least, &l.most); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
		}
		out = append(out, l)
	}
	return out
}

func words(cell string) []string {
	if cell == "-" {
		return nil
	}
	return strings.Split(cell, "|")
}

// TestEveryListedNameExists holds the registry against the list of the vendor's
// pages: every form, with every number of arguments, for every kind of receiver,
// in any letter case and by every alias.
func TestEveryListedNameExists(t *testing.T) {
	r := library()
	rows := list(t)
	if len(rows) < 400 {
		t.Fatalf("only %d lines", len(rows))
	}
	for _, l := range rows {
		for _, name := range append([]string{l.name, strings.ToUpper(l.name), strings.ToLower(l.name)}, l.aliases...) {
			if err := l.hold(r, name); err != nil {
				t.Errorf("%s %s: %v", l.form, name, err)
			}
		}
	}
}

// TestBasis holds what the reference says about its sources against the list.
func TestBasis(t *testing.T) {
	bases := map[string][]string{}
	for _, l := range list(t) {
		for _, name := range append([]string{l.name}, l.aliases...) {
			bases[strings.ToLower(name)] = append(bases[strings.ToLower(name)], l.basis)
		}
	}
	r := library()
	for f := range r.Funcs {
		if want := bases[strings.ToLower(f.Name)]; want != nil && !slices.Contains(want, f.Doc.Basis) {
			t.Errorf("%s is %s, the list says %v", f.Name, f.Doc.Basis, want)
		}
	}
	for v := range r.Vars {
		if want := bases[strings.ToLower(v.Name)]; !slices.Contains(want, v.Doc.Basis) {
			t.Errorf("%s is %s, the list says %v", v.Name, v.Doc.Basis, want)
		}
	}
}

// hold checks one line under one of its names.
func (l listed) hold(r *registry.Registry, name string) error {
	if l.unconfirmed {
		_, planned := r.Planned(name)
		switch {
		case r.Lookup(name) != nil || r.Var(name) != nil || planned:
			return fmt.Errorf("exists, and no page of the vendor has it")
		case r.Instead(name) == "":
			return fmt.Errorf("nothing is said about what to write instead")
		}
		return nil
	}
	if l.form == "variable" {
		v := r.Var(name)
		if v == nil || !slices.Contains(l.result, v.Kind.String()) {
			return fmt.Errorf("got %+v", v)
		}
		return l.where(v.Doc)
	}
	set := r.Lookup(name)
	if set == nil {
		return fmt.Errorf("missing")
	}
	recv := l.recv
	if len(recv) == 0 {
		recv = []string{""}
	}
	for _, kind := range recv {
		f := set.Funcs[0]
		if kind != "" {
			f = set.For(kindNamed(kind))
		}
		if f == nil {
			return fmt.Errorf("not for %s", kind)
		}
		if err := l.fits(f); err != nil {
			return fmt.Errorf("for %s: %w", kind, err)
		}
	}
	return nil
}

func (l listed) fits(f *registry.Func) error {
	form := registry.Free
	if l.form == "method" {
		form = registry.Method
	}
	if f.Forms&form == 0 {
		return fmt.Errorf("has no such form")
	}
	least, most := f.Sig.Arity()
	if l.form != "constructor" && (l.least < least || most >= 0 && l.most > most) {
		return fmt.Errorf("takes %d to %d arguments, not %d to %d", least, most, l.least, l.most)
	}
	if !l.gives(f.Sig.Result) {
		return fmt.Errorf("gives %v, not %v", f.Sig.Result, l.result)
	}
	return l.where(f.Doc)
}

func (l listed) gives(result []types.Kind) bool {
	if len(result) == 0 || slices.Contains(l.result, "ANY") {
		return true
	}
	return slices.ContainsFunc(result, func(k types.Kind) bool { return slices.Contains(l.result, k.String()) })
}

// where compares the products that have the form.
func (l listed) where(d registry.Doc) error {
	in, elsewhere := d.Where.In(registry.Creator), d.Where.In("crm")
	if l.form == "method" {
		in, elsewhere = in && d.Method.In(registry.Creator), elsewhere && d.Method.In("crm")
	}
	if in != (l.products != "!creator") || elsewhere != (l.products != "creator") {
		return fmt.Errorf("in Creator %t, elsewhere %t; the list says %s", in, elsewhere, l.products)
	}
	return nil
}

func kindNamed(name string) types.Kind {
	for k := types.Null; k <= types.Void; k++ {
		if k.String() == name {
			return k
		}
	}
	return types.Any
}
