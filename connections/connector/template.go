package connector

import (
	"fmt"
	"strings"
)

// place is where a piece of a template stands; it decides how a value is escaped.
type place uint8

const (
	asIs        place = iota
	urlBase           // the whole front of a URL
	urlHost           // part of the host name
	urlPath           // part of a path segment
	urlRawPath        // a path of its own
	urlQuery          // part of a query
	urlAllQuery       // a whole query
	form              // a value of a form or a URL parameter
	header            // a header value
	jsonString        // inside a JSON string
	jsonBare          // a JSON value by itself
	xmlText           // XML text or attribute value
	xmlCDATA          // inside a CDATA section
)

// piece is literal text, or a placeholder when name is set.
type piece struct {
	text  string
	name  string
	place place
}

type template []piece

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

// isName reports whether s is a letter or _, and behind it only those, digits and
// the characters of more.
func isName(s, more string) bool {
	return s != "" && strings.Contains(letters+"_", s[:1]) && strings.Trim(s, letters+digits+"_"+more) == ""
}

// split cuts s into literal text and ${name} placeholders; $${ stands for ${ as
// literal text, and a $ or a brace alone for itself.
func split(s string) (template, error) {
	var t template
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			t = append(t, piece{text: lit.String()})
			lit.Reset()
		}
	}
	for s != "" {
		i := strings.Index(s, "${")
		if i < 0 {
			lit.WriteString(s)
			break
		}
		if i > 0 && s[i-1] == '$' {
			lit.WriteString(s[:i-1] + "${")
			s = s[i+2:]
			continue
		}
		lit.WriteString(s[:i])
		name, rest, err := placeholder(s[i:])
		if err != nil {
			return nil, err
		}
		flush()
		t = append(t, piece{name: name})
		s = rest
	}
	flush()
	return t, nil
}

// placeholder reads the ${name} that s begins with.
func placeholder(s string) (name, rest string, err error) {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return "", "", fmt.Errorf("%s has no closing }; write $${ for a literal ${", cut(s))
	}
	name = strings.TrimSpace(s[2:end])
	if !isName(name, ". -") {
		return "", "", fmt.Errorf("%s is no placeholder: a name begins with a letter; write $${ for a literal ${", cut(s[:end+1]))
	}
	return name, s[end+1:], nil
}

// cut shortens s for a message.
func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:39]) + "…"
	}
	return `"` + s + `"`
}

// literal returns the text of a template without placeholders.
func (t template) literal() (string, bool) {
	switch {
	case len(t) == 0:
		return "", true
	case len(t) == 1 && t[0].name == "":
		return t[0].text, true
	}
	return "", false
}

// placed splits s and gives every placeholder the same place.
func placed(s string, at place) (template, error) {
	t, err := split(s)
	for i := range t {
		t[i].place = at
	}
	return t, err
}

// sample returns the template with every placeholder replaced, to look at its form.
func (t template) sample(with func(piece) string) string {
	var b strings.Builder
	for _, p := range t {
		if p.name != "" {
			b.WriteString(with(p))
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}
