package runtime_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib"
)

// FuzzCheck holds a check to what it promises of any text: it ends without a panic,
// and what it finds has places, in order.
func FuzzCheck(f *testing.F) {
	files, err := filepath.Glob("testdata/check/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range a.Files {
			if strings.HasSuffix(part.Name, ".dg") {
				f.Add(string(part.Data))
			}
		}
	}
	reg := registry.New()
	stdlib.Register(reg)
	f.Fuzz(func(t *testing.T, text string) {
		const most = 1 << 16
		if len(text) > most {
			return
		}
		found := dg.Check(source.NewFile("f.dg", text), dg.Options{Registry: reg}, surroundings()).Findings
		last := source.Pos(0)
		for _, d := range found {
			at := d.Primary.Span
			if line, _, _ := d.Primary.File.LineCol(at.Start); at.Start < last || at.End < at.Start || line == 0 {
				t.Errorf("%s stands at %d to %d, behind %d, in line %d", d.Code, at.Start, at.End, last, line)
			}
			last = at.Start
		}
		if n := len(diag.ListJSON(found)); n != len(found) {
			t.Errorf("%d of %d findings as JSON", n, len(found))
		}
	})
}
