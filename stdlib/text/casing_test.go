package text

import (
	"math/rand/v2"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

var (
	upperCaser = cases.Upper(language.Und)
	lowerCaser = cases.Lower(language.Und, cases.HandleFinalSigma(true))
)

func holdCase(t *testing.T, s string) {
	t.Helper()
	if got, want := upper(s), upperCaser.String(s); got != want {
		t.Errorf("upper(%+q) is %+q, not %+q", s, got, want)
	}
	if got, want := lower(s), lowerCaser.String(s); got != want {
		t.Errorf("lower(%+q) is %+q, not %+q", s, got, want)
	}
}

func TestCaseOfEveryCharacter(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		if utf8.ValidRune(r) {
			holdCase(t, string(r))
			holdCase(t, "αΣ"+string(r)+"β")
			holdCase(t, string(r)+"Σ")
		}
	}
}

func TestCaseOfWords(t *testing.T) {
	letters := []rune("ΣΣΣσςαAaß.'\u00adİi1 -:\u0301ŉﬁ😀\u2019")
	random := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		word := make([]rune, random.IntN(9))
		for i := range word {
			word[i] = letters[random.IntN(len(letters))]
		}
		holdCase(t, string(word))
	}
}
