package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dg-lang/dg/cmd/internal/streams"
	"github.com/dg-lang/dg/connections/provider"
)

// startCase is a command, with what it may touch.
type startCase struct {
	args  []string
	store bool // needs the folder of connections
}

var startCases = []startCase{
	{args: []string{"run", "hello.dg"}},
	{args: []string{"run", "hello.dg", "--json"}},
	{args: []string{"eval", "1 + 1"}},
	{args: []string{"check", "hello.dg"}},
	{args: []string{"--help"}},
	{args: []string{"connections", "add", "--help"}},
	{args: []string{"help", "run"}},
	{args: []string{"__complete", "ru"}},
	{args: []string{"__complete", "run", "--dialect", ""}},
	{args: []string{"completion", "bash"}},
	{args: []string{"version"}},
	{args: []string{"connections", "list"}, store: true}, // the test would notice
}

// TestStartTouchesOnlyWhatIsUsed runs commands with a file where the folder of
// connections should be, and counts who asks for the catalogue.
func TestStartTouchesOnlyWhatIsUsed(t *testing.T) {
	t.Chdir(t.TempDir())
	blocked := filepath.Join(t.TempDir(), "blocked")
	for name, text := range map[string]string{"hello.dg": "info \"hello\";\n", blocked: ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked := countCatalogue(t)
	for _, c := range startCases {
		*asked = 0
		code, out := startRun(t, blocked, c.args)
		if failed := code != exitOK; failed != c.store {
			t.Errorf("dg %s: exit code %d without a folder of connections\n%s", strings.Join(c.args, " "), code, out)
		}
		if *asked > 0 {
			t.Errorf("dg %s asks for the catalogue %d times", strings.Join(c.args, " "), *asked)
		}
	}
	if code, out := startRun(t, t.TempDir(), []string{"services", "list"}); code != exitOK || *asked == 0 {
		t.Errorf("dg services list: exit code %d, asks for the catalogue %d times\n%s", code, *asked, out)
	}
}

// countCatalogue counts the calls of provider.BuiltIn until the test ends.
func countCatalogue(t *testing.T) *int {
	real, asked := provider.BuiltIn, 0
	provider.BuiltIn = func() *provider.Catalogue {
		asked++
		return real()
	}
	t.Cleanup(func() { provider.BuiltIn = real })
	return &asked
}

func startRun(t *testing.T, config string, args []string) (code int, out string) {
	var both bytes.Buffer
	env := func(name string) string { return map[string]string{"DG_CONFIG_DIR": config, "NO_COLOR": "1"}[name] }
	code = Run(t.Context(), args, streams.New(strings.NewReader(""), &both, &both, env))
	return code, both.String()
}
