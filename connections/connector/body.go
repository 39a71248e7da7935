package connector

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
)

type bodyKind uint8

const (
	plainBody bodyKind = iota
	jsonBody
	xmlBody
	formBody
)

// kindOf decides how values are escaped in a body: by its content type, and
// without a telling one by what the template looks like.
func kindOf(contentType string, t template) bodyKind {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media = strings.ToLower(strings.TrimSpace(before(contentType, ";")))
	}
	switch {
	case media == "application/json", strings.HasSuffix(media, "/json"), strings.HasSuffix(media, "+json"):
		return jsonBody
	case strings.HasSuffix(media, "/xml"), strings.HasSuffix(media, "+xml"):
		return xmlBody
	case media == "application/x-www-form-urlencoded":
		return formBody
	}
	return sniff(media, t)
}

// sniff looks at the first character: a body of one placeholder says nothing about
// its form and stays plain text.
func sniff(media string, t template) bodyKind {
	if len(t) == 0 || t[0].name != "" {
		return plainBody
	}
	start := strings.TrimSpace(t[0].text)
	switch {
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "["):
		if _, err := compileJSON(t); err == nil {
			return jsonBody
		}
	case strings.HasPrefix(start, "<") && media == "":
		if _, err := compileXML(t); err == nil {
			return xmlBody
		}
	}
	return plainBody
}

// compileBody finds the place of every placeholder of a body.
func compileBody(kind bodyKind, t template) (template, error) {
	switch kind {
	case jsonBody:
		return compileJSON(t)
	case xmlBody:
		return compileXML(t)
	case formBody:
		return everywhere(t, form), nil
	}
	return everywhere(t, asIs), nil
}

func everywhere(t template, at place) template {
	out := make(template, len(t))
	for i, p := range t {
		p.place = at
		out[i] = p
	}
	return out
}

// compileJSON tells placeholders inside string literals from those that are whole
// values. Grammar: RFC 8259.
func compileJSON(t template) (template, error) {
	out := make(template, 0, len(t))
	inString, escape := false, 0
	for _, p := range t {
		if p.name == "" {
			inString, escape = scanJSON(p.text, inString, escape)
			out = append(out, p)
			continue
		}
		if escape != 0 {
			return nil, fmt.Errorf("${%s} stands inside a JSON escape", p.name)
		}
		p.place = jsonBare
		if inString {
			p.place = jsonString
		}
		out = append(out, p)
	}
	return out, checkJSON(out)
}

// afterBackslash is the state of scanJSON between a backslash and what it escapes.
const afterBackslash = -1

// scanJSON follows string literals and escapes through a piece of JSON. escape is
// afterBackslash, or the number of hexadecimal digits still to come.
func scanJSON(s string, inString bool, escape int) (bool, int) {
	for i := range len(s) {
		switch {
		case escape == afterBackslash:
			escape = 0
			if s[i] == 'u' {
				escape = 4
			}
		case escape > 0:
			escape--
		case inString && s[i] == '\\':
			escape = afterBackslash
		case s[i] == '"':
			inString = !inString
		}
	}
	return inString, escape
}

// checkJSON tries a text and a number in the bare places: a place that takes only
// one of them, such as a key or the end of a number, is a mistake.
func checkJSON(t template) error {
	for _, bare := range []string{`"0"`, "0"} {
		s := t.sample(func(p piece) string {
			if p.place == jsonBare {
				return bare
			}
			return "0"
		})
		var v any
		if err := json.Unmarshal([]byte(s), &v); err != nil {
			return fmt.Errorf("the body is not well-formed JSON once values are put in: %v", err)
		}
	}
	return nil
}

// compileXML finds the places of an XML body. Values may stand in text, attribute
// values and CDATA sections. Grammar: https://www.w3.org/TR/xml/
func compileXML(t template) (template, error) {
	s := xmlScanner{}
	for _, p := range t {
		if p.name == "" {
			s.text(p.text)
			continue
		}
		if err := s.place(&p); err != nil {
			return nil, err
		}
		s.out = append(s.out, p)
	}
	for _, v := range []string{"0", ""} {
		if err := checkXML([]byte(s.out.sample(func(piece) string { return v }))); err != nil {
			return nil, fmt.Errorf("the body is not well-formed XML once values are put in: %w", err)
		}
	}
	return s.out, nil
}

// xmlScanner walks through markup far enough to know what surrounds a placeholder.
type xmlScanner struct {
	out template
	in  string // "" text, "<" tag, `"` or "'" attribute value, "<!--", "<![CDATA[", "<?", "<!"
}

var xmlOpenings = []string{"<!--", "<![CDATA[", "<?", "<!", "<"}

// xmlEnd returns what ends what an opening began.
func xmlEnd(in string) string {
	switch in {
	case "<", "<!":
		return ">"
	case "<!--":
		return "-->"
	case "<![CDATA[":
		return "]]>"
	case "<?":
		return "?>"
	}
	return in // a quote
}

func (s *xmlScanner) place(p *piece) error {
	switch s.in {
	case "", `"`, "'":
		p.place = xmlText
		if s.inEntity() {
			return fmt.Errorf("${%s} stands inside an XML entity", p.name)
		}
	case "<![CDATA[":
		p.place = xmlCDATA
	case "<!--":
		return fmt.Errorf("${%s} stands in an XML comment", p.name)
	case "<":
		return fmt.Errorf("${%s} stands in an XML name or outside the quotes of an attribute", p.name)
	default:
		return fmt.Errorf("${%s} stands in an XML declaration", p.name)
	}
	return nil
}

// inEntity reports whether the text so far ends in an unfinished &entity.
func (s *xmlScanner) inEntity() bool {
	if len(s.out) == 0 {
		return false
	}
	last := s.out[len(s.out)-1].text
	return strings.LastIndexByte(last, '&') > strings.LastIndexByte(last, ';')
}

// text follows a literal piece and cuts it where a CDATA section begins or ends, so
// that the content of a section can be looked at as a whole.
func (s *xmlScanner) text(lit string) {
	for lit != "" {
		n, next := s.step(lit)
		at := xmlText
		if s.in == "<![CDATA[" && next == s.in {
			at = xmlCDATA
		}
		s.add(lit[:n], at)
		lit, s.in = lit[n:], next
	}
}

func (s *xmlScanner) add(lit string, at place) {
	if n := len(s.out); n > 0 && s.out[n-1].name == "" && s.out[n-1].place == at {
		s.out[n-1].text += lit
		return
	}
	s.out = append(s.out, piece{text: lit, place: at})
}

// step returns how much of lit stays in one construct and what follows it.
func (s *xmlScanner) step(lit string) (int, string) {
	if s.in == "" {
		for _, open := range xmlOpenings {
			if strings.HasPrefix(lit, open) {
				return len(open), open
			}
		}
		if i := strings.IndexByte(lit, '<'); i > 0 {
			return i, ""
		}
		return len(lit), ""
	}
	if s.in == "<" && (lit[0] == '"' || lit[0] == '\'') {
		return 1, lit[:1]
	}
	end := xmlEnd(s.in)
	if !strings.HasPrefix(lit, end) {
		return 1, s.in
	}
	if end == `"` || end == "'" {
		return 1, "<"
	}
	return len(end), ""
}

var errRoots = errors.New("it must have exactly one root element")

// checkXML reports whether b is one well-formed element with what may surround it.
func checkXML(b []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(b))
	depth, roots := 0, 0
	for {
		tok, err := dec.Token()
		if err == io.EOF && roots != 1 {
			return errRoots
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(tok)) > 0 {
				return errRoots
			}
		}
	}
}
