package xml

import (
	"fmt"
	"strings"
	"testing"
)

// What xmllint is not asked, or answers differently: testdata/xmllint has the rest.
var documents = []struct{ doc, path, want string }{
	// A text is text already, whatever bytes it once was.
	{`<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>`, "/a", "<a>é</a>"},
	{`<?xml version="1.0" encoding="UTF-16"?><a>é</a>`, "/a/text()", "é"},
	{`<?xml version='1.0'  encoding="Utf-8"?><!DOCTYPE a [<!ENTITY x "y">]><a>é</a>`, "/", `<?xml version="1.0" encoding="Utf-8"?><!DOCTYPE a [<!ENTITY x "y">]><a>é</a>`},
	{"\n<?xml version=\"1.0\"?>\n<!-- c -->\n<a/>\n", "/", "<?xml version=\"1.0\"?>\n<!-- c -->\n<a/>\n"},
	{"\uFEFF<a/>", "/", `<?xml version="1.0"?><a/>`},
	// Prefixes are those of the document, in names of an expression, too.
	{`<a xmlns:x="u" xmlns:y="u"><x:b/><y:b/></a>`, "//x:b", "<x:b/>"},
	{`<a xmlns:x="u" xmlns:y="u"><x:b/><y:b x:k="1"/></a>`, "//y:b", `<y:b x:k="1"/>`},
	{`<a xmlns:x="u" x:k="1" k="2"/>`, "//@x:k", "<k>1</k>"},
	{`<a xmlns="u"><b/></a>`, "/a/b", "<b/>"},
	{`<a x:k="1"/>`, "/a", `<a x:k="1"/>`},
	{`<a><xml:b/></a>`, "namespace-uri(/a/*)", "http://www.w3.org/XML/1998/namespace"},
	// A text, a comment and what is in CDATA are given as themselves.
	{`<a><![CDATA[1 < 2]]></a>`, "/a/text()", "1 < 2"},
	{`<a><![CDATA[1 ]]><![CDATA[< 2]]></a>`, "/a", "<a><![CDATA[1 ]]><![CDATA[< 2]]></a>"},
	{`<a><!-- c --></a>`, "//comment()", " c "},
	{`<a><?pi  some data ?><?none?></a>`, "/a/node()", "<?pi some data ?>-|-<?none?>"},
	{`<a b="it's"/>`, "//@b", "<b>it&apos;s</b>"},
	// What is written reads as the same again.
	{"<a>\r\n&#13;\t'\"</a>", "/a", "<a>\n&#13;\t'\"</a>"},
	{`<a b="&#13;&#10;&#9;&quot;'&lt;"/>`, "/a", `<a b="&#13;&#10;&#9;&quot;'&lt;"/>`},
	{`<a b='"'/>`, "/a", `<a b="&quot;"/>`},
	// Each node once, in the order of the document.
	{`<a k="1"><b k="2"/></a>`, "//b | //@k | /a | //b", `<a k="1"><b k="2"/></a>-|-<k>1</k>-|-<b k="2"/>-|-<k>2</k>`},

	{"", "/", "a document has one root element, not 0"},
	{"<a/><b/>", "/", "a document has one root element, not 2"},
	{"text<a/>", "/", "there is text outside of the root element"},
	{"<a/>text", "/", "there is text outside of the root element"},
	{"<a>\n<b></a>", "/", "XML syntax error on line 2: element <b> closed by </a>"},
	{"<x:a xmlns:x='u'></a>", "/", `XML syntax error on line 1: element <a> in space x closed by </a> in space ""`},
	{"<a>\n", "/", "XML syntax error on line 2: unexpected EOF"},
	{"</a>", "/", "XML syntax error on line 1: unexpected end element </a>"},
	{"<a><p:b/></a>", "/", "invalid XML document, namespace p is missing"},
	{"<a><b xmlns:p='u'/><p:b/></a>", "/", "invalid XML document, namespace p is missing"},
	{"<a b='1' c='' b='1'/>", "/", "the attribute b of a is given twice"},
	{"<a>&nope;</a>", "/", "XML syntax error on line 1: invalid character entity &nope;"},
	{`<?xml version="1.1"?><a/>`, "/", `xml: unsupported version "1.1"; only version 1.0 is supported`},
	{"<a/>", "/a]", "brackets or quotes of the expression are not closed"},
}

func TestEvaluate(t *testing.T) {
	for _, row := range documents {
		got, err := evaluate(row.doc, row.path)
		if err != nil {
			got = err.Error()
		}
		if got != row.want {
			t.Errorf("%s of %q:\n got %q\nwant %q", row.path, row.doc, got, row.want)
		}
	}
}

func TestDepth(t *testing.T) {
	for depth, ok := range map[int]bool{maxNesting: true, maxNesting + 1: false, 10 * maxNesting: false} {
		doc := strings.Repeat("<a>", depth) + strings.Repeat("</a>", depth)
		for _, path := range []string{"/", "/a", "count(//a)", "string(/)"} {
			if _, err := evaluate(doc, path); (err == nil) != ok {
				t.Errorf("%d elements in each other, %s: %v", depth, path, err)
			}
		}
	}
}

func TestManyAttributes(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, " a%d='' x:a%d=''", i, i)
	}
	if got, err := evaluate("<a"+b.String()+"/>", "count(/a/@*)"); got != "2000" || err != nil {
		t.Errorf("2000 attributes: %s, %v", got, err)
	}
	if _, err := evaluate("<a"+b.String()+" x:a7=''/>", "/a"); err == nil {
		t.Error("one of 2001 attributes is given twice, and nothing is said")
	}
}
