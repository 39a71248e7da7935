package cassette_test

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
	vcr "gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/httpx/cassette"
)

// oddTexts are bodies that a file of YAML can lose a part of.
var oddTexts = []string{
	"", " ", "\n", "\t", "\r", "\r\n", "\n\n", "\x00", "\ufeff", "\u0085", "\u2028", "\u2029", "\u00a0", "\xff", "\ufffd",
	`{"a": "it's", "b": "\u0041\\n"}`, `"quoted"`, `'quoted'`, `it's`, `\`, `\"`, "a\\\nb",
	"a\nb", "a\nb\n", "a\n\nb\n\n", "a\n \nb", "a \nb\t\n", "a\n ", "a\n \n", "a\n\n\t", "\na", "\n a", "\n\n  a\nb", "  a\nb", "\ta\nb", "\t\na", "a\n\tb\n c", "a\n# b\n--- c",
	"<a>\r\n  <b/>\r\n</a>\r\n", "a\rb", "a\x00b\x7f\x1b[1m", "\x80\n\xfe", "caf\xe9", "\xef\xbe\xfc", "\x9e\xe9\x65", "\xb6\xbb\x9e", "Käse 🧀 \u200b\ufffe",
	"a\u2028b", "\u2028", "\u2028\u2029", "a\u2028\n b\n\u2029", "a \u2028b", "a\n\u2028", "a\n\u2028\n\n  b", "it's\u2028 'b'\n", "a\u2028\nb", "a\n\u2028b", "\u2028 a\nb", "a\u0085b\nc",
	"yes", "no", "on", "y", "true", "null", "Null", "~", "", "1e3", "0x1F", "0o17", "1_000", "1.50", "-0", "+1", ".inf", ".NaN", "12:30:45", "2001-01-01", "<<", "=",
	"- a", "-", "--- a", "---", "...", "? a", "# x", "a # x", "a: b", "a:", ": a", "!a", "!!binary AP8=", "&a", "*a", "%a", "@a", "`a`", "|", ">-", "{a}", "[a", "a]", "a,b",
	"name=Ada&page=2", "Ada ", " Ada", "a\tb", "a  b", strings.Repeat("a long line ", 500), strings.Repeat("x", 70_000), strings.Repeat("a line\n", 500),
}

// lost are the bodies that go-vcr writes in a way that go-vcr cannot read.
var lost = []string{"\n a", "\n\n  a\nb", "\ta\nb", "\t\na", "\u2028 a\nb"}

// exchange is what dg and go-vcr both keep.
type exchange struct {
	method, url, body string
	code              int
	header            http.Header
	answer            string
}

func odd() []exchange {
	var out []exchange
	for n, s := range oddTexts {
		out = append(out, exchange{"POST", fmt.Sprintf("https://www.example.com/v1/%d?q=a:+b%%20%d", n, n), s, 200 + n%3,
			http.Header{"X-One": {line(s)}, "X-Two": {line(s), "", "b, c", line(s)}, "~": {"1"}, "1e3": {"2"}, "Yes": {"3"}, "'A": {"4"}}, s + "|" + s})
		out = append(out, exchange{"GET", fmt.Sprintf("https://www.example.com/v2/%d#%d", n, n), "", 404, http.Header{}, s})
	}
	return out
}

// line is s as a header can have it.
func line(s string) string {
	return strings.Trim(strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(s), " \t")
}

// shelf is a file system of one file.
type shelf struct{ text []byte }

func (s *shelf) ReadFile(string) ([]byte, error)       { return s.text, nil }
func (s *shelf) WriteFile(_ string, text []byte) error { s.text = text; return nil }
func (s *shelf) IsFileExists(string) bool              { return true }

// written is what dg keeps of exchanges.
func written(t *testing.T, exchanges []exchange) []byte {
	t.Helper()
	r := cassette.NewRecorder()
	for _, e := range exchanges {
		r.Answered(t.Context(), &httpx.Call{Method: e.method, URL: e.url, Body: []byte(e.body), Header: http.Header{"X-Sent": e.header["X-Two"]}},
			&httpx.Reply{Status: e.code, Header: e.header, Body: []byte(e.answer)})
	}
	text, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// saved is what go-vcr keeps of them, with keys that dg does not know.
func saved(t *testing.T, exchanges []exchange) []byte {
	t.Helper()
	tape := vcr.New("")
	tape.MarshalFunc = yaml.Marshal
	for _, e := range exchanges {
		tape.AddInteraction(&vcr.Interaction{
			Request: vcr.Request{Proto: "HTTP/2.0", ProtoMajor: 2, Host: "www.example.com", RequestURI: "/", Method: e.method, URL: e.url, Body: e.body,
				TransferEncoding: []string{"chunked"}, Form: map[string][]string{"a": {"b"}}, Trailer: e.header, Headers: e.header},
			Response: vcr.Response{Code: e.code, Headers: e.header, Body: e.answer, Duration: 1500 * time.Millisecond, Uncompressed: true, ContentLength: -1},
		})
	}
	var s shelf
	if err := tape.SaveWithFS(&s); err != nil {
		t.Fatal(err)
	}
	return s.text
}

// loaded is what go-vcr reads.
func loaded(text []byte) (*vcr.Cassette, error) { return vcr.LoadWithFS("", &shelf{text}) }

// TestReadByGoVCR holds that go-vcr reads what dg writes.
func TestReadByGoVCR(t *testing.T) {
	exchanges := odd()
	tape, err := loaded(written(t, exchanges))
	if err != nil {
		t.Fatal(err)
	}
	if len(tape.Interactions) != len(exchanges) {
		t.Fatalf("%d of %d interactions", len(tape.Interactions), len(exchanges))
	}
	for n, e := range exchanges {
		sameInGoVCR(t, tape.Interactions[n], n, e)
	}
}

func sameInGoVCR(t *testing.T, got *vcr.Interaction, n int, e exchange) {
	t.Helper()
	want := vcr.Interaction{ID: n,
		Request: vcr.Request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Method: e.method, URL: e.url, Body: e.body,
			ContentLength: int64(len(e.body))},
		Response: vcr.Response{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Code: e.code, Status: fmt.Sprintf("%d %s", e.code, http.StatusText(e.code)),
			Headers: e.header, Body: e.answer, ContentLength: int64(len(e.answer))}}
	if two := e.header["X-Two"]; two != nil {
		want.Request.Headers = http.Header{"X-Sent": two}
	} else {
		want.Request.Headers = got.Request.Headers
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("go-vcr reads %#v %#v,\nwant %#v %#v", got.Request, got.Response, want.Request, want.Response)
	}
}

// TestReadsGoVCR holds that dg reads what go-vcr writes.
func TestReadsGoVCR(t *testing.T) {
	var broken []string
	for _, e := range odd() {
		if !readsGoVCR(t, e) && e.body == "" {
			broken = append(broken, e.answer)
		}
	}
	if !slices.Equal(broken, lost) {
		t.Errorf("go-vcr loses %q itself, and not %q", broken, lost)
	}
}

// readsGoVCR is false where go-vcr loses its own.
func readsGoVCR(t *testing.T, e exchange) bool {
	t.Helper()
	last := exchange{method: "GET", url: "https://www.example.com/last", code: 204, answer: "last"}
	text := saved(t, []exchange{e, last})
	tape, err := loaded(text)
	if err != nil || len(tape.Interactions) != 2 {
		return false
	}
	if kept := tape.Interactions[0]; kept.Request.Body != e.body || kept.Response.Body != e.answer || !sameHeader(canonical(kept.Response.Headers), e.header) {
		return false
	}
	sameInDg(t, text, tape)
	return true
}

// sameInDg plays a tape through dg.
func sameInDg(t *testing.T, text []byte, tape *vcr.Cassette) {
	t.Helper()
	p, err := cassette.Load("tape.yaml", text)
	if err != nil {
		t.Errorf("%v:\n%.400q", err, text)
		return
	}
	for _, i := range tape.Interactions {
		got, err := p.Answer(t.Context(), &httpx.Call{Method: i.Request.Method, URL: i.Request.URL, Body: []byte(i.Request.Body)})
		if err != nil {
			t.Errorf("%v in\n%.400q", err, text)
			continue
		}
		if got.Status != i.Response.Code || string(got.Body) != i.Response.Body || !sameHeader(got.Header, i.Response.Headers) {
			t.Errorf("dg reads %d %q %q, want %d %q %q of\n%.400q", got.Status, got.Header, got.Body, i.Response.Code, i.Response.Headers, i.Response.Body, text)
		}
	}
}

// sameHeader compares without the case of names.
func sameHeader(got, want http.Header) bool { return reflect.DeepEqual(got, canonical(want)) }

func canonical(h http.Header) http.Header {
	out := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			out.Add(name, v)
		}
	}
	return out
}

// TestReadsAnyYAML holds that a file may be edited by hand, or by other tools.
func TestReadsAnyYAML(t *testing.T) {
	const head = "version: 2\ninteractions:\n- request: {method: GET, url: 'https://www.example.com/'}\n  response:\n    code: 200\n    body: "
	for in, want := range map[string]string{
		head + "yes":             "yes",
		head + "0x1F # a number": "0x1F",
		head + "1_000.50":        "1_000.50",
		head + "2001-01-01":      "2001-01-01",
		head + "~":               "",
		head:                     "",
		head + ".inf":            ".inf",
		head + "!!str 1.50":      "1.50",
		head + "!mine a":         "a",
		head + "!!binary |\n      AP8A\n      /w==":  "\x00\xff\x00\xff",
		head + "!!binary 'AP8= '":                    "\x00\xff",
		head + ">\n      a\n      b\n":               "a b\n",
		head + "\"a \\\n      b\\x41\\L\"":           "a bA\u2028",
		head + "'a\u2028b\u2029'":                    "a\u2028b\u2029",
		head + "a\u2028b":                            "a\u2028b",
		head + "{a: 1}":                              "error",
		head + "[a]":                                 "error",
		head + "*a":                                  "error",
		head + "!!binary '%%'":                       "error",
		head + "a\n    body: b":                      "error",
		head + "a\n  response: {code: 200}":          "error",
		head + "a\n    code: x":                      "error",
		head + "a\nversion: 3":                       "error",
		"# kept by hand\n--- \n" + head + "a\n...\n": "a",
		"\ufeff" + head + "a":                        "a",
		strings.ReplaceAll("\ufeff---\n"+head+"'a\n\n      b'\n", "\n", "\r\n"):  "a\nb",
		strings.ReplaceAll("---\n"+head+"|\n      a\n\n      b\n", "\n", "\r\n"): "a\n\nb\n",
		"x: &a hello\n" + head + "*a":                                            "hello",
		head + "&a hello\n    status: *a":                                        "hello",
		`{"version": 2, "interactions": [{"request": {"method": "GET", "url": "https://www.example.com/"}, "response": {"code": 200, "body": "a\/\u0041"}}]}`: "a/A",
	} {
		if got := played(t, in); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

// played is the body of the answer of the only interaction, or "error".
func played(t *testing.T, file string) string {
	t.Helper()
	p, err := cassette.Load("tape.yaml", []byte(file))
	if err != nil {
		if !strings.HasPrefix(err.Error(), "tape.yaml is no recording: ") {
			t.Error(err)
		}
		return "error"
	}
	a, err := p.Answer(t.Context(), &httpx.Call{Method: "GET", URL: "https://www.example.com/"})
	if err != nil {
		return err.Error()
	}
	return string(a.Body)
}
