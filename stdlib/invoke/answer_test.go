package invoke_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/value"
)

func TestAnswer(t *testing.T) {
	const latin = "text/plain; charset=ISO-8859-1"
	tests := []struct {
		name   string
		status int
		ctype  string
		reply  string
		keys   []any
		kind   types.Kind
		text   string
	}{
		{"object", 200, "application/json", `{"z":1,"a":4876876000000624002}`, nil, types.Map, `{"z":1,"a":4876876000000624002}`},
		{"array", 200, "application/json", `[1,"b"]`, nil, types.List, `1,b`},
		{"JSON as text", 200, "text/plain", " {\"a\":1}\n", nil, types.Map, `{"a":1}`},
		{"JSON without type", 200, "", `{"a":1}`, nil, types.Map, `{"a":1}`},
		{"problem JSON", 400, "application/problem+json", `{"a":1}`, nil, types.Map, `{"a":1}`},
		{"byte order mark", 200, "application/json", "\xef\xbb\xbf{\"a\":1}", nil, types.Map, `{"a":1}`},
		{"UTF-16", 200, "application/json", "\xff\xfe{\x00}\x00", nil, types.Map, `{}`},
		{"scalar", 200, "application/json", "true", nil, types.Text, "true"},
		{"malformed", 200, "application/json", `{"a":1`, nil, types.Text, `{"a":1`},
		{"garbage behind", 200, "application/json", `{"a":1} x`, nil, types.Text, `{"a":1} x`},
		{"XML", 200, "application/xml", "<a/>", nil, types.Text, "<a/>"},
		{"HTML", 500, "text/html", "<p>", nil, types.Text, "<p>"},
		{"zero bytes", 200, "application/json", "", nil, types.Text, ""},
		{"204", 204, "application/pdf", "", nil, types.Text, ""},
		{"latin 1", 200, latin, "caf\xe9", nil, types.Text, "café"},
		{"decoding wins", 200, latin, "caf\xc3\xa9", []any{"response-decoding", "UTF-8"}, types.Text, "café"},
		{"bad UTF-8", 200, "text/plain", "caf\xe9", nil, types.Text, "caf\uFFFD"},
		{"unknown charset", 200, "text/plain; charset=klingon", "x", nil, types.Text, "x"},
		{"image", 200, "image/png", "\x89PNG", nil, types.File, "p"},
		{"octets", 200, "application/octet-stream", "text", nil, types.File, "p"},
		{"unlisted text", 200, "application/x-thing", "text", nil, types.Text, "text"},
		{"unlisted binary", 200, "application/x-thing", "a\x00b", nil, types.File, "p"},
		{"FILE", 200, "application/json", "{}", []any{"response-format", "FILE"}, types.File, "p"},
		{"TEXT", 200, "application/json", `{"a":  1}`, []any{"response-format", "text"}, types.Text, `{"a":  1}`},
		{"COLLECTION", 200, "text/html", `{"a":  1}`, []any{"response-format", "COLLECTION"}, types.Map, `{"a":1}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.status, b.header, b.reply = tt.status, http.Header{"Content-Type": {tt.ctype}}, tt.reply
			if tt.ctype == "" {
				b.header = http.Header{"Content-Type": nil}
			}
			v, err := b.task(t, append([]any{"url", b.URL + "/d/p"}, tt.keys...)...)
			if err != nil || v.Kind() != tt.kind || show(v) != tt.text {
				t.Errorf("%s %q, %v", v.Kind(), show(v), err)
			}
			d, err := b.task(t, append([]any{"url", b.URL + "/d/p", "detailed", "true"}, tt.keys...)...)
			if err != nil {
				t.Fatal(err)
			}
			m, _ := d.AsMap()
			inner, _ := m.Get("responseText")
			code, _ := m.Get("responseCode")
			if inner.Kind() != tt.kind || show(code) != fmt.Sprint(tt.status) || strings.Join(m.Keys(), " ") != "responseText responseHeader responseCode" {
				t.Errorf("detailed: %s", show(d))
			}
		})
	}
}

func TestNotJSON(t *testing.T) {
	b := newBench(t)
	b.header, b.reply = http.Header{"Content-Type": {"text/html"}}, "<!doctype html>\n<p>"+strings.Repeat("x", 500)
	_, err := b.task(t, "url", b.URL, "response-format", "JSON")
	if err == nil || !strings.HasPrefix(err.Error(), "invokeUrl: response is not JSON (text/html, 519 bytes): <!doctype html> <p>xx") || len(err.Error()) > 200 {
		t.Error(err)
	}
}

func TestResponseHeader(t *testing.T) {
	b := newBench(t)
	b.header = http.Header{"X-Many": {"a", "b"}, "Set-Cookie": {"a=1", "b=2"}, "Content-Type": {"application/json"}}
	v, err := b.task(t, "url", b.URL, "detailed", true)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := v.AsMap()
	header, _ := m.Get("responseHeader")
	h, _ := header.AsMap()
	many, _ := h.Get("x-many")
	cookies, _ := h.Get("set-cookie")
	if show(many) != "a, b" || cookies.Kind() != types.List || show(cookies) != "a=1,b=2" {
		t.Errorf("%s", show(header))
	}
}

func TestFileName(t *testing.T) {
	tests := []struct{ disposition, path, want string }{
		{"", "/img/logo.png", "logo.png"},
		{"", "/img/a%20b.png/?x=1", "a b.png"},
		{"", "/", "file"},
		{"", "/..", "file"},
		{`attachment; filename="e.pdf"; filename*=UTF-8''%C3%A9.pdf`, "/x", "é.pdf"},
		{`attachment; filename=plain name.pdf`, "/x", "plain name.pdf"},
		{`attachment; filename="../../etc/passwd"`, "/x", "passwd"},
		{`attachment; filename="C:\temp\a.txt"`, "/x", "a.txt"},
		{`attachment; filename="=?UTF-8?B?w6kucGRm?="`, "/x", "é.pdf"},
		{`attachment`, "/x.bin", "x.bin"},
		{`inline; filename="i.png"`, "/x", "i.png"},
	}
	for _, tt := range tests {
		b := newBench(t)
		b.header = http.Header{"Content-Type": {"image/png; charset=x"}, "Content-Disposition": {tt.disposition}}
		v, err := b.task(t, "url", b.URL+tt.path)
		f, ok := v.AsFile()
		if err != nil || !ok {
			t.Errorf("%v: %s %v", tt, v.Kind(), err)
			continue
		}
		if f.Name != tt.want || f.Type != "image/png" || string(f.Data) != b.reply {
			t.Errorf("%v: %+v", tt, f)
		}
	}
}

func TestEmptyFailureWarns(t *testing.T) {
	b := newBench(t)
	b.status, b.reply = 500, ""
	v, err := b.task(t, "url", b.URL+"/x?q=SECRET")
	if err != nil || show(v) != "" {
		t.Errorf("%q %v", show(v), err)
	}
	if s := b.log.String(); !strings.Contains(s, "GET 127.0.0.1:") || !strings.Contains(s, "answered 500") || strings.Contains(s, "SECRET") {
		t.Error(s)
	}
}

// broken is an Authorizer that gives err.
type broken struct{ err error }

func (a broken) Authorize(context.Context, string, *http.Request) error { return a.err }
func (a broken) Rejected(context.Context, string, *http.Request) error  { return a.err }

func TestErrorsKeepTheirCause(t *testing.T) {
	b := newBench(t)
	cause := errors.New(`UnAuthenticated Connections: "svc" has no usable token`)
	b.host.Auth = broken{cause}
	b.host.HTTP = httpx.New(httpx.FromHost(b.host))
	_, err := b.task(t, "url", b.URL, "connection", "svc")
	var caught *value.Error
	if !errors.Is(err, cause) || !errors.As(err, &caught) || caught.Message != cause.Error() || err.Error() != cause.Error() {
		t.Errorf("%v", err)
	}
}

// The end of the run and a used-up budget cannot be caught.
func TestUncatchable(t *testing.T) {
	b := newBench(t)
	var caught *value.Error
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.taskCtx(ctx, "url", b.URL); !errors.Is(err, context.Canceled) || errors.As(err, &caught) {
		t.Errorf("cancelled: %v", err)
	}
	o := httpx.FromHost(b.host)
	o.MaxCalls = 1
	b.host.HTTP = httpx.New(o)
	_, _ = b.task(t, "url", b.URL)
	var limit *host.LimitError
	if _, err := b.task(t, "url", b.URL); !errors.As(err, &limit) || errors.As(err, &caught) {
		t.Errorf("limit: %v", err)
	}
}

// A Doer that is not ours puts the whole address into its errors.
func TestForeignDoer(t *testing.T) {
	b := newBench(t)
	b.host.HTTP = doer(func(r *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: errors.New("no route")}
	})
	_, err := b.task(t, "url", "http://x.test/p?key=SECRET")
	if err == nil || err.Error() != "invokeUrl: no answer from x.test: no route" {
		t.Error(err)
	}
	b.host.HTTP = http.DefaultClient
	b.host.Net.MaxResponse = 5
	if _, err = b.task(t, "url", b.URL); err == nil || !strings.Contains(err.Error(), "invokeUrl: answer larger than 5 bytes") {
		t.Error(err)
	}
}

type doer func(*http.Request) (*http.Response, error)

func (f doer) Do(r *http.Request) (*http.Response, error) { return f(r) }

func TestTimeoutMessage(t *testing.T) {
	b := newBench(t)
	o := httpx.FromHost(b.host)
	o.Net.Timeout = 50 * time.Millisecond
	o.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	b.host.HTTP = httpx.New(o)
	_, err := b.call(t, "getUrl", "http://x.test/?k=SECRET")
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		t.Error("a time-out of one task looks like the end of the run")
	}
	var network *httpx.Error
	if !errors.As(err, &network) || network.Kind != httpx.Timeout {
		t.Errorf("%#v", err)
	}
	if err == nil || err.Error() != "getUrl: socket timeout error: no answer from x.test within 0.05 s" {
		t.Error(err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestFunctions(t *testing.T) {
	tests := []struct {
		name  string
		args  []any
		sent  string // METHOD URI type body X-A
		text  string // of the answer
		fails string
	}{
		{"getUrl", []any{"/g"}, "GET /g  ", `{"ok":"yes"}`, ""},
		{"getUrl", []any{"/g", pairs("X-A", 1), false}, "GET /g  1", "", ""},
		{"getUrl", []any{"/g", false}, "GET /g  ", "", ""},
		{"getUrl", []any{"/g", pairs(), pairs()}, "", "", "No. of arguments"},
		{"getUrl", nil, "", "", "No. of arguments"},
		{"postUrl", []any{"/p", pairs("a", "b c")}, "POST /p a=b+c ", `{"ok":"yes"}`, ""},
		{"postUrl", []any{"/p", "raw", pairs("X-A", "k"), true}, "POST /p raw k", `{"ok":"yes"}`, ""},
		{"postUrl", []any{"/p"}, "", "", "No. of arguments"},
		{"invokeUrl", []any{"/f"}, "GET /f  ", `{"ok":"yes"}`, ""},
		{"invokeUrl", []any{"/f", "GET", pairs("k", "v"), false}, "GET /f?k=v  ", "", ""},
		{"invokeUrl", []any{"/f", "get", pairs("k", "v"), pairs("X-A", "1")}, "GET /f?k=v  1", `{"ok":"yes"}`, ""},
		{"invokeUrl", []any{"/f", "POST", "raw", pairs("X-A", "1"), true}, "POST /f raw 1", `{"ok":"yes"}`, ""},
		{"invokeUrl", []any{"/f", "PUT", nil, pairs("X-A", "1")}, "PUT /f  1", `{"ok":"yes"}`, ""},
		{"invokeUrl", []any{"/f", "TRACE"}, "", "", `invokeUrl: type "TRACE"`},
	}
	for _, tt := range tests {
		b := newBench(t)
		args := append([]any(nil), tt.args...)
		if len(args) > 0 {
			args[0] = b.URL + args[0].(string)
		}
		v, err := b.call(t, tt.name, args...)
		if tt.fails != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fails) || b.last != nil {
				t.Errorf("%s %v: %v", tt.name, tt.args, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s %v: %v", tt.name, tt.args, err)
			continue
		}
		sent := strings.Join([]string{b.last.Method, b.last.RequestURI, b.body, b.last.Header.Get("X-A")}, " ")
		if sent != tt.sent {
			t.Errorf("%s %v: sent %q", tt.name, tt.args, sent)
		}
		if tt.text != "" && (v.Kind() != types.Text || show(v) != tt.text) || tt.text == "" && v.Kind() != types.Map {
			t.Errorf("%s %v: %s %s", tt.name, tt.args, v.Kind(), show(v))
		}
	}
}
