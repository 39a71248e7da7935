package connector

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// api parses one API given as the lines under its identifier.
func api(t testing.TB, lines string) *API {
	t.Helper()
	cs, err := Parse("c.yaml", []byte("connectors:\n  x.y:\n"+indent(lines)))
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, lines)
	}
	return cs[0].APIs[0]
}

func indent(lines string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(lines), "\n", "\n    ") + "\n"
}

func values(m map[string]Value) Lookup {
	return func(name string) (Value, bool) { v, ok := m[name]; return v, ok }
}

func one(v Value) Lookup { return func(string) (Value, bool) { return v, true } }

func TestSeedAPI(t *testing.T) {
	a := api(t, `
method: post
url: https://www.google.com/m8/feeds/contacts/{userEmail}/full
headers: {content-type: application/atom+xml}
params: {alt: json, "max results": "a b"}
body: |
  <atom:entry xmlns:atom="http://www.w3.org/2005/Atom"><name>${Fname} ${Lname}</name><email address='${Email}'/></atom:entry>
mock: {status_code: 201, response: "<id>c1</id>"}`)
	got, err := a.Expand(values(map[string]Value{
		"Fname": Text("Ines"), "Lname": Text("O'Brien & <Sons>"), "Email": Text(`a"b@c.d`), "extra": Text("x"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := &Request{
		Method: "POST",
		URL:    "https://www.google.com/m8/feeds/contacts/{userEmail}/full?alt=json&max+results=a+b",
		Header: http.Header{"Content-Type": {"application/atom+xml"}},
		Body: []byte(`<atom:entry xmlns:atom="http://www.w3.org/2005/Atom"><name>Ines O&#39;Brien &amp; &lt;Sons&gt;</name>` +
			`<email address='a&#34;b@c.d'/></atom:entry>` + "\n"),
		Mock:  &Mock{Status: 201, Body: "<id>c1</id>"},
		Hosts: []string{"www.google.com"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Fname", "Lname", "Email"}, a.Names()); d != "" {
		t.Error(d)
	}
}

func TestURLPlaces(t *testing.T) {
	query := Value{Text: `{"a":"1"}`, JSON: `{"a":"1"}`, Pairs: [][2]string{{"a", "1 &"}, {"ü", "="}}}
	tests := []struct {
		url   string
		more  string
		value Value
		want  string // a full URL, or an error after "!"
	}{
		{"https://h.test/c/${v}/full", "", Text("a b/ü?#%"), "https://h.test/c/a%20b%2F%C3%BC%3F%23%25/full"},
		{"https://h.test/c/${v}/full", "", Text("a/../b"), "https://h.test/c/a%2F..%2Fb/full"},
		{"https://h.test/c/${v}/full", "", Text(".."), `!a path segment must not be ".."`},
		{"https://h.test/c/.${v}/full", "", Text("."), `!a path segment must not be ".."`},
		{"https://h.test/c/${v}", "", Text("."), `!a path segment must not be "."`},
		{"https://h.test/c/${v}", "", Value{Null: true}, "https://h.test/c/"},
		{"https://h.test/c/${v}", "", Value{Text: "12"}, "https://h.test/c/12"},
		{"https://h.test/c/${v}", "raw_path: [v]", Text("a b/c"), "https://h.test/c/a%20b/c"},
		{"https://h.test/c/${v}", "raw_path: [v]", Text("a/../c"), `!a path segment must not be ".."`},
		{"https://h.test/c?q=${v}&z=1", "", Text("a b&c=d+e"), "https://h.test/c?q=a%20b%26c%3Dd%2Be&z=1"},
		{"https://h.test/c?${v}", "", query, "https://h.test/c?a=1%20%26&%C3%BC=%3D"},
		{"https://h.test/c?z=1&${v}", "", query, "https://h.test/c?z=1&a=1%20%26&%C3%BC=%3D"},
		{"https://h.test/c?${v}", "", Text("a=1"), "!must be a map to fill a whole query"},
		{"https://h.test/c?${v}", "raw: [v]", Text("a=1&b=2"), "https://h.test/c?a=1&b=2"},
		{"https://h.test/c?${v}", "raw: [v]", Text("a=1 HTTP/1.1"), "!must not hold blanks"},
		{"https://h.test/c?${v}=1", "", Text("a&b"), "https://h.test/c?a%26b=1"},
		{"https://${v}.shop.test/x", "hosts: ['*.shop.test']", Text("acme"), "https://acme.shop.test/x"},
		{"https://${v}.shop.test/x", "hosts: ['*.shop.test']", Text("evil.test/"), "!may hold only letters"},
		{"https://${v}.shop.test/x", "hosts: ['*.shop.test']", Text("a@b"), "!may hold only letters"},
		{"https://${v}/x", "hosts: [a.test]", Text("b.test"), "!the host b.test is not on the connector's list (a.test)"},
		{"https://${v}/x", "hosts: [a.test]", Text("A.test"), "https://A.test/x"},
		{"http://127.0.0.1:${v}/x", "hosts: [127.0.0.1]", Value{Text: "8080"}, "http://127.0.0.1:8080/x"},
		{"http://127.0.0.1:${v}/x", "hosts: ['127.0.0.1:81']", Value{Text: "8080"}, "!not on the connector's list"},
		{"${v}/x", "hosts: [a.test]", Text("https://a.test/v1/"), "https://a.test/v1/x"},
		{"${v}/x", "hosts: [a.test]", Text("https://b.test"), "!not on the connector's list"},
		{"${v}/x", "hosts: [a.test]", Text("https://a.test@b.test"), "!must be an absolute http or https URL"},
		{"${v}/x", "hosts: [a.test]", Text("file:///etc/passwd"), "!must be an absolute http or https URL"},
		{"${v}/x", "hosts: [a.test]", Text("https://a.test?x"), "!must be an absolute http or https URL"},
		{"https://h.test/$v/{v}/#{v}/$${v}", "", Text("no"), "https://h.test/$v/{v}/#{v}/${v}"},
		{"https://h.test/c", "params: {a b: '${v} x'}", Text("1 &=ü"), "https://h.test/c?a+b=1+%26%3D%C3%BC+x"},
		{"https://h.test/c?d=1", "params: {a: '${v}'}", Text("1"), "https://h.test/c?d=1&a=1"},
		{"https://h.test/c?", "params: {a: '${v}'}", Text("1"), "https://h.test/c?a=1"},
	}
	for _, tt := range tests {
		t.Run(tt.url+" "+tt.value.Text, func(t *testing.T) {
			got, err := api(t, "url: \""+tt.url+"\"\n"+tt.more).Expand(one(tt.value))
			check(t, tt.want, func() string { return got.URL }, err)
		})
	}
}

func check(t *testing.T, want string, got func() string, err error) {
	t.Helper()
	if text, bad := strings.CutPrefix(want, "!"); bad {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("error %v, want one with %q", err, text)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if got() != want {
		t.Errorf("got  %s\nwant %s", got(), want)
	}
}

func TestHeaderPlaces(t *testing.T) {
	a := api(t, "url: https://h.test\nheaders: {X-Name: 'n ${v}'}")
	for value, want := range map[string]string{
		"Zoë; q=\"1\"":         "n Zoë; q=\"1\"",
		"a\r\nX-Evil: 1":       "!line breaks",
		"a\nb":                 "!line breaks",
		"a\x00b":               "!control characters",
		"tab\tis fine, \u00a0": "n tab\tis fine, \u00a0",
	} {
		got, err := a.Expand(one(Text(value)))
		check(t, want, func() string { return got.Header.Get("X-Name") }, err)
	}
}

func TestBodyPlaces(t *testing.T) {
	const (
		jsonType = "application/vnd.api+json; charset=utf-8"
		xmlType  = "text/xml"
		formType = "application/x-www-form-urlencoded"
	)
	list := Value{Text: `["a"]`, JSON: `["a"]`}
	tests := []struct {
		name, contentType, body string
		value                   Value
		want                    string
	}{
		{"json string", jsonType, `{"a": "x ${v} y"}`, Text("q\" \\ \n <é> \u2028"), `{"a": "x q\" \\ \n <é> \u2028 y"}`},
		{"json key", jsonType, `{"${v}": 1}`, Text(`a":2,"b`), `{"a\":2,\"b": 1}`},
		{"json null in string", jsonType, `{"a": "${v}"}`, Value{Null: true}, `{"a": ""}`},
		{"json bare text", jsonType, `{"a": ${v}}`, Text(`1, "b": 2`), `{"a": "1, \"b\": 2"}`},
		{"json bare number", jsonType, `{"a": ${v}}`, Value{Text: "1.5", JSON: "1.5"}, `{"a": 1.5}`},
		{"json bare list", jsonType, `{"a": ${v}}`, list, `{"a": ["a"]}`},
		{"json list in string", jsonType, `{"a": "${v}"}`, list, `{"a": "[\"a\"]"}`},
		{"json bare null", jsonType, `{"a": ${v}}`, Value{Null: true}, `{"a": null}`},
		{"json after escaped quote", jsonType, `{"a": "\"${v}", "b": "\\", "c": ${v}}`, Text(`"`), `{"a": "\"\"", "b": "\\", "c": "\""}`},
		{"json after unicode escape", jsonType, `{"a": "\u0022${v}"}`, Text(`"`), `{"a": "\u0022\""}`},
		{"json whole body", "application/json", `${v}`, Text("a"), `"a"`},
		{"json by its look", "", ` {"a": ${v}}`, Text("a"), `{"a": "a"}`},
		{"invalid json value", jsonType, `[${v}]`, Value{Text: "x", JSON: "{"}, "!has no JSON form"},
		{"xml text", xmlType, `<n>${v}</n>`, Text("O'Brien & <Sons>"), `<n>O&#39;Brien &amp; &lt;Sons&gt;</n>`},
		{"xml attribute", xmlType, `<n a="${v}" b='${v}'/>`, Text(`"'><`), `<n a="&#34;&#39;&gt;&lt;" b='&#34;&#39;&gt;&lt;'/>`},
		{"xml forbidden", xmlType, `<n>${v}</n>`, Text("a\x01"), "!XML forbids"},
		{"xml bad UTF-8", xmlType, `<n>${v}</n>`, Text("a\xff"), "!XML forbids"},
		{"xml ]]>", xmlType, `<n>${v}></n>`, Text("]]"), `<n>]&#93;></n>`},
		{"xml cdata", xmlType, `<n><![CDATA[${v}]]></n>`, Text("<b>&]"), `<n><![CDATA[<b>&]]]></n>`},
		{"xml cdata end", xmlType, `<n><![CDATA[${v}]]></n>`, Text("]]><evil/><![CDATA["), "!must not form"},
		{"xml cdata end with the template", xmlType, `<n><![CDATA[a${v}> ]]></n>`, Text("]]"), "!must not form"},
		{"xml after cdata and comment", xmlType, `<n><![CDATA["<]]><!-- " -->${v}</n>`, Text("<"), `<n><![CDATA["<]]><!-- " -->&lt;</n>`},
		{"xml by its look", "", `<n>${v}</n>`, Text("<"), `<n>&lt;</n>`},
		{"form", formType, `a=${v}&b=2`, Text("1 &=ü"), `a=1+%26%3D%C3%BC&b=2`},
		{"text", "text/plain", `a ${v} $${v} $v {v}`, Text("<&\r\n>"), "a <&\r\n> ${v} $v {v}"},
		{"no type, one placeholder", "", `${v}`, Text("<&>"), "<&>"},
		{"not quite json", "text/plain", `{a ${v}}`, Text(`"`), `{a "}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := "url: https://h.test\nbody: '" + strings.ReplaceAll(strings.TrimSpace(tt.body), "'", "''") + "'"
			if tt.contentType != "" {
				lines += "\nheaders: {Content-Type: '" + tt.contentType + "'}"
			}
			got, err := api(t, lines).Expand(one(tt.value))
			check(t, tt.want, func() string { return string(got.Body) }, err)
		})
	}
}

func TestMissing(t *testing.T) {
	lines := "url: 'https://h.test/${ID}'\nbody: '${Email} ${ID} ${Lname}'"
	_, err := api(t, lines).Expand(values(map[string]Value{"ID": Text("1"), "email": Text("")}))
	check(t, `!connector "x.y": no value for ${Email}, ${Lname}`, nil, err)
	got, err := api(t, lines+"\nmissing: empty").Expand(values(map[string]Value{"ID": Text("1")}))
	check(t, " 1 ", func() string { return string(got.Body) }, err)
}

func TestErrorsDoNotShowValues(t *testing.T) {
	_, err := api(t, "url: https://h.test\nheaders: {X: '${v}'}").Expand(one(Text("secret\n")))
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}

// FuzzExpand puts any value into every place of JSON and XML bodies: the result
// must parse to the same structure, with the value in it.
func FuzzExpand(f *testing.F) {
	for _, s := range []string{"", "O'Brien & <Sons>", `","x":"`, `\`, `\u0022`, "]]>", "</a><b/>", `"/><x y="`, "&amp;", "\r\n\x00", "../", "?a=b#c", "\xff"} {
		f.Add(s)
	}
	jsonAPI := api(f, `{url: https://h.test, headers: {Content-Type: application/json}, body: '{"s": "a${v}b", "b": ${v}, "${v}": [1]}'}`)
	xmlAPI := api(f, `{url: https://h.test, headers: {Content-Type: text/xml}, body: '<r a="${v}"><t>${v}></t><c><![CDATA[${v}]]></c></r>'}`)
	urlAPI := api(f, `{url: 'https://h.test/p/${v}/q?x=${v}&y=1', params: {z: '${v}'}, headers: {H: '${v}'}}`)
	f.Fuzz(func(t *testing.T, s string) {
		fuzzJSON(t, jsonAPI, s)
		fuzzXML(t, xmlAPI, s)
		fuzzURL(t, urlAPI, s)
	})
}

func fuzzJSON(t *testing.T, a *API, s string) {
	got, err := a.Expand(one(Text(s)))
	if err != nil {
		t.Fatal(err)
	}
	if s == "" || s == "s" || s == "b" {
		return
	}
	var all map[string]any
	if err := json.Unmarshal(got.Body, &all); err != nil {
		t.Fatalf("%v in %s", err, got.Body)
	}
	// encoding/json replaces what is not UTF-8, runs of it included.
	if utf8.ValidString(s) && (len(all) != 3 || all["s"] != "a"+s+"b" || all["b"] != s) {
		t.Errorf("%q became %s", s, got.Body)
	}
}

func fuzzXML(t *testing.T, a *API, s string) {
	got, err := a.Expand(one(Text(s)))
	if err != nil {
		return // refused values are fine
	}
	var v struct {
		XMLName xml.Name `xml:"r"`
		A       string   `xml:"a,attr"`
		T       string   `xml:"t"`
		C       string   `xml:"c"`
	}
	dec := xml.NewDecoder(strings.NewReader(string(got.Body)))
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, got.Body)
	}
	if v.A != s || v.T != s+">" {
		t.Errorf("%q became %q and %q", s, v.A, v.T)
	}
	if tok, err := dec.Token(); err != io.EOF {
		t.Errorf("%v follows", tok)
	}
}

func fuzzURL(t *testing.T, a *API, s string) {
	got, err := a.Expand(one(Text(s)))
	if err != nil {
		return
	}
	r, err := http.NewRequest(got.Method, got.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	q := r.URL.Query()
	if r.URL.Host != "h.test" || r.URL.Path != "/p/"+s+"/q" || q.Get("x") != s || q.Get("z") != s || q.Get("y") != "1" || len(q) != 3 {
		t.Errorf("%q became %s", s, got.URL)
	}
}
