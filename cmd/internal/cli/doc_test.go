package cli

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the files that are generated")

// TestReference fails when stdlib/REFERENCE.md does not say what the tables of the
// library say; -update writes it.
func TestReference(t *testing.T) {
	const file = "../../../stdlib/REFERENCE.md"
	want := reference(builtins())
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(have), want); d != "" {
		t.Errorf("%s is stale; go test ./cmd/internal/cli -run Reference -update writes it anew:\n%s", file, d)
	}
}
