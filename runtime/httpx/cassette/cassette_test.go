package cassette_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/httpx/cassette"
)

// account signs with a token in the header and one in the query.
type account struct{}

const (
	token    = "connection-token-0815"
	queryKey = "connection-query-4711"
)

func (account) Authorize(_ context.Context, _ string, req *http.Request) error {
	req.Header.Set("X-Own", "Bearer "+token)
	req.URL.RawQuery = strings.TrimPrefix(req.URL.RawQuery+"&k="+queryKey, "&")
	return nil
}

func (account) Rejected(context.Context, string, *http.Request) error { return errors.New("no") }

// chatty repeats whatever it is sent, and hands out tokens.
func chatty(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch r.URL.Path {
	case "/bytes":
		_, _ = w.Write([]byte{0, 0xff, 0xfe, '\r', '\n', 0x80})
	case "/moved":
		http.Redirect(w, r, "/echo?"+r.URL.RawQuery, http.StatusFound)
	default:
		w.Header().Set("X-Echo", r.Header.Get("X-Own"))
		w.Header().Set("Set-Cookie", "sid=server-cookie-123")
		_, _ = io.WriteString(w, `{"refresh_token":"server-token-99","sent":"`+strings.ReplaceAll(string(body), `"`, `\"`)+
			r.Header.Get("X-Own")+r.Header.Get("X-Api-Key")+r.URL.RawQuery+`"}`)
	}
}

type request struct{ method, url, kind, body string }

func (q request) send(t *testing.T, c *httpx.Client) (int, string) {
	t.Helper()
	ctx := host.WithCall(t.Context(), host.CallInfo{Connection: "crm"})
	req, err := http.NewRequestWithContext(ctx, q.method, q.url, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", q.kind)
	req.Header.Set("X-Api-Key", "script-key-0123")
	resp, err := c.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", q.method, q.url, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// form is a multipart entity with a boundary of its own each time.
func form(t *testing.T) (kind, body string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("name", "Ada"); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}

func requests(t *testing.T, at string) []request {
	kind, body := form(t)
	return []request{
		{"POST", at + "/echo?page=2&apikey=script-secret-1", "application/json", `{"password":"script-secret-2","name":"Ada"}`},
		{"POST", at + "/echo", "application/x-www-form-urlencoded", "client_secret=script-secret+3&a=b"},
		{"POST", at + "/echo", "text/xml", `<s:Login><s:password type="text">script-secret-4</s:password></s:Login>`},
		{"POST", at + "/echo", kind, body},
		{"GET", at + "/moved?page=1", "text/plain", ""},
		{"GET", at + "/u/script-key-0123/x", "text/plain", ""},
		{"GET", at + "/bytes", "text/plain", ""},
		{"GET", at + "/bytes", "text/plain", ""},
	}
}

func record(t *testing.T, at string) []byte {
	rec := cassette.NewRecorder()
	c := httpx.New(httpx.Options{Auth: account{}, Stage: rec, Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }})
	defer c.Close()
	for _, q := range requests(t, at) {
		q.send(t, c)
	}
	if want := len(requests(t, at)) + 1; rec.Len() != want { // a redirect is two
		t.Errorf("%d answers were recorded, want %d", rec.Len(), want)
	}
	text, err := rec.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Nothing of a recording opens a door: neither what a connection sent, nor what the
// script or the service had of its own.
func TestRecordingHoldsNoSecret(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(chatty))
	defer s.Close()
	text := string(record(t, s.URL))
	for _, secret := range []string{token, queryKey, "server-token-99", "server-cookie", "script-key", "script-secret"} {
		if i := strings.Index(text, secret); i >= 0 {
			t.Errorf("the recording holds %s: …%s…", secret, text[max(0, i-120):i+len(secret)])
		}
	}
	for _, kept := range []string{"page=2&apikey=" + httpx.Redacted, `"name":"Ada"`, "client_secret=" + httpx.Redacted + "&a=b", "code: 302", "--boundary"} {
		if !strings.Contains(text, kept) {
			t.Errorf("the recording lacks %s:\n%s", kept, text)
		}
	}
}

// A recording gives the same run without a network or an account, as often as it was
// recorded.
func TestReplay(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(chatty))
	text := record(t, s.URL)
	s.Close()
	player, err := cassette.Load("tape.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	c := httpx.New(httpx.Options{Stage: player, Offline: true})
	for _, q := range requests(t, s.URL) {
		status, body := q.send(t, c)
		if status != http.StatusOK {
			t.Errorf("%s %s: %d", q.method, q.url, status)
		}
		if strings.HasSuffix(q.url, "/bytes") && body != "\x00\xff\xfe\r\n\x80" {
			t.Errorf("the bytes became %q", body)
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/bytes", nil)
	_, err = c.Do(req)
	var stop *host.StopError
	if !errors.As(err, &stop) || !strings.Contains(stop.Message, "no answer for GET "+s.URL+"/bytes") || !strings.Contains(stop.Next, "/bytes (given already)") {
		t.Errorf("the third of two: %v", err)
	}
}

func TestNoRecording(t *testing.T) {
	for _, text := range []string{"", "version: 1\n", "version: 2\ninteractions: [null]\n", "a: [", "\x00"} {
		if _, err := cassette.Load("tape.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), "tape.yaml is no recording") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
