package text

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/golden"
)

// The tables were written by a JVM: testdata/jvm/Table.java.

func TestRegexAgainstJava(t *testing.T)       { againstJava(t, "testdata/jvm/regex.tsv") }
func TestRandomRegexAgainstJava(t *testing.T) { againstJava(t, "testdata/jvm/regexrandom.tsv") }

func againstJava(t *testing.T, table string) {
	for _, row := range golden.Rows(t, os.DirFS("../.."), table) {
		why := differs[row[0]]
		if why != "" && why != staleGroups {
			continue
		}
		var got []string
		switch {
		case len(row) == 2:
			_, err := compile(row[0])
			got = []string{raised(err)}
		case row[2] == "find":
			got = findings(t.Context(), row[0], row[1])
		default:
			got = replaced(t.Context(), row[0], row[1], row[3])
		}
		want := row[len(row)-len(got):]
		if len(row) > 2 && row[2] == "find" {
			want[1] = wholeCharacters(row[1], want[1])
		}
		if why == staleGroups {
			got[1], want[1] = matchesAlone(got[1]), matchesAlone(want[1])
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q on %q: %q, Java gives %q", row[0], row[1], got, want)
		}
	}
}

// wholeCharacters takes out the empty matches that Java finds between the two
// halves of a character beyond U+FFFF: texts hold whole characters here, and a
// replacement there would leave two broken ones.
func wholeCharacters(s, places string) string {
	var out []string
	for _, place := range strings.Fields(places) {
		from, to, _ := strings.Cut(strings.Split(place, ",")[0], ":")
		if at, _ := strconv.Atoi(from); from != to || !insideCharacter(s, at) {
			out = append(out, place)
		}
	}
	return strings.Join(out, " ")
}

func insideCharacter(s string, unit int) bool {
	at := 0
	for _, r := range s {
		if r > 0xFFFF && unit == at+1 {
			return true
		}
		at += value.TextLen(string(r))
	}
	return false
}

func raised(err error) string {
	if err != nil {
		return golden.Raised
	}
	return "no error"
}

// findings is what the table says of a pattern and a text: whether all of it
// matches, and the places of the matches and groups in UTF-16 units.
func findings(ctx context.Context, pattern, s string) []string {
	whole, err := compileWhole(pattern)
	if err != nil {
		return []string{golden.Raised, err.Error()}
	}
	matched, err := whole.matches(s)
	if err != nil {
		return []string{golden.Raised, err.Error()}
	}
	re, err := compile(pattern)
	if err != nil {
		return []string{golden.Raised, err.Error()}
	}
	found, err := re.find(ctx, s, -1)
	if err != nil {
		return []string{golden.Raised, err.Error()}
	}
	var places []string
	for _, loc := range found {
		var groups []string
		for i := 0; i < len(loc); i += 2 {
			groups = append(groups, fmt.Sprintf("%d:%d", units(s, loc[i]), units(s, loc[i+1])))
		}
		places = append(places, strings.Join(groups, ","))
	}
	return []string{strconv.FormatBool(matched), strings.Join(places, " ")}
}

func units(s string, offset int) int {
	if offset < 0 {
		return -1
	}
	return value.TextLen(s[:offset])
}

func replaced(ctx context.Context, pattern, s, with string) []string {
	var out []string
	for _, limit := range []int{-1, 1} {
		re, err := compile(pattern)
		var got string
		if err == nil {
			got, err = re.replace(ctx, s, with, limit)
		}
		if err != nil {
			got = golden.Raised
		}
		out = append(out, got)
	}
	return out
}

// differs are the patterns on which dg does not do what Java does, and why. Of those
// with stale groups the places of the matches themselves are still compared.
var differs = map[string]string{
	`\N{SPACE}`:          "names of characters are not known; the error says so",
	`\X`:                 "clusters of characters are not known; the error says so",
	`\p{InGreek}`:        "blocks of Unicode are not known; the error says so, and scripts (IsGreek) are",
	`{1}`:                "a repetition of nothing is an error here; Java takes it for the empty text",
	`\w{2,}(?i:\S+){2}+`: "Java does not give back inside a possessive group, though its manual only says so of what stands around it",
	`[^a]?+(?:.(.\b?|(?!1{2,}\w{1,2}){2}(1\d+|[ab]\B+)+){0,1}+[^a]{1,2}?)*\B{2,}`:                    staleGroups,
	`(\b+?(?>.{0,1}+|(?=\s)*b)|(?i:b{0,1}(\s?|[a-c&&[^b]]){2}+|\b^+|^)*+)\1{2,}b{0,1}`:               staleGroups,
	`${0,1}(?![^a]*b{1,2}){2}|(?>b($[ab]{0,1})\1{2,}?(?=(1\b)\1b)|(\s*b+)\1{0,1}+)((?<=a)*+)\1++c+?`: staleGroups,
	`([a-c&&[^b]]$|\S\s|1[^a])+[a-c&&[^b]]|[^a](?>\Sb[^a]|.(\b|a1{0,1}){2}){2}|[\d\s]*+.`:            staleGroups,
	`(?!\W(([a-c&&[^b]]++\s){2,}+c)*b{0,1})a.{2}`:                                                    staleGroups,
	`(?=b*(\b??\w{1,2}?([^a]*?[^a]{2,}+)){2,}+)(?!(?<=bb))|^{0,1}\S+?a?`:                             staleGroups,
	`(?!(\W*)|$[ab]+^*+){0,1}`:                                 staleGroups,
	`\b$|(.(?i:(\S)(?>b\w{1,2}+|b[^a]{2}+b{2,}))??)*+(?<=a)\B`: staleGroups,
	`(?:(?i:a?+b$|(\s++^{2,}\s{2,}+|\bc\s*+|\s[a-c&&[^b]]\b{0,1})\1([ab]{0,1}?a){2}+([a-c&&[^b]]*+${1,2}?))?)?+`: staleGroups,
	`[a-c&&[^b]]|(?<!b)(?>(?:(?>\w{2,}?\b?+)ab)+?|([^a]++|b{2}\B??\B)?+)c{1,2}+`:                                 staleGroups,
	`(?!\B{2,}+(.|\W{1,2}$){1,2}?a{1,2}+)?`:                                                                      staleGroups,
}

// staleGroups: Java reports groups that only took part in a try that failed.
const staleGroups = "groups of failed tries"

// matchesAlone leaves the groups of places out.
func matchesAlone(places string) string {
	var out []string
	for _, place := range strings.Fields(places) {
		whole, _, _ := strings.Cut(place, ",")
		out = append(out, whole)
	}
	return strings.Join(out, " ")
}
