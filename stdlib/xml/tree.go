package xml

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"
)

// parse reads a document: one element, around it nothing but blanks, comments and
// declarations.
func parse(s string) (*xmlquery.Node, error) {
	doc, err := xmlquery.ParseWithOptions(strings.NewReader(s), xmlquery.ParserOptions{})
	if err != nil {
		return nil, err
	}
	roots := 0
	for n := doc.FirstChild; n != nil; n = n.NextSibling {
		switch {
		case n.Type == xmlquery.ElementNode:
			roots++
		case (n.Type == xmlquery.TextNode || n.Type == xmlquery.CharDataNode) && strings.TrimSpace(n.Data) != "":
			return nil, errors.New("there is text outside of the root element")
		}
	}
	if roots != 1 {
		return nil, fmt.Errorf("a document has one root element, not %d", roots)
	}
	return doc, sound(doc)
}

// maxNesting bounds the depth of a document: the library walks it by recursion.
const maxNesting = 10_000

// sound reports what the parser lets pass: an attribute that an element has twice,
// and elements nested beyond any use.
func sound(doc *xmlquery.Node) (err error) {
	walk(doc, func(n *xmlquery.Node, depth int) {
		if depth > maxNesting {
			err = fmt.Errorf("elements are nested more than %d deep", maxNesting)
		}
		for i, a := range n.Attr {
			if slices.ContainsFunc(n.Attr[:i], func(b xmlquery.Attr) bool { return a.Name == b.Name }) && err == nil {
				err = fmt.Errorf("the attribute %s of %s is given twice", a.Name.Local, n.Data)
			}
		}
	})
	return err
}

// walk visits n and all below it in the order of the document.
func walk(n *xmlquery.Node, visit func(n *xmlquery.Node, depth int)) {
	depth := 0
	for top := n; n != nil; {
		visit(n, depth)
		switch {
		case n.FirstChild != nil:
			n, depth = n.FirstChild, depth+1
		default:
			for n != top && n.NextSibling == nil {
				n, depth = n.Parent, depth-1
			}
			if n == top {
				return
			}
			n = n.NextSibling
		}
	}
}

// hit is a node that an expression found.
type hit struct {
	node *xmlquery.Node
	attr string // of the node, when that was found
	text string
}

// nodes joins what an expression found, each node once and in the order of the
// document.
func nodes(doc *xmlquery.Node, it *xpath.NodeIterator) string {
	var found []hit
	for it.MoveNext() {
		if nav, ok := it.Current().(*xmlquery.NodeNavigator); ok {
			h := hit{node: nav.Current(), text: node(nav)}
			if nav.NodeType() == xpath.AttributeNode {
				h.attr = nav.Prefix() + ":" + nav.LocalName()
			}
			found = append(found, h)
		}
	}
	if len(found) > 1 {
		found = inOrder(doc, found)
	}
	out := make([]string, len(found))
	for i, h := range found {
		out[i] = h.text
	}
	return strings.Join(out, separator)
}

func inOrder(doc *xmlquery.Node, found []hit) []hit {
	place := map[*xmlquery.Node]int{}
	walk(doc, func(n *xmlquery.Node, _ int) { place[n] = len(place) })
	slices.SortStableFunc(found, func(a, b hit) int { return cmp.Compare(place[a.node], place[b.node]) })
	seen := map[hit]bool{}
	return slices.DeleteFunc(found, func(h hit) bool {
		twice := seen[h]
		seen[h] = true
		return twice
	})
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
