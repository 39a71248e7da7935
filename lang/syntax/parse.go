package syntax

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// Dialect is the flavour of the language a file is written in.
type Dialect string

// The dialects; the empty one lets the file or the default decide.
const (
	Generic Dialect = "generic"
	Creator Dialect = "creator"
)

// File is the tree of one script.
type File struct {
	Source     *source.File
	Dialect    Dialect
	Stmts      []Stmt // the bare statements
	Funcs      []*FuncDecl
	Comments   []Comment
	Errors     diag.List       // syntax errors and warnings, by place
	Lost       map[string]bool // the names in statements that do not parse
	Incomplete bool            // more text could make it right: the prompt asks for it
	Slots      int             // size of the frame of the bare statements, by the resolver

	last source.Pos // the end of the last token
	open bool       // a brace or a comment lacks its end, so the script has none
}

// Comment is one comment with its markers.
type Comment struct {
	At
	Text string
}

// Parse reads a script. It never fails: errors stand in the tree and in Errors.
// dialect may be empty: then a comment "// dg: dialect creator" above the first
// statement decides, else Generic.
func Parse(src *source.File, dialect Dialect) *File {
	f := &File{Source: src, Dialect: dialect}
	scan := newScanner(src)
	lex := f.tokens(scan)
	f.Errors = append(f.Errors, notUTF8(src)...)
	f.Errors = append(f.Errors, scan.odd...)
	f.Comments = scan.notes
	if f.Dialect == "" {
		f.Dialect = f.pragma(lex)
	}
	if scan.deep {
		return f
	}
	g := &grammar{creator: f.Dialect == Creator}
	all := g.program(lex)
	f.last = endOf(lex)
	f.fill(all)
	return f
}

// tokens reads the file. Where closing braces are missing it puts them.
func (f *File) tokens(scan *scanner) cursor {
	lex := &stream{tokens: scan.all(), file: f.Source, torn: scan.torn}
	comment := openComment(lex.tokens)
	f.open = comment < math.MaxInt
	if scan.deep || scan.braces == 0 && !scan.torn {
		return lex
	}
	missing, stray := missingBraces(f.Source)
	if len(missing) == 0 || stray > 0 {
		lex.lost = max(0, stray-len(missing))
		return lex
	}
	f.Incomplete, f.open = true, true
	again := newScanner(f.Source)
	for _, o := range missing {
		if o.end < comment { // behind it the comment has the brace
			f.Errors.Add(unclosedAt(f.Source, o))
		}
		again.inserts = append(again.inserts, o.end)
	}
	lex.tokens = again.all()
	return lex
}

// openComment returns the offset of a comment that is never closed. Without one it
// is beyond every other.
func openComment(tokens []token) int {
	if n := len(tokens) - 2; n >= 0 && tokens[n].Type == tokBad && strings.HasPrefix(tokens[n].Value, "/*") {
		return tokens[n].Offset
	}
	return math.MaxInt
}

// HasPragma reports whether a comment above the first statement names a dialect.
func HasPragma(src *source.File) bool {
	scan := newScanner(src)
	for {
		t := scan.next()
		if t.Type != tokComment {
			return false
		}
		if _, ok := pragmaOf(t.Value); ok {
			return true
		}
	}
}

// pragmaOf returns the word behind "// dg: dialect".
func pragmaOf(comment string) (word string, ok bool) {
	words := strings.Fields(strings.TrimPrefix(comment, "//"))
	if len(words) != 3 || words[0] != "dg:" || words[1] != "dialect" {
		return "", false
	}
	return words[2], true
}

// program parses a whole file: statements, functions and stray braces.
func (g *grammar) program(lex cursor) []Stmt {
	var out []Stmt
	for !lex.Peek().EOF() {
		if t := lex.Peek(); isOp(t, "}") {
			lex.Next()
			out = append(out, &Bad{At: at(spanOf(t)), Err: syntaxError(t, "expected a statement", "no block is open here: take this brace out")})
			continue
		}
		out = append(out, g.stmt(lex))
	}
	return out
}

func (f *File) fill(all []Stmt) {
	for _, s := range all {
		if fn, ok := s.(*FuncDecl); ok {
			f.Funcs = append(f.Funcs, fn)
		} else {
			f.Stmts = append(f.Stmts, s)
		}
	}
	c := collector{file: f}
	for _, s := range all {
		c.stmt(s, true)
	}
	f.Errors = f.Errors.Sorted()
}

// pragma returns the dialect named by a comment above the first statement.
func (f *File) pragma(lex cursor) Dialect {
	first := source.At(lex.Peek().Offset)
	for _, c := range f.Comments {
		word, ok := pragmaOf(c.Text)
		if !ok || c.At.At.Start >= first {
			continue
		}
		switch d := Dialect(strings.ToLower(word)); d {
		case Generic, Creator:
			return d
		}
		f.Errors.Add(&diag.Diagnostic{Code: diag.Syntax,
			Message: fmt.Sprintf("unknown dialect %q", word),
			Primary: diag.Label{File: f.Source, Span: c.At.At},
			Hint:    "the dialects are generic and creator"})
	}
	return Generic
}

func notUTF8(src *source.File) diag.List {
	if utf8.ValidString(src.Text) {
		return nil
	}
	for i, r := range src.Text {
		if r != utf8.RuneError {
			continue
		}
		if _, n := utf8.DecodeRuneInString(src.Text[i:]); n == 1 {
			return diag.List{{Code: diag.NotUTF8, Message: "the file is not UTF-8 text",
				Primary: diag.Label{File: src, Span: source.Span{Start: source.At(i), End: source.At(i + 1)},
					Text: fmt.Sprintf("byte %#02x", src.Text[i])},
				Hint: "save the file as UTF-8"}}
		}
	}
	return nil
}
