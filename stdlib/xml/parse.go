package xml

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxNesting bounds the depth of a document, whose parts are visited by recursion.
const maxNesting = 10_000

// parser builds the tree of a document.
type parser struct {
	source   string
	d        *xml.Decoder
	from     int64 // where the token begins
	doc, at  *node // the element that is open
	depth    int
	roots    int
	declared map[string]int // prefix → open elements that declare it
	places   uint32
	room     []node // not used yet
}

// parse reads a document: one element, around it nothing but blanks, comments and
// declarations. An encoding that it declares is that of the bytes it once was, and
// says nothing of the text.
func parse(s string) (*node, error) {
	s = strings.TrimPrefix(s, "\uFEFF")
	p := &parser{source: s, d: xml.NewDecoder(strings.NewReader(s)), declared: map[string]int{}}
	p.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	p.doc = p.made(document)
	p.at = p.doc
	for {
		p.from = p.d.InputOffset()
		token, err := p.d.RawToken()
		if err == io.EOF {
			return p.end()
		}
		if err == nil {
			err = p.take(token)
		}
		if err != nil {
			return nil, err
		}
	}
}

func (p *parser) end() (*node, error) {
	if p.at != p.doc {
		return nil, p.syntax("unexpected EOF")
	}
	if p.roots != 1 {
		return nil, fmt.Errorf("a document has one root element, not %d", p.roots)
	}
	p.doc.value = cmp.Or(p.doc.value, `<?xml version="1.0"?>`)
	return p.doc, nil
}

// syntax returns an error like those of the decoder.
func (p *parser) syntax(msg string) error {
	line, _ := p.d.InputPos()
	return &xml.SyntaxError{Msg: msg, Line: line}
}

func (p *parser) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.open(t)
	case xml.EndElement:
		return p.close(t.Name)
	case xml.CharData:
		return p.text(t)
	case xml.Comment:
		return p.leaf(comment, string(t))
	case xml.Directive:
		return p.leaf(hidden, "<!"+string(t)+">")
	case xml.ProcInst:
		if t.Target == "xml" {
			p.doc.value = declaration(string(t.Inst))
			return nil
		}
		n := p.made(instruction)
		n.name, n.value = t.Target, string(t.Inst)
		return p.add(n)
	}
	return nil
}

// made returns a new node. Nodes are allocated by the dozen.
func (p *parser) made(k kind) *node {
	if len(p.room) == 0 {
		p.room = make([]node, min(max(8, p.places), 512))
	}
	n := &p.room[0]
	p.room = p.room[1:]
	n.kind, n.place = k, p.places
	p.places++
	return n
}

func (p *parser) add(n *node) error {
	if p.depth == maxNesting {
		return fmt.Errorf("elements are nested more than %d deep", maxNesting)
	}
	p.at.add(n)
	return nil
}

func (p *parser) leaf(k kind, value string) error {
	n := p.made(k)
	n.value = value
	return p.add(n)
}

func (p *parser) open(t xml.StartElement) error {
	n := p.made(element)
	n.prefix, n.name, n.attrs = t.Name.Space, t.Name.Local, t.Attr
	for _, a := range n.attrs {
		if prefix, ok := declares(a); ok {
			p.declared[prefix]++
		}
	}
	if n.prefix != "" && n.prefix != "xml" && p.declared[n.prefix] == 0 {
		return fmt.Errorf("invalid XML document, namespace %s is missing", n.prefix)
	}
	if name := twice(n.attrs); name != "" {
		return fmt.Errorf("the attribute %s of %s is given twice", name, n.name)
	}
	if p.at == p.doc {
		p.roots++
	}
	if err := p.add(n); err != nil {
		return err
	}
	p.at = n
	p.depth++
	return nil
}

// twice returns the name of an attribute that is given twice, else nothing.
func twice(attrs []xml.Attr) string {
	if len(attrs) > 16 {
		attrs = slices.Clone(attrs)
		slices.SortFunc(attrs, func(a, b xml.Attr) int {
			return strings.Compare(a.Name.Space+":"+a.Name.Local, b.Name.Space+":"+b.Name.Local)
		})
		for i := range attrs[1:] {
			if attrs[i].Name == attrs[i+1].Name {
				return attrs[i].Name.Local
			}
		}
		return ""
	}
	for i, a := range attrs {
		if slices.ContainsFunc(attrs[:i], func(b xml.Attr) bool { return a.Name == b.Name }) {
			return a.Name.Local
		}
	}
	return ""
}

func (p *parser) close(name xml.Name) error {
	n := p.at
	switch {
	case n == p.doc:
		return p.syntax("unexpected end element </" + name.Local + ">")
	case n.name != name.Local:
		return p.syntax("element <" + n.name + "> closed by </" + name.Local + ">")
	case n.prefix != name.Space:
		space := name.Space
		if space == "" {
			space = `""`
		}
		return p.syntax("element <" + n.name + "> in space " + n.prefix + " closed by </" + name.Local + "> in space " + space)
	}
	for _, a := range n.attrs {
		if prefix, ok := declares(a); ok {
			p.declared[prefix]--
		}
	}
	p.at = n.parent
	p.depth--
	return nil
}

func (p *parser) text(data []byte) error {
	raw := p.source[p.from:p.d.InputOffset()]
	inner, isData := strings.CutPrefix(raw, "<![CDATA[")
	if p.at == p.doc {
		if strings.TrimSpace(string(data)) != "" {
			return errors.New("there is text outside of the root element")
		}
		if isData || p.doc.first == nil && p.doc.value == "" {
			return nil
		}
		return p.leaf(hidden, string(data))
	}
	if isData {
		return p.leaf(cdata, shared(strings.TrimSuffix(inner, "]]>"), data))
	}
	return p.leaf(text, shared(raw, data))
}

// shared returns data as a text, which is the source of it where that is the same.
func shared(source string, data []byte) string {
	if source == string(data) {
		return source
	}
	return string(data)
}

// declaration returns <?xml … ?> in one line and with quotes of one kind.
func declaration(inst string) string {
	pairs := strings.Fields(inst)
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "='")
		value, quoted := strings.CutSuffix(value, "'")
		if quoted && !strings.ContainsAny(value, `"'`) {
			pairs[i] = name + `="` + value + `"`
		}
	}
	return "<?xml " + strings.Join(pairs, " ") + "?>"
}
