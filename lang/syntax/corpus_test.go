package syntax

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dg-lang/dg/lang/source"
)

// corpus reads the folder of real scripts that DG_CORPUS names, by the first 16
// hex digits of the SHA-256 of each. They belong to others and are no part of this
// repository.
func corpus(t *testing.T) map[string]string {
	dir := os.Getenv("DG_CORPUS")
	if dir == "" {
		t.Skip("DG_CORPUS is not set: it names a folder of real scripts, *.dg")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.dg"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no *.dg in %s (%v)", dir, err)
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		out[hex.EncodeToString(sum[:8])] = string(text)
	}
	return out
}

// brokenFiles are the scripts of the corpus that are no Deluge, with the reason.
var brokenFiles = map[string]string{
	"5b6fb6b67e898d71": "a line break inside text: a save-time error (language 2.6)",
	"a68aa673cd8c6c87": `the text "\": its closing quote is escaped, documented as an improper statement`,
}

// TestCorpus reads every real script without an error, but for the broken ones.
// How long the slowest takes is only said: .ci/proof asserts it.
func TestCorpus(t *testing.T) {
	files := corpus(t)
	parsed, slowest := 0, time.Duration(0)
	for name, text := range files {
		f := parse(text)
		reason, broken := brokenFiles[name]
		switch {
		case !f.Errors.HasErrors():
			parsed++
			if broken {
				t.Errorf("%s parses now: take it out of brokenFiles", name)
			}
		case !broken:
			t.Errorf("%s: %v", name, f.Errors.Err())
		default:
			t.Logf("%s is broken: %s", name, reason)
		}
		slowest = max(slowest, bestOf(5, text))
	}
	if parsed*1000 < len(files)*995 {
		t.Errorf("%d of %d files parse; 99.5%% are the least", parsed, len(files))
	}
	t.Logf("%d of %d files parse, the slowest in %d µs", parsed, len(files), slowest.Microseconds())
}

// bestOf returns the shortest of n times that it takes to parse a text.
func bestOf(n int, text string) time.Duration {
	best := time.Hour
	for range n {
		src, start := source.NewFile("t.dg", text), time.Now()
		Parse(src, "")
		best = min(best, time.Since(start))
	}
	return best
}
