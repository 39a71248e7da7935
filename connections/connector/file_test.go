package connector

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const longForm = `connector: googledrive
service: google
hosts: [www.google.com]
apis:
  contacts:
    method: POST
    url: https://www.google.com/m8/feeds/contacts/default/full
    headers: {Content-Type: application/atom+xml}
    body: |
      <entry>${Lname}</entry>
    published: true
  drafted:
    url: https://www.google.com/
extensions:
  myext: {connectors: [googledrive]}
`

func TestLongForm(t *testing.T) {
	cs, err := Parse("g.yaml", []byte(longForm))
	if err != nil {
		t.Fatal(err)
	}
	c := &Catalog{}
	if err := c.Add(cs...); err != nil {
		t.Fatal(err)
	}
	a, err := c.Published("googledrive.contacts")
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Expand(one(Text("Byrne")))
	if err != nil || r.Connection != "googledrive" || r.Method != "POST" {
		t.Errorf("%+v, %v", r, err)
	}
	_, err = c.Published("googledrive.drafted")
	var draft *DraftError
	if !errors.As(err, &draft) || err.Error() != `connector API "googledrive.drafted" is not published` {
		t.Errorf("error %v", err)
	}
	_, err = c.Find("googledrive.contact")
	if err == nil || err.Error() != `there is no connector API "googledrive.contact"; did you mean "googledrive.contacts"?` {
		t.Errorf("error %v", err)
	}
}

// TestMistakes holds one mistake a row and the whole message it must give.
func TestMistakes(t *testing.T) {
	const ok = "connectors:\n  a.b:\n    url: https://h.test\n"
	tests := []struct{ name, file, want string }{
		{"unknown key", ok + "    hedders: {}\n", `f:4:5: unknown key "hedders" in the API a.b (did you mean "headers"?)`},
		{"unknown top key", "conector: x\napis: {a: {url: 'https://h'}}\n", `f:1:1: unknown key "conector" in the file (did you mean "connector"?)`},
		{"draft key", "connector: x\non_authorize: f\napis: {a: {url: 'https://h'}}\n", `f:2:1: "on_authorize" is not available yet in this version`},
		{"not YAML", "a: [", "f:1:4: sequence end token ']' not found"},
		{"empty", "", "f: the file is empty"},
		{"another file", "version: 1\nrules: []\n", "f:1:1: this is no connector file (begin with connector: NAME"},
		{"list", "- a", "f:1:1: the file must be a mapping"},
		{"reserved", "connectors: {crm.get: {url: 'https://h'}}", "f:1:14: the name crm is reserved"},
		{"reserved long", "connector: crm\napis: {}", "f:1:12: the name crm is reserved"},
		{"identifier", "connectors: {get: {url: 'https://h'}}", `f:1:14: "get" is no identifier`},
		{"no url", "connectors:\n  a.b: {method: GET}", "f:2:9: the API has no url"},
		{"method", ok + "    method: GTE\n", `f:4:13: "GTE" is no method; placeholders are not allowed here (did you mean "GET"?)`},
		{"method placeholder", ok + "    method: '${m}'\n", `is no method`},
		{"header name placeholder", ok + "    headers: {'X-${n}': a}\n", "placeholders are not allowed in the name"},
		{"header name", ok + "    headers: {'X Y': a}\n", `"X Y" is no header name`},
		{"header twice", ok + "    headers: {A: a, a: b}\n", "the header A stands here twice"},
		{"header line break", ok + "    headers: {A: \"a\\nb\"}\n", "the header A must not hold line breaks"},
		{"content type placeholder", ok + "    headers: {Content-Type: 'text/${x}'}\n", "cannot hold placeholders"},
		{"unbalanced", ok + "    body: 'a ${b'\n", `f:4:11: "${b" has no closing }`},
		{"bad name", ok + "    body: 'a ${1b}'\n", `"${1b}" is no placeholder`},
		{"json", ok + "    headers: {Content-Type: application/json}\n    body: '{\"a\": 1${v}}'\n", "not well-formed JSON"},
		{"json key", ok + "    headers: {Content-Type: application/json}\n    body: '{${v}: 1}'\n", "not well-formed JSON"},
		{"json escape", ok + "    headers: {Content-Type: application/json}\n    body: '{\"a\": \"\\u00${v}\"}'\n", "inside a JSON escape"},
		{"xml name", ok + "    headers: {Content-Type: text/xml}\n    body: '<${v}/>'\n", "${v} stands in an XML name"},
		{"xml attribute", ok + "    headers: {Content-Type: text/xml}\n    body: '<a b=${v} />'\n", "outside the quotes"},
		{"xml comment", ok + "    headers: {Content-Type: text/xml}\n    body: '<a><!-- ${v} --></a>'\n", "stands in an XML comment"},
		{"xml entity", ok + "    headers: {Content-Type: text/xml}\n    body: '<a>&#1${v};</a>'\n", "inside an XML entity"},
		{"xml roots", ok + "    headers: {Content-Type: text/xml}\n    body: '<a/><b/>'\n", "exactly one root"},
		{"xml open", ok + "    headers: {Content-Type: text/xml}\n    body: '<a>${v}'\n", "not well-formed XML"},
		{"url scheme", "connectors:\n  a.b: {url: 'ftp://h/'}", "must begin with https://"},
		{"url scheme placeholder", "connectors:\n  a.b: {url: '${s}://h/', hosts: [h]}", "must go on with a /"},
		{"url host without list", "connectors:\n  a.b: {url: 'https://${h}/'}", "needs a list of hosts (list the hosts that may be called under hosts)"},
		{"url off the list", "connectors:\n  a.b: {url: 'https://h/', hosts: [i]}", "the host h is not on the connector's list (i)"},
		{"url user", "connectors:\n  a.b: {url: 'https://${u}:p@h/', hosts: [h]}", "must not hold a user name"},
		{"url fragment", "connectors:\n  a.b: {url: 'https://h/#${u}'}", "never sent"},
		{"url dots", "connectors:\n  a.b: {url: 'https://h/a/../b'}", `must not be ".."`},
		{"raw", ok + "    raw: [q]\n", `raw names "q"`},
		{"raw_path", ok + "    raw_path: [q]\n", `raw_path names "q"`},
		{"missing", ok + "    missing: emty\n", `missing must be error or empty (did you mean "empty"?)`},
		{"published", ok + "    published: yes\n", "f:4:16: published must be true or false"},
		{"mock status", ok + "    mock: {status_code: x}\n", "status_code must be a number"},
		{"mock key", ok + "    mock: {status: 200}\n", `unknown key "status" in mock (did you mean "status_code"?)`},
		{"map body", ok + "    body: {a: 1}\n", "body must be a text"},
		{"flow placeholder", "connectors:\n  a.b: {url: https://h/${x}}\n", "needs quotes"},
		{"service and auth", "connector: x\nservice: s\nauth: {scope: a}\napis: {}\n", "either a service or auth"},
		{"extension", "connector: x\napis: {}\nextensions: {e: {connectors: [y]}}\n", `this file has no connector "y"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cs, err := Parse("f", []byte(tt.file))
			if err == nil {
				t.Fatalf("read as %+v", cs)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestAllMistakesInFileOrder(t *testing.T) {
	_, err := Parse("f", []byte("connectors:\n  a.b:\n    frobnicate: 1\n    url: ftp://h\n    method: POSTT\n"))
	var errs Errors
	if !errors.As(err, &errs) {
		t.Fatal(err)
	}
	var lines []int
	for _, e := range errs {
		lines = append(lines, e.Line)
	}
	if d := cmp.Diff([]int{3, 4, 5}, lines); d != "" {
		t.Error(d)
	}
}

func TestLoad(t *testing.T) {
	fsys := fstest.MapFS{
		"connectors/b.yaml":   {Data: []byte(longForm)},
		"connectors/a.json":   {Data: []byte(`{"connectors": {"x.y": {"url": "https://h.test/${id}", "mock": {"status_code": 200, "response": "ok"}}}}`)},
		"connectors/notes.md": {Data: []byte("not read")},
	}
	c, err := Load(fsys, "connectors")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, a := range c.All() {
		ids = append(ids, a.ID)
	}
	if d := cmp.Diff([]string{"googledrive.contacts", "googledrive.drafted", "x.y"}, ids); d != "" {
		t.Error(d)
	}
	if c, err := Load(fsys, "none"); err != nil || len(c.All()) != 0 {
		t.Errorf("%v, %v", c, err)
	}
	fsys["connectors/c.yml"] = &fstest.MapFile{Data: []byte("connectors:\n  x.y: {url: 'https://h'}\n")}
	_, err = Load(fsys, "connectors")
	want := `connectors/c.yml:2:3: the connector API "x.y" is already defined at connectors/a.json:1:17`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(longForm))
	f.Add([]byte("connectors: {a.b: {url: 'https://h/${x}', body: '<a>${y}</a>'}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cs, err := Parse("f", data)
		if err != nil {
			return
		}
		for _, c := range cs {
			for _, a := range c.APIs {
				a.Expand(one(Text(`'"<&>]]>\`)))
			}
		}
	})
}
