package httpx

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
)

// tracing is a journal that keeps messages, too.
type tracing struct {
	mu       sync.Mutex
	messages []host.Message
}

func (*tracing) Exchanged(context.Context, host.Exchange) {}

func (j *tracing) Traced(_ context.Context, m host.Message) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.messages = append(j.messages, m)
}

// text is everything that a trace would show.
func (j *tracing) text() string {
	var b strings.Builder
	for _, m := range j.messages {
		b.WriteString(m.Start + "\n" + strings.Join(m.Header, "\n") + "\n\n" + m.Body + "\n")
	}
	return b.String()
}

// placer is an Authorizer that puts one secret where a test wants it.
type placer func(*http.Request)

func (p placer) Authorize(_ context.Context, _ string, req *http.Request) error {
	p(req)
	return nil
}

func (placer) Rejected(context.Context, string, *http.Request) error { return nil }

const (
	planted  = `pl4nted/s3cret"+&ä` + "0123456789"
	scripted = "scr1pt3d-s3cret-0123456789"
)

// echoServer repeats everything that it gets, as an answer to a debugging request does.
func echoServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Set-Cookie", "session="+scripted)
		w.Header().Set("X-Echo", r.URL.RawQuery)
		for name, values := range r.Header {
			_, _ = io.WriteString(w, name+": "+strings.Join(values, ", ")+"\n")
		}
		_, _ = io.WriteString(w, r.URL.RawQuery+"\n"+string(body)+"\n"+planted)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestTraceMasksWhatAConnectionPlaced(t *testing.T) {
	s := echoServer(t)
	for name, place := range map[string]placer{
		"header": func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+planted) },
		"blanks": func(r *http.Request) { r.Header.Set("X-Visitor", "first "+planted) },
		"other":  func(r *http.Request) { r.Header.Set("X-Visitor", planted) },
		"basic":  func(r *http.Request) { r.SetBasicAuth("ada", planted) },
		"query":  func(r *http.Request) { r.URL.RawQuery += "&k=" + url.QueryEscape(planted) },
		"form": func(r *http.Request) {
			text := "name=Ada&k=" + url.QueryEscape(planted)
			r.ContentLength = int64(len(text))
			r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
			r.Body, _ = r.GetBody()
		},
	} {
		log := &tracing{}
		client := New(Options{Auth: place, Journal: log, Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }})
		req, err := http.NewRequestWithContext(host.WithCall(t.Context(), host.CallInfo{Connection: "crm"}), "POST", s.URL+"/x?q=1", strings.NewReader("name=Ada"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		shown := log.text()
		if len(log.messages) != 2 || !log.messages[0].Sent || !strings.HasPrefix(shown, "POST /x?q") || !strings.Contains(shown, "name=Ada") || !strings.Contains(shown, "HTTP/1.1 200 OK") {
			t.Errorf("%s: %s", name, shown)
		}
		for _, form := range []string{"first", planted, url.QueryEscape(planted), base64.StdEncoding.EncodeToString([]byte("ada:" + planted)), scripted} {
			if strings.Contains(shown, form) {
				t.Errorf("%s: %q stands in\n%s", name, form, shown)
			}
		}
	}
}

func TestTraceMasksWhatAScriptPlaced(t *testing.T) {
	for _, tt := range []struct{ kind, body, want string }{
		{"application/json", `{"access_token":"` + scripted + `","name":"Ada","Client_Secret" : "` + scripted + `"}`, `"name":"Ada"`},
		{"application/json", `{"next_page_token":"abc","token_type":"Bearer","password":"` + scripted + `"}`, `"next_page_token":"abc","token_type":"Bearer"`},
		{"application/x-www-form-urlencoded", "grant_type=refresh_token&refresh_token=" + scripted, "grant_type=refresh_token&"},
		{"image/png", scripted, ""},
		{"text/plain", "a\x00" + scripted, ""},
	} {
		tr := &task{}
		got := tr.shownBody(http.Header{"Content-Type": {tt.kind}}, []byte(tt.body))
		if strings.Contains(got, scripted) || !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q", tt.body, got)
		}
	}
	got := strings.Join((&task{}).shownHeader(http.Header{"X-Api-Key": {scripted}, "Cookie": {"a=" + scripted}, "Authorization": {"Zoho-oauthtoken " + scripted},
		"Location": {"https://x.example/a?code=" + scripted}, "Accept": {"text/plain"}}), "\n")
	if strings.Contains(got, scripted) || !strings.Contains(got, "Accept: text/plain") || !strings.Contains(got, "Authorization: Zoho-oauthtoken •") {
		t.Error(got)
	}
}

// A long entity is cut, and no secret is cut in two.
func TestTraceCutsLongEntities(t *testing.T) {
	tr := &task{}
	tr.placed.keep(planted)
	for shift := range len(planted) + 2 {
		body := strings.Repeat("ä", (traceLimit-shift)/2) + planted + strings.Repeat("x", traceLimit)
		got := tr.shownBody(http.Header{}, []byte(body)[:traceLimit+traceSlack])
		if strings.Contains(got, planted[:8]) || !strings.HasSuffix(got, "…") || len(got) > traceLimit+8 {
			t.Fatalf("shift %d: %d bytes end in %q", shift, len(got), got[len(got)-40:])
		}
	}
}

func TestMaskKeepsLengthAndEnd(t *testing.T) {
	for secret, want := range map[string]string{
		"short": "•••••", "0123456789abcdef": "••••••••••••cdef", strings.Repeat("x", 96) + "wxyz": "••••••••wxyz (100 characters)",
	} {
		if got := mask(secret); got != want {
			t.Errorf("mask(%q) = %q, want %q", secret, got, want)
		}
	}
}
