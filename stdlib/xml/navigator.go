package xml

import (
	"cmp"
	"slices"
	"strings"

	"github.com/antchfx/xpath"
)

// navigator is a place in a document, for the XPath library.
type navigator struct {
	doc, at *node
	attr    int // 1 for the first attribute of at, 0 for at itself
}

var _ xpath.NodeNavigator = (*navigator)(nil)

// instructionNode is a type that the library does not know: node() finds it, and
// nothing else does.
const instructionNode xpath.NodeType = 100

func (v *navigator) NodeType() xpath.NodeType {
	if v.attr > 0 {
		return xpath.AttributeNode
	}
	switch v.at.kind {
	case document:
		return xpath.RootNode
	case element:
		return xpath.ElementNode
	case comment:
		return xpath.CommentNode
	case instruction:
		return instructionNode
	}
	return xpath.TextNode
}

func (v *navigator) LocalName() string {
	if v.attr > 0 {
		return v.at.attrs[v.attr-1].Name.Local
	}
	return v.at.name
}

func (v *navigator) Prefix() string {
	if v.attr > 0 {
		return v.at.attrs[v.attr-1].Name.Space
	}
	return v.at.prefix
}

// NamespaceURL is what the library asks for namespace-uri().
func (v *navigator) NamespaceURL() string {
	prefix := v.Prefix()
	if v.at.kind != element || v.attr > 0 && prefix == "" {
		return ""
	}
	return v.at.space(prefix)
}

func (v *navigator) Value() string {
	if v.attr > 0 {
		return v.at.attrs[v.attr-1].Value
	}
	return v.at.text()
}

func (v *navigator) Copy() xpath.NodeNavigator {
	other := *v
	return &other
}

func (v *navigator) MoveToRoot() { v.at, v.attr = v.doc, 0 }

func (v *navigator) MoveToParent() bool {
	if v.attr > 0 {
		v.attr = 0
		return true
	}
	return v.move(v.at.parent)
}

func (v *navigator) move(to *node) bool {
	if to == nil {
		return false
	}
	v.at = to
	return true
}

func (v *navigator) MoveToNextAttribute() bool {
	for i := v.attr; i < len(v.at.attrs); i++ {
		if _, ok := declares(v.at.attrs[i]); !ok {
			v.attr = i + 1
			return true
		}
	}
	return false
}

func (v *navigator) MoveToChild() bool {
	if v.attr > 0 {
		return false
	}
	n := v.at.first
	for n != nil && n.kind == hidden {
		n = n.next
	}
	return v.move(n)
}

func (v *navigator) MoveToNext() bool {
	if v.attr > 0 {
		return false
	}
	n := v.at.next
	for n != nil && n.kind == hidden {
		n = n.next
	}
	return v.move(n)
}

func (v *navigator) MoveToPrevious() bool {
	if v.attr > 0 {
		return false
	}
	n := v.at.prev
	for n != nil && n.kind == hidden {
		n = n.prev
	}
	return v.move(n)
}

func (v *navigator) MoveToFirst() bool {
	moved := false
	for v.MoveToPrevious() {
		moved = true
	}
	return moved
}

func (v *navigator) MoveTo(other xpath.NodeNavigator) bool {
	to, ok := other.(*navigator)
	if !ok || to.doc != v.doc {
		return false
	}
	v.at, v.attr = to.at, to.attr
	return true
}

// String returns an element or a document as XML, an attribute as
// <name>value</name> and everything else as its text.
func (v *navigator) String() string {
	switch {
	case v.attr > 0:
		name := v.LocalName()
		return "<" + name + ">" + escape(v.Value()) + "</" + name + ">"
	case v.at.kind == comment || v.at.kind == text || v.at.kind == cdata:
		return v.at.value
	}
	return v.at.source()
}

// nodes joins what an expression found, each node once and in the order of the
// document.
func nodes(it *xpath.NodeIterator) string {
	var found []navigator
	for it.MoveNext() {
		if v, ok := it.Current().(*navigator); ok {
			found = append(found, *v)
		}
	}
	slices.SortFunc(found, func(a, b navigator) int {
		return cmp.Or(cmp.Compare(a.at.place, b.at.place), cmp.Compare(a.attr, b.attr))
	})
	found = slices.Compact(found)
	texts := make([]string, len(found))
	for i := range found {
		texts[i] = found[i].String()
	}
	return strings.Join(texts, separator)
}

// balanced reports whether brackets and quotes of an expression are closed; the
// library ignores what stands behind one bracket too many.
func balanced(path string) bool {
	var open []byte
	for i := 0; i < len(path); i++ {
		switch c := path[i]; c {
		case '"', '\'':
			end := strings.IndexByte(path[i+1:], c)
			if end < 0 {
				return false
			}
			i += end + 1
		case '(', '[':
			open = append(open, c)
		case ')', ']':
			if len(open) == 0 || (open[len(open)-1] == '(') != (c == ')') {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}
