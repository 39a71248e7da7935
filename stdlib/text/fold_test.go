package text

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for _, c := range []struct {
		s, part  string
		from, to int
	}{
		{"Report", "PORT", 2, 6}, {"Report", "", 0, 0}, {"", "x", -1, -1}, {"", "", 0, 0},
		{"aÉbé", "É", 1, 3}, {"x\u212aY", "KY", 1, 5}, {"ſtraße", "STRASSE", -1, -1}, {"😀Ab", "aB", 4, 6}, {"ΣΑΣ", "σας", 0, 6},
	} {
		if from, to := indexFold(c.s, c.part); from != c.from || to != c.to {
			t.Errorf("%q in %q: %d to %d, want %d to %d", c.part, c.s, from, to, c.from, c.to)
		}
	}
	for _, c := range []struct {
		s, search, with string
		limit           int
		want            string
	}{
		{"aBAb", "b", "-", -1, "a-A-"}, {"x\u212ak", "K", "_", -1, "x__"}, {"éÉe", "É", "<>", 1, "<>Ée"}, {"abc", "", "-", -1, "abc"},
	} {
		if got := replaceFold(c.s, c.search, c.with, c.limit); got != c.want {
			t.Errorf("%q for %q in %q: %q, want %q", c.with, c.search, c.s, got, c.want)
		}
	}
}

// A search that compared at every place would not end.
func TestFoldIsLinear(t *testing.T) {
	s := strings.Repeat("aé", 1<<20)
	if from, _ := indexFold(s, strings.Repeat("Aé", 1<<19)+"b"); from >= 0 {
		t.Errorf("found at %d", from)
	}
}
