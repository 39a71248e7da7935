package xml

import (
	"encoding/xml"
	"strings"
)

// kind is what a node is.
type kind uint8

const (
	document kind = iota
	element
	text
	cdata
	comment
	instruction
	hidden // a directive, or blanks around the root element: XPath has no node for them
)

// node is a part of a document.
type node struct {
	parent, first, last, prev, next *node

	kind   kind
	place  uint32     // in the order of the document
	prefix string     // of the name of an element, as it is written
	name   string     // of an element or an instruction
	value  string     // of what has no parts; of a document its declaration
	attrs  []xml.Attr // Name.Space is the prefix, as it is written
}

func (n *node) add(child *node) {
	child.parent, child.prev = n, n.last
	if n.last == nil {
		n.first = child
	} else {
		n.last.next = child
	}
	n.last = child
}

// text returns the string-value of n.
// Source: https://www.w3.org/TR/1999/REC-xpath-19991116/#data-model
func (n *node) text() string {
	if n.kind != document && n.kind != element {
		return n.value
	}
	if only := n.first; only != nil && only == n.last && only.kind == text {
		return only.value
	}
	var b strings.Builder
	n.addText(&b)
	return b.String()
}

func (n *node) addText(b *strings.Builder) {
	for child := n.first; child != nil; child = child.next {
		switch child.kind {
		case text, cdata:
			b.WriteString(child.value)
		case element:
			child.addText(b)
		}
	}
}

// space returns the namespace that a prefix stands for at n, empty for none.
func (n *node) space(prefix string) string {
	if prefix == "xml" {
		return "http://www.w3.org/XML/1998/namespace"
	}
	for ; n != nil; n = n.parent {
		for _, a := range n.attrs {
			if declared, ok := declares(a); ok && declared == prefix {
				return a.Value
			}
		}
	}
	return ""
}

// declares reports whether an attribute is none to XPath but declares a namespace,
// and for which prefix, empty for the default.
func declares(a xml.Attr) (prefix string, ok bool) {
	switch {
	case a.Name.Space == "xmlns":
		return a.Name.Local, true
	case a.Name.Space == "" && a.Name.Local == "xmlns":
		return "", true
	}
	return "", false
}

func qualified(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + ":" + name
}

// source returns n as XML.
func (n *node) source() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	switch n.kind {
	case document:
		b.WriteString(n.value)
		n.writeParts(b)
	case element:
		n.writeElement(b)
	case text:
		writeText(b, n.value)
	case cdata:
		b.WriteString("<![CDATA[" + n.value + "]]>")
	case comment:
		b.WriteString("<!--" + n.value + "-->")
	case instruction:
		b.WriteString("<?" + n.name)
		if n.value != "" {
			b.WriteString(" " + n.value)
		}
		b.WriteString("?>")
	case hidden:
		b.WriteString(n.value)
	}
}

func (n *node) writeParts(b *strings.Builder) {
	for child := n.first; child != nil; child = child.next {
		child.write(b)
	}
}

func (n *node) writeElement(b *strings.Builder) {
	name := qualified(n.prefix, n.name)
	b.WriteString("<" + name)
	for _, a := range n.attrs {
		b.WriteString(" " + qualified(a.Name.Space, a.Name.Local) + `="`)
		writeValue(b, a.Value)
		b.WriteByte('"')
	}
	if n.first == nil {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	n.writeParts(b)
	b.WriteString("</" + name + ">")
}

// writeText escapes what could not be read again as the same text, and no quote.
func writeText(b *strings.Builder, s string) { writeEscaped(b, s, "&<>\r") }

// writeValue is writeText for the value of an attribute.
func writeValue(b *strings.Builder, s string) { writeEscaped(b, s, "&<>\r\"\n\t") }

func writeEscaped(b *strings.Builder, s, special string) {
	for {
		i := strings.IndexAny(s, special)
		if i < 0 {
			b.WriteString(s)
			return
		}
		b.WriteString(s[:i])
		b.WriteString(reference(s[i]))
		s = s[i+1:]
	}
}

func reference(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	case '\'':
		return "&apos;"
	case '\t':
		return "&#9;"
	case '\n':
		return "&#10;"
	}
	return "&#13;"
}
