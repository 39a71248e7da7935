package xml

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// No document and no expression makes the functions panic, apart from the library
// behind evaluate, which catches that.
func FuzzXPath(f *testing.F) {
	for _, s := range []string{"<a><b x='1'>t</b><b/></a>\x00//b[@x=1] | //b", "<a/>\x00count(//@*)", "{\"a\":[1,{\"b\":2}]}\x00/root/a[2]/b", "<a\x00//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		doc, path, _ := strings.Cut(s, "\x00")
		if len(s) > 2000 || strings.Count(path, "/")+strings.Count(path, "[") > 20 {
			return // the library takes long on some, which is for the time limit
		}
		c := &registry.Call{Ctx: t.Context(), Host: host.Default(host.Host{}), Name: "executeXPath", Args: []value.Value{value.Text(doc), value.Text(path)}}
		v, err := executeXPath(c)
		if err == nil && v.IsNull() {
			t.Fatalf("%q on %q gives null", path, doc)
		}
	})
}

// A text that toXML writes is read again as itself, but for what XML cannot hold.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"a < b & c", "]]>", "\x00\x1f\r\n\t", "é😀", "\xff", "'\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "\uFFFD")
		doc, err := parse("<r>" + escape(s) + "</r>")
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if got, want := doc.text(), strings.Map(allowed, s); got != want {
			t.Fatalf("%q was read as %q", want, got)
		}
	})
}

// Whatever a document is: what is written of it is read as the same.
func FuzzDocument(f *testing.F) {
	for _, row := range documents {
		f.Add(row.doc)
	}
	f.Fuzz(func(t *testing.T, s string) {
		doc, err := parse(s)
		if err != nil {
			return
		}
		written := doc.source()
		again, err := parse(written)
		if err != nil {
			t.Fatalf("%q is written as %q: %v", s, written, err)
		}
		if got := again.source(); got != written || again.text() != doc.text() {
			t.Fatalf("%q is written as %q, and then as %q", s, written, got)
		}
	})
}
