// Package xml holds the built-ins that make XML and search it with XPath.
// Source: https://www.zoho.com/deluge/help/functions/xml.html
package xml

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/antchfx/xpath"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds the XML functions to r.
func Register(r *registry.Registry) {
	r.Add(&registry.Func{
		Name: "toXML", Forms: registry.Both, Sig: sig.Of(structured, types.Text), Call: toXML,
		Doc: sig.Doc("functions/string/toxml.html", "A map or JSON text as XML: a root element, one element for each key.", `info {"a":{"b":7}}.toXML();`, "<root><a><b>7</b></a></root>\n"),
	}, &registry.Func{
		Name: "executeXPath", Forms: registry.Both, Sig: sig.Of(structured, types.Text, sig.P("xpath", sig.TextArg)), Call: executeXPath,
		Doc: sig.Doc("functions/string/executexpath.html", "What an XPath expression finds in XML or JSON text; several nodes are joined by -|-.", `info "<a><b>7</b></a>".executeXPath("/a/b/text()");`, "7\n"),
	}, &registry.Func{
		Name: "toXmlList", Forms: registry.Both, Sig: sig.Of(texts, types.List), Call: toXMLList,
		Doc: sig.Doc("functions/string/toxmllist.html", "The nodes that executeXPath found as a list.", `info "<a>1</a>-|-<a>2</a>".toXmlList().size();`, "2\n"),
	})
}

var (
	texts      = []types.Kind{types.Text, types.XML}
	structured = []types.Kind{types.Text, types.XML, types.Map, types.List}
)

// separator stands between the nodes of an answer.
const separator = "-|-"

// maxDepth bounds the nesting of what toXML writes, maxText its length in bytes.
const (
	maxDepth = 200
	maxText  = 64 << 20
)

// errXML is the vendor's text for XML or XPath that cannot be read.
// Source: https://www.zoho.com/deluge/help/error-messages.html
func errXML(c *registry.Call, why any) error {
	return c.Errorf("Invalid XML or Invalid XPath: %v", why)
}

func executeXPath(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, path := a.Value("xml"), a.Text("xpath")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	s, err := source(c, v)
	if err != nil {
		return value.Null, err
	}
	if err := c.Charge(len(s)/16 + 1); err != nil {
		return value.Null, err
	}
	found, err := evaluate(s, path)
	if err != nil {
		return value.Null, errXML(c, err)
	}
	return value.Text(found), nil
}

// source returns the XML of v; JSON is wrapped in a root element first.
func source(c *registry.Call, v value.Value) (string, error) {
	if v.HoldsJSON() || v.Kind() == types.Map || v.Kind() == types.List {
		return written(c, v)
	}
	s, _ := v.AsText()
	return s, nil
}

// evaluate keeps a panic of the XPath library from ending the run.
func evaluate(s, path string) (found string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	if !balanced(path) {
		return "", errors.New("brackets or quotes of the expression are not closed")
	}
	expr, err := xpath.Compile(path)
	if err != nil {
		return "", err
	}
	doc, err := parse(s)
	if err != nil {
		return "", err
	}
	switch result := expr.Evaluate(&navigator{doc: doc, at: doc}).(type) {
	case *xpath.NodeIterator:
		return nodes(result), nil
	case float64:
		return number(result), nil
	default:
		return fmt.Sprint(result), nil
	}
}

// number writes a number without an exponent, a whole one without a point.
// Source: https://www.w3.org/TR/1999/REC-xpath-19991116/#function-string
func number(x float64) string {
	switch {
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 0):
		return strings.TrimPrefix(fmt.Sprintf("%+.0f", x), "+") + "inity"
	case x == 0:
		return "0"
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func toXMLList(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	s := a.Text("xml")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if s == "" {
		return value.OfList(value.NewList()), nil
	}
	parts := strings.Split(s, separator)
	items := make([]value.Value, len(parts))
	for i, p := range parts {
		items[i] = value.Text(p)
	}
	return value.OfList(value.NewList(items...)), c.Charge(len(s)/64 + 1)
}

func toXML(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v := a.Value("json")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	s, err := written(c, v)
	if err != nil {
		return value.Null, err
	}
	return value.Text(s), c.Charge(len(s)/64 + 1)
}

// written returns a map, a list or JSON text as XML below a root element.
func written(c *registry.Call, v value.Value) (string, error) {
	if v.Kind() == types.Text {
		p, ok := v.Parsed()
		if !ok {
			return "", c.Errorf("Invalid JSON Format String")
		}
		v = p
	}
	w := writer{c: c}
	w.element("root", v, 0)
	return w.b.String(), w.err
}

// writer writes values as elements.
type writer struct {
	c   *registry.Call
	b   strings.Builder
	err error
}

func (w *writer) element(name string, v value.Value, depth int) {
	if depth > maxDepth {
		w.err = w.c.Errorf("Value is nested too deeply or contains itself")
	}
	if w.b.Len() > maxText {
		w.err = w.c.Errorf("The XML that toXML would make is too large")
	}
	if w.err == nil {
		w.err = w.c.Charge(1)
	}
	if w.err != nil {
		return
	}
	if l, ok := v.AsList(); ok && depth > 0 {
		for _, item := range l.Items() {
			w.element(name, item, depth+1)
		}
		return
	}
	name = elementName(name)
	w.b.WriteString("<" + name + ">")
	w.content(v, depth)
	w.b.WriteString("</" + name + ">")
}

func (w *writer) content(v value.Value, depth int) {
	if m, ok := v.AsMap(); ok {
		for key, item := range m.All() {
			w.element(key, item, depth+1)
		}
		return
	}
	if l, ok := v.AsList(); ok {
		for _, item := range l.Items() {
			w.element("element", item, depth+1)
		}
		return
	}
	if !v.IsNull() {
		w.b.WriteString(escape(w.c.Host.Format.Text(v)))
	}
}

// elementName makes a name that XML allows: other characters become _.
func elementName(s string) string {
	clean := strings.Map(func(r rune) rune {
		if r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.' || r > 0x7F {
			return r
		}
		return '_'
	}, s)
	if clean == "" || strings.IndexByte("0123456789-.", clean[0]) >= 0 {
		return "_" + clean
	}
	return clean
}

// escape writes text between tags. XML has no way to write other control characters.
func escape(s string) string {
	var b strings.Builder
	writeEscaped(&b, strings.Map(allowed, s), "&<>\"'\r")
	return b.String()
}

func allowed(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return 0xFFFD
	}
	return r
}
