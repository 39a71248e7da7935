package runtime_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	dg "github.com/dg-lang/dg/runtime"
)

// This file takes single tokens out of scripts that check without an error: a
// closing bracket, an opening brace, one of the quotes of a text, or an operator
// between two operands. Each leaves brackets or quotes without a partner, or
// operands without what joins them, so a check must say so, and near the place:
// the first error stands in the innermost block around the statement that lost the
// token, for a statement outside of every block in the statement itself. A sign in
// front of an operand may go: the script stays whole. So may an operator in front of
// a minus, which joins the operands then.

// lossClasses are what is taken out.
var lossClasses = []string{")", "}", "]", "{", `"`, "operator"}

var joining = strings.Fields("+ - * / % = += -= *= /= %= == != < > <= >= && ||")

// victim is a script that tokens are taken from.
type victim struct {
	name   string
	file   *syntax.File
	tokens []syntax.Token
	places map[string][]int // of the tokens, by class
}

// newVictim returns nil for a script that has errors as it is.
func newVictim(name, text string, opt dg.Options) *victim {
	if dg.Check(source.NewFile("t.dg", text), opt, nil).Findings.HasErrors() {
		return nil
	}
	v := &victim{name: name, file: syntax.Parse(source.NewFile("t.dg", text), ""), places: map[string][]int{}}
	v.tokens = slices.DeleteFunc(syntax.Tokens(v.file.Source), func(t syntax.Token) bool { return t.Comment })
	for i := range v.tokens {
		if c := lossClass(v.tokens, i); c != "" {
			v.places[c] = append(v.places[c], i)
		}
	}
	return v
}

func lossClass(tokens []syntax.Token, i int) string {
	t := tokens[i].Text
	switch {
	case t[0] == '"' && len(t) > 1:
		return `"`
	case strings.Contains(")}]{", t):
		return t
	case i > 0 && slices.Contains(joining, t) && endsOperand(tokens[i-1].Text) && tokens[i+1].Text != "-":
		return "operator"
	}
	return ""
}

func endsOperand(token string) bool {
	c := token[len(token)-1]
	return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c >= 0x80 || strings.IndexByte(`)]}"'`, c) >= 0
}

// loss is a script without one token; a blank stands in its place, so that the
// tokens around it stay apart. A quote leaves nothing.
type loss struct {
	text string
	at   int         // offset of what is gone
	home source.Span // where the first error must stand
}

func (v *victim) lose(class string, r *rand.Rand) loss {
	places := v.places[class]
	t := v.tokens[places[r.IntN(len(places))]]
	from, size, blank := t.Span().Start.Offset(), len(t.Text), " "
	if class == `"` {
		if r.IntN(2) == 0 {
			from += size - 1
		}
		size, blank = 1, ""
	}
	text := v.file.Source.Text
	return loss{text[:from] + blank + text[from+size:], from, v.home(source.At(from))}
}

// home returns the innermost block around the statement at a place, else the
// statement itself.
func (v *victim) home(at source.Pos) source.Span {
	all, home := slices.Clone(v.file.Stmts), source.Span{}
	for _, f := range v.file.Funcs {
		all = append(all, f)
	}
	for {
		i := slices.IndexFunc(all, func(s syntax.Stmt) bool { return s.Span().Start <= at && at < s.Span().End })
		if i < 0 {
			return home
		}
		if !home.IsValid() {
			home = all[i].Span()
		}
		inner := syntax.Blocks(all[i])
		k := slices.IndexFunc(inner, func(b *syntax.Block) bool { return b.Span().Start < at && at < b.Span().End-1 })
		if k < 0 {
			return home
		}
		home, all = inner[k].Span(), inner[k].Stmts
	}
}

// tally counts what a check said of the losses of one class.
type tally struct{ tried, reported, near, single int }

func (c *tally) add(o tally) {
	c.tried += o.tried
	c.reported += o.reported
	c.near += o.near
	c.single += o.single
}

func judge(l loss, opt dg.Options) tally {
	out := tally{tried: 1}
	errors := slices.DeleteFunc(dg.Check(source.NewFile("t.dg", l.text), opt, nil).Findings,
		func(d *diag.Diagnostic) bool { return d.Severity != diag.Error })
	if len(errors) == 0 {
		return out
	}
	out.reported = 1
	if at := errors[0].Primary.Span.Start; at >= l.home.Start && at <= l.home.End {
		out.near = 1
	}
	if len(errors) == 1 {
		out.single = 1
	}
	return out
}

// mutate takes n tokens out of the scripts, of each class in turn.
func mutate(t *testing.T, victims []*victim, n int, opt dg.Options) map[string]*tally {
	r, out := rand.New(rand.NewPCG(4, 1)), map[string]*tally{}
	for _, class := range lossClasses {
		out[class] = &tally{}
	}
	for i := 0; i < n; {
		class, v := lossClasses[i%len(lossClasses)], victims[r.IntN(len(victims))]
		if len(v.places[class]) == 0 {
			continue
		}
		i++
		l := v.lose(class, r)
		got := judge(l, opt)
		if out[class].add(got); got.near == 0 && testing.Verbose() {
			line, col, _ := v.file.Source.LineCol(source.At(l.at))
			t.Logf("%s:%d:%d: %s is gone: reported %d", v.name, line, col, class, got.reported)
		}
	}
	return out
}

// holds asserts that at least 99% are reported, and reported near, and that hardly any
// draws other errors behind it.
func holds(t *testing.T, byClass map[string]*tally) {
	all := tally{}
	for _, class := range lossClasses {
		c := byClass[class]
		t.Logf("%-8s %s", class, c)
		all.add(*c)
	}
	if all.reported*100 < all.tried*99 || all.near*100 < all.tried*99 {
		t.Errorf("all: %s; 99%% are the least", &all)
	}
	if all.single*100 < all.tried*98 {
		t.Errorf("all: %s; 98%% by one error are the least", &all)
	}
	t.Logf("all: %s", &all)
}

func (c *tally) String() string {
	return strings.Join([]string{counted(c.tried, c.tried) + " tokens gone", counted(c.reported, c.tried) + " reported",
		counted(c.near, c.tried) + " in the same statement or block", counted(c.single, c.tried) + " by one error alone"}, ", ")
}

func counted(n, of int) string {
	if n == of {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%.2f%%", 100*float64(n)/float64(of))
}

// TestMutations takes tokens out of our own scripts.
func TestMutations(t *testing.T) {
	opt, victims := dg.Options{Registry: library()}, []*victim{}
	scripts := langScripts(t)
	for _, name := range slices.Sorted(maps.Keys(scripts)) {
		if v := newVictim(name, scripts[name], opt); v != nil && len(v.tokens) > 0 {
			victims = append(victims, v)
		}
	}
	holds(t, mutate(t, victims, 1200, opt))
}

// TestMutationsCorpus takes 10,000 tokens out of the real scripts in the folder that
// DG_CORPUS names. They belong to others and are no part of this repository.
func TestMutationsCorpus(t *testing.T) {
	names := corpusFiles(t)
	opt, victims := dg.Options{Registry: library()}, []*victim{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		if v := newVictim(hex.EncodeToString(sum[:8]), string(text), opt); v != nil {
			victims = append(victims, v)
		}
	}
	t.Logf("%d of %d scripts check without an error and lose tokens", len(victims), len(names))
	holds(t, mutate(t, victims, 10_000, opt))
}

// corpusFiles names the scripts of the folder that DG_CORPUS names.
func corpusFiles(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("DG_CORPUS")
	if dir == "" {
		t.Skip("DG_CORPUS is not set: it names a folder of real scripts, *.dg")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.dg"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no *.dg in %s (%v)", dir, err)
	}
	return names
}
