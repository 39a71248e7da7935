package invoke_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/invoke"
)

// bench is a service that remembers the last request, and a host that calls it.
type bench struct {
	*httptest.Server
	reg  *registry.Registry
	host *host.Host
	log  bytes.Buffer

	last *http.Request
	body string
	// answer
	status int
	header http.Header
	reply  string
}

func newBench(t *testing.T) *bench {
	b := &bench{reg: registry.New(), status: 200, header: http.Header{"Content-Type": {"application/json"}}, reply: `{"ok":"yes"}`}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		b.last, b.body = r, string(data)
		for name, values := range b.header {
			w.Header()[name] = values
		}
		w.WriteHeader(b.status)
		_, _ = io.WriteString(w, b.reply)
	}))
	t.Cleanup(b.Close)
	invoke.Register(b.reg)
	b.host = host.Default(host.Host{Log: slog.New(slog.NewTextHandler(&b.log, nil))})
	o := httpx.FromHost(b.host)
	o.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	b.host.HTTP = httpx.New(o)
	return b
}

// task runs an invokeUrl block whose keys are given in turn with their values.
func (b *bench) task(t *testing.T, keys ...any) (value.Value, error) {
	t.Helper()
	return b.taskCtx(t.Context(), keys...)
}

func (b *bench) taskCtx(ctx context.Context, keys ...any) (value.Value, error) {
	task := b.reg.Task("invokeurl")
	return task.Run(ctx, &registry.Call{Ctx: ctx, Host: b.host, Name: task.Name, Named: pairs(keys...)})
}

func (b *bench) call(t *testing.T, name string, args ...any) (value.Value, error) {
	t.Helper()
	c := &registry.Call{Ctx: t.Context(), Host: b.host, Name: name}
	for _, a := range args {
		c.Args = append(c.Args, val(a))
	}
	return b.reg.Lookup(name).Funcs[0].Call(c)
}

func pairs(keys ...any) *value.Map {
	m := value.NewMap()
	for i := 0; i < len(keys); i += 2 {
		m.Put(keys[i].(string), val(keys[i+1]))
	}
	return m
}

// val turns a Go value into one of a script.
func val(a any) value.Value {
	switch a := a.(type) {
	case nil:
		return value.Null
	case string:
		return value.Text(a)
	case int:
		return value.Number(int64(a))
	case bool:
		return value.Bool(a)
	case *value.Map:
		return value.OfMap(a)
	case *value.File:
		return value.OfFile(a)
	case []any:
		l := value.NewList()
		for _, x := range a {
			l.Add(val(x))
		}
		return value.OfList(l)
	}
	return a.(value.Value)
}

func show(v value.Value) string { return value.ToText(v, nil) }

func TestWhereParametersGo(t *testing.T) {
	m := pairs("a key", "x&y=z+1 é", "n", nil, "l", []any{1, 2}, "b", true)
	form := "a+key=x%26y%3Dz%2B1+%C3%A9&n=&l=%5B1%2C2%5D&b=true"
	query := strings.ReplaceAll(form, "+", "%20")
	file := &value.File{Name: "d.csv", Data: []byte("a,b"), Type: "text/csv"}
	tests := []struct {
		name  string
		keys  []any
		query string
		ctype string
		body  string
		warns string
	}{
		{"get map", []any{"parameters", m}, query, "", "", ""},
		{"get null", []any{"parameters", nil}, "", "", "", ""},
		{"get form text", []any{"parameters", "a=1&b=x y"}, "a=1&b=x%20y", "", "", ""},
		{"get other text", []any{"parameters", "hello"}, "", "text/plain; charset=UTF-8", "hello", "GET"},
		{"get body", []any{"body", `{"x":1}`}, "", "application/json; charset=UTF-8", `{"x":1}`, "GET"},
		{"post map", []any{"type", "post", "parameters", m}, "", "application/x-www-form-urlencoded", form, ""},
		{"delete map", []any{"type", "DELETE", "parameters", m}, "", "application/x-www-form-urlencoded", form, ""},
		{"post text", []any{"type", "POST", "parameters", "hello é"}, "", "text/plain; charset=UTF-8", "hello é", ""},
		{"post JSON text", []any{"type", "POST", "parameters", ` [1]`}, "", "application/json; charset=UTF-8", ` [1]`, ""},
		{"post text like JSON", []any{"type", "POST", "parameters", `{x}`}, "", "text/plain; charset=UTF-8", `{x}`, ""},
		{"post list", []any{"type", "POST", "parameters", []any{1, "a"}}, "", "application/json; charset=UTF-8", `[1,"a"]`, ""},
		{"post number", []any{"type", "POST", "parameters", 5}, "", "text/plain; charset=UTF-8", "5", ""},
		{"post empty text", []any{"type", "POST", "parameters", ""}, "", "", "", ""},
		{"put file", []any{"type", "PUT", "parameters", file}, "", "text/csv", "a,b", ""},
		{"put file typed", []any{"type", "PUT", "parameters", file, "content-type", "text/x"}, "", "text/x", "a,b", ""},
		{"put file without type", []any{"type", "PUT", "body", &value.File{Name: "x", Data: []byte("1")}}, "", "application/octet-stream", "1", ""},
		{"body and map", []any{"type", "POST", "parameters", m, "body", "raw"}, query, "text/plain; charset=UTF-8", "raw", ""},
		{"body and text", []any{"type", "POST", "parameters", "k=v", "body", pairs("a", 1)}, "k=v", "application/x-www-form-urlencoded", "a=1", ""},
		{"map as JSON by key", []any{"type", "PATCH", "parameters", pairs("a", 1), "content-type", "application/vnd.api+json"}, "", "application/vnd.api+json", `{"a":1}`, ""},
		{"map as JSON by header", []any{"type", "POST", "parameters", pairs("a", 1), "headers", pairs("content-type", "Application/JSON")}, "", "Application/JSON", `{"a":1}`, ""},
		{"map of another type", []any{"type", "POST", "parameters", pairs("a", 1), "content-type", "text/x"}, "", "text/x", `{"a":1}`, "text/x"},
		{"map as typed form", []any{"type", "POST", "parameters", pairs("a", 1), "content-type", "application/x-www-form-urlencoded;charset=UTF-8"}, "", "application/x-www-form-urlencoded;charset=UTF-8", `a=1`, ""},
		{"header wins", []any{"type", "POST", "parameters", "x", "content-type", "text/a", "headers", pairs("Content-Type", "text/b")}, "", "text/b", "x", "wins"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			if _, err := b.task(t, append([]any{"url", b.URL + "/p"}, tt.keys...)...); err != nil {
				t.Fatal(err)
			}
			if b.last.URL.RawQuery != tt.query || b.body != tt.body || b.last.Header.Get("Content-Type") != tt.ctype {
				t.Errorf("query %q, type %q, body %q", b.last.URL.RawQuery, b.last.Header.Get("Content-Type"), b.body)
			}
			if b.last.ContentLength != int64(len(tt.body)) {
				t.Errorf("Content-Length %d", b.last.ContentLength)
			}
			if warned := b.log.String(); (tt.warns == "") != (warned == "") || !strings.Contains(warned, tt.warns) {
				t.Errorf("warned: %s", warned)
			}
		})
	}
}

func TestStrictContentType(t *testing.T) {
	b := newBench(t)
	b.host.Net.StrictContentType = true
	if _, err := b.task(t, "url", b.URL, "type", "POST", "parameters", `{"a":1}`); err != nil {
		t.Fatal(err)
	}
	if got := b.last.Header.Get("Content-Type"); got != "text/plain; charset=UTF-8" {
		t.Error(got)
	}
}

func TestURLRepair(t *testing.T) {
	b := newBench(t)
	tests := []struct{ tail, want string }{
		{"/a b?q=name='A B' and x", "/a%20b?q=name='A%20B'%20and%20x"},
		{"/p%2Fq?x=a%20b&y=50%", "/p%2Fq?x=a%20b&y=50%25"},
		{"/s?f={a|b}", "/s?f=%7Ba%7Cb%7D"},
		{"/s?f=a+b#frag", "/s?f=a+b"},
		{"/é/<x>?ü=\"1\"", "/%C3%A9/%3Cx%3E?%C3%BC=%221%22"},
		{"?a=1", "/?a=1"},
		{"/x?", "/x"},
		{"/%zz%4", "/%25zz%254"},
		{"/a;b=1,2(3)!$'*", "/a;b=1,2(3)!$'*"},
		{"/q?a[b]=c^`\\", "/q?a%5Bb%5D=c%5E%60%5C"},
		{"/t?x=a\r\nb\tc", "/t?x=a%0D%0Ab%09c"},
	}
	for _, tt := range tests {
		if _, err := b.task(t, "url", " \n"+b.URL+tt.tail+" "); err != nil {
			t.Errorf("%s: %v", tt.tail, err)
		} else if b.last.RequestURI != tt.want {
			t.Errorf("%s: %s, want %s", tt.tail, b.last.RequestURI, tt.want)
		}
	}
}

func TestRefusedBeforeSending(t *testing.T) {
	file := &value.File{Name: "a.txt", Data: []byte("x")}
	tests := []struct {
		keys []any
		text string
	}{
		{[]any{}, "url is missing"},
		{[]any{"url", ""}, "url is missing"},
		{[]any{"url", "www.example.com/x"}, "no scheme"},
		{[]any{"url", "ftp://127.0.0.1/x"}, `scheme "ftp"`},
		{[]any{"url", "https:///x"}, "no host"},
		{[]any{"url", "https://"}, "no host"},
		{[]any{"url", "http://a b/"}, "host of the url is not valid"},
		{[]any{"url", `http://good.test\@evil.test/`}, "host of the url is not valid"},
		{[]any{"url", "http://a:port/"}, "host of the url is not valid"},
		{[]any{"url", "http://x.test/", "type", "HEAD"}, `type "HEAD" is not supported, only GET, POST, PUT, PATCH, DELETE`},
		{[]any{"url", "http://x.test/", "headers", "text"}, "headers must be a map"},
		{[]any{"url", "http://x.test/", "headers", pairs("X-A", "1\r\nX-B: 2")}, "header X-A holds a line break"},
		{[]any{"url", "http://x.test/", "headers", pairs("X A", "1")}, "is not a header name"},
		{[]any{"url", "http://x.test/", "files", file}, "files cannot be sent with GET"},
		{[]any{"url", "http://x.test/", "type", "POST", "files", "text"}, "files must be a file or a list of files"},
		{[]any{"url", "http://x.test/", "type", "POST", "files", []any{file, 1}}, "item 1 is no file but NUMBER"},
		{[]any{"url", "http://x.test/", "type", "POST", "files", file, "parameters", "loose"}, "parameters beside files must be a map"},
		{[]any{"url", "http://x.test/", "body", "x", "parameters", "loose"}, "parameters beside a body"},
		{[]any{"url", "http://x.test/", "detailed", "perhaps"}, "detailed must be true or false"},
		{[]any{"url", "http://x.test/", "response-format", "PDF"}, `response-format "PDF"`},
		{[]any{"url", "http://x.test/", "response-decoding", "klingon"}, `response-decoding "klingon"`},
		{[]any{"url", "http://x.test/", "header", pairs()}, `unknown key "header"`},
		{[]any{"url", "http://u:p@x.test/", "connection", "svc"}, "user information"},
		{[]any{"url", "http://x.test/", "connection", "svc"}, `Connection Name was not found: "svc"`},
	}
	b := newBench(t)
	for _, tt := range tests {
		_, err := b.task(t, tt.keys...)
		var caught *value.Error
		if !errors.As(err, &caught) || !strings.Contains(caught.Message, tt.text) {
			t.Errorf("%v: %v, want %q", tt.keys, err, tt.text)
		}
	}
	if b.last != nil {
		t.Errorf("a request went out: %v", b.last.URL)
	}
}

func TestHeaders(t *testing.T) {
	b := newBench(t)
	h := pairs("X-Null", nil, "X-Num", 5, "X-Bool", true, "X-Map", pairs("a", 1), "Accept-Encoding", "br", "Content-Length", "999", "Host", "evil.test", "Connection", "close")
	if _, err := b.task(t, "url", b.URL, "headers", h); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"X-Null": "", "X-Num": "5", "X-Bool": "true", "X-Map": `{"a":1}`, "Accept-Encoding": "gzip", "Connection": "",
		"User-Agent": "dg/" + invoke.Version(), "Accept": "*/*", "Content-Length": "", "Referer": "", "Cookie": "",
	}
	for name, v := range want {
		if got := b.last.Header.Get(name); got != v {
			t.Errorf("%s: %q, want %q", name, got, v)
		}
	}
	if b.last.Host != strings.TrimPrefix(b.URL, "http://") {
		t.Errorf("Host: %s", b.last.Host)
	}
	_, _ = b.task(t, "url", b.URL, "headers", pairs("user-agent", "mine", "accept", "text/x"))
	if b.last.Header.Get("User-Agent") != "mine" || b.last.Header.Get("Accept") != "text/x" {
		t.Error(b.last.Header)
	}
	_, _ = b.task(t, "url", strings.Replace(b.URL, "http://", "http://us%20er:pa:ss@", 1))
	if user, password, _ := b.last.BasicAuth(); user != "us er" || password != "pa:ss" {
		t.Errorf("%q %q", user, password)
	}
}

// readParts writes a multipart entity as name|filename|type|data, part by part.
func readParts(t *testing.T, b *bench) string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(b.last.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		t.Fatalf("%s, %v", kind, err)
	}
	r := multipart.NewReader(strings.NewReader(b.body), params["boundary"])
	var all []string
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return strings.Join(all, "\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(p)
		all = append(all, strings.Join([]string{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(data)}, "|"))
	}
}

func TestFiles(t *testing.T) {
	text := &value.File{Name: "a.txt", Data: []byte("hello"), Param: "content"}
	jsonFile := &value.File{Name: "b.json", Data: []byte("x")}
	odd := &value.File{Name: "a \"q\"\\ é\r\nX: 1.txt", Data: []byte("z"), Type: "text/x"}
	tests := []struct {
		name string
		keys []any
		want string
	}{
		{"one", []any{"files", text}, "content|a.txt|text/plain|hello"},
		{"default name", []any{"files", jsonFile}, "file|b.json|application/json|x"},
		{"list", []any{"files", []any{text, jsonFile}}, "content|a.txt|text/plain|hello\nfile|b.json|application/json|x"},
		{"quoting", []any{"files", odd}, "file|a \"q\"\\ éX: 1.txt|text/x|z"},
		{"string part", []any{"files", []any{pairs("paramName", "n", "content", "v", "stringPart", "true")}}, "n|||v"},
		{"map with file", []any{"files", []any{pairs("paramName", "doc", "content", text, "stringPart", "false")}}, "doc|a.txt|text/plain|hello"},
		{"map with text", []any{"files", []any{pairs("paramName", "doc.csv", "content", "1,2")}}, "doc.csv|doc.csv|text/csv|1,2"},
		{"map with all", []any{"files", pairs("paramName", "d", "content", "1", "fileName", "x.bin", "contentType", "a/b")}, "d|x.bin|a/b|1"},
		{"parameters", []any{"files", jsonFile, "parameters", pairs("p", 2, "m", pairs("a", 1))}, "p|||2\nm|||{\"a\":1}\nfile|b.json|application/json|x"},
		{"JSON parameters", []any{"files", jsonFile, "parameters", `{"p":2}`}, "p|||2\nfile|b.json|application/json|x"},
		{"form parameters", []any{"files", jsonFile, "parameters", "p=2+3&q=%26"}, "p|||2 3\nq|||&\nfile|b.json|application/json|x"},
		{"map as multipart", []any{"parameters", pairs("p", 2, "f", text), "content-type", "multipart/form-data"}, "p|||2\nf|a.txt|text/plain|hello"},
		{"script's header", []any{"files", jsonFile, "headers", pairs("Content-Type", "multipart/form-data")}, "file|b.json|application/json|x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			if _, err := b.task(t, append([]any{"url", b.URL, "type", "POST"}, tt.keys...)...); err != nil {
				t.Fatal(err)
			}
			if got := readParts(t, b); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
