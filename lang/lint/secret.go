package lint

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// This file finds credentials that stand in the text of a script: in headers, URLs,
// parameters and variables named for them.

// pattern is a regular expression that is made when it is first used: most runs of
// dg check nothing.
type pattern struct {
	text string
	once sync.Once
	re   *regexp.Regexp
}

func (p *pattern) get() *regexp.Regexp {
	p.once.Do(func() { p.re = regexp.MustCompile(p.text) })
	return p.re
}

var (
	// secretName is a name that credentials go by.
	secretName = pattern{text: `(?i)(^|[_\-. ])(api[_-]?key|api[_-]?token|auth[_-]?token|access[_-]?token|refresh[_-]?token|bearer[_-]?token|client[_-]?secret|app[_-]?secret|secret([_-]?key)?|token|zapikey|passwd|password|pwd|private[_-]?key|authorization|x-api-key)([_\-. ]?\d*)$`}
	// camel finds the border of words in a name such as accessToken.
	camel = pattern{text: `([a-z0-9])([A-Z])`}
	// inURL is a credential among the parameters of an address.
	inURL = pattern{text: `(?i)[?&](api[_-]?key|apitoken|auth_?token|access_token|refresh_token|client_secret|token|zapikey|password|pwd|secret|key)=([^&#"\s]{8,})`}
	// inUser is a password in front of a host.
	inUser = pattern{text: `://[^/@:\s]+:([^/@\s]{4,})@`}
	// inHeader is a credential behind the word that introduces it.
	inHeader = pattern{text: `(?i)^(?:bearer|basic|oauth|zoho-oauthtoken|zoho-authtoken|token(?: token)?|(?:[a-z]+-)?api-?key|key)[ =:]+(\S{12,})$`}
	// wellKnown are the forms of tokens of some services.
	wellKnown = pattern{text: `^(1000\.[0-9a-f]{32}\.[0-9a-f]{32}|gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{20,}|sk[-_](?:live[-_]|test[-_]|ant[-_]|proj[-_])?[A-Za-z0-9_-]{24,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})$`}
)

func isSecretName(name string) bool {
	return secretName.get().MatchString(name) || secretName.get().MatchString(camel.get().ReplaceAllString(name, "${1}_$2"))
}

// isSecretText reports whether a text under the name of a credential is one, and no
// stand-in such as YOUR_TOKEN or a word.
func isSecretText(s string) bool {
	const least, most = 8, 2000
	return len(s) >= least && len(s) <= most && strings.ContainsAny(s, "0123456789") && strings.ContainsFunc(s, unicode.IsLetter) &&
		!strings.ContainsFunc(s, unicode.IsSpace) && !strings.ContainsAny(s, "<>{}[]$*…%") && !strings.Contains(s, "://") && !standIn.get().MatchString(s)
}

// standIn are the words that people write where a credential belongs.
var standIn = pattern{text: `(?i)your|xxx|example|placeholder|change.?me|dummy|redacted|here$|^test|insert|todo|sample|\.\.\.`}

// credentialNamed looks at what is assigned to a variable.
func (c *checker) credentialNamed(name string, x syntax.Expr) {
	c.credentialUnder(name, x)
}

// credentialPair looks at a pair of a map.
func (c *checker) credentialPair(key, x syntax.Expr) {
	if k, ok := syntax.Unparen(key).(*syntax.TextLit); ok {
		c.credentialUnder(k.Value, x)
	}
}

func (c *checker) credentialPut(x *syntax.Call) {
	if equalFold(x.Name, "put") && len(x.Args) == 2 {
		c.credentialPair(x.Args[0], x.Args[1])
	}
}

func (c *checker) credentialKey(k *syntax.TaskKey) {
	c.credentialUnder(k.Name, k.Value)
}

func (c *checker) credentialUnder(name string, x syntax.Expr) {
	lit, ok := syntax.Unparen(x).(*syntax.TextLit)
	if !ok || !isSecretName(name) || !isSecretText(lit.Value) || inHeader.get().MatchString(lit.Value) { // text looks at those
		return
	}
	c.credential(lit, 0, len(lit.Value))
}

// credentialText looks for credentials that show by themselves.
func (c *checker) credentialText(x *syntax.TextLit) {
	if !c.credentialWord(x) {
		return
	}
	if strings.Contains(x.Value, "://") || strings.ContainsAny(x.Value, "?&") {
		c.credentialURL(x)
		return
	}
	if m := inHeader.get().FindStringSubmatchIndex(x.Value); m != nil && isSecretText(x.Value[m[2]:m[3]]) {
		c.credential(x, m[2], m[3])
	}
}

// credentialWord looks for tokens of known forms among the words of a text, and
// reports whether it has words that may be another one.
func (c *checker) credentialWord(x *syntax.TextLit) (more bool) {
	const least, leastToken = 8, 20
	s := x.Value
	for from := 0; from < len(s); from++ {
		to, digits := from, false
		for to < len(s) && isTokenByte(s[to]) {
			digits = digits || s[to] >= '0' && s[to] <= '9'
			to++
		}
		if to-from >= least && digits {
			more = true
			if to-from >= leastToken && wellKnown.get().MatchString(s[from:to]) {
				c.credential(x, from, to)
				return false
			}
		}
		from = to
	}
	return more
}

func isTokenByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-' || b == '.'
}

func (c *checker) credentialURL(x *syntax.TextLit) {
	if m := inURL.get().FindStringSubmatchIndex(x.Value); m != nil && isSecretText(x.Value[m[4]:m[5]]) {
		c.credential(x, m[4], m[5])
		return
	}
	if m := inUser.get().FindStringSubmatchIndex(x.Value); m != nil && isSecretText(x.Value[m[2]:m[3]]) {
		c.credential(x, m[2], m[3])
	}
}

// credential reports the part of a literal from one offset of its value to another.
func (c *checker) credential(x *syntax.TextLit, from, to int) {
	whole := x.Span()
	at := whole
	if c.file.Slice(whole) == x.Value || len(c.file.Slice(whole)) == len(x.Value)+2 { // no escapes in it
		start := whole.Start + 1
		at = source.Span{Start: start + source.Pos(from), End: start + source.Pos(to)}
	}
	c.secrets = append(c.secrets, at)
	d := c.warn(diag.LiteralCredential, at, "a credential stands in the script", "everyone who reads the script has it")
	d.Hint = "revoke it, and let a connection carry it: dg connections add, then connection: \"name\""
}

// mask returns the file with stand-ins for the characters under spans, so that no
// excerpt shows them; places stay where they are.
func mask(f *source.File, spans []source.Span) *source.File {
	text := []byte(f.Text)
	for _, s := range spans {
		for i := s.Start.Offset(); i < s.End.Offset() && i < len(text); {
			_, n := utf8.DecodeRune(text[i:])
			copy(text[i:], stars[n])
			i += n
		}
	}
	return source.NewFile(f.Name, string(text))
}

// stars are stand-ins by their length in bytes.
var stars = [...]string{1: "*", 2: "¤", 3: "•", 4: "🔒"}

// hide points findings at the masked file.
func hide(l diag.List, from, to *source.File) {
	swap := func(label *diag.Label) {
		if label.File == from {
			label.File = to
		}
	}
	for _, d := range l {
		swap(&d.Primary)
		for i := range d.Related {
			swap(&d.Related[i])
		}
	}
}

// Hide keeps the credentials that stand in a file out of what findings show of it.
func Hide(l diag.List, f *source.File, secrets []source.Span) {
	if len(secrets) > 0 {
		hide(l, f, mask(f, secrets))
	}
}

// Secrets finds the credentials in a file, whatever else is wrong with it, and
// their places.
func Secrets(f *syntax.File) (diag.List, []source.Span) {
	c := &checker{file: f.Source, env: env{}, seen: map[finding]bool{}}
	for _, fn := range f.Funcs {
		eachExpr(fn.Body.Stmts, c.secretIn)
		eachStmt(fn.Body.Stmts, c.secretAssigned)
	}
	eachExpr(f.Stmts, c.secretIn)
	eachStmt(f.Stmts, c.secretAssigned)
	return c.found, c.secrets
}

func (c *checker) secretAssigned(s syntax.Stmt) {
	if a, ok := s.(*syntax.Assign); ok {
		c.credentialNamed(nameOf(a.Target), a.X)
	}
}

func (c *checker) secretIn(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.TextLit:
		c.credentialText(x)
	case *syntax.MapLit:
		for _, p := range x.Pairs {
			c.credentialPair(p.Key, p.Value)
		}
	case *syntax.Call:
		c.credentialPut(x)
	case *syntax.Task:
		for i := range x.Keys {
			c.credentialKey(&x.Keys[i])
		}
	}
}
