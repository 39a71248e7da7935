package connections_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// sent is one request as it arrived.
type sent struct {
	address, authorization string
	header                 http.Header
	query, form            map[string]string
	json                   bool
}

// recorder is a server that plays every provider at once and keeps what arrives. It
// is reached under any name.
type recorder struct {
	t        *testing.T
	server   *httptest.Server
	mu       sync.Mutex
	requests []sent
}

const (
	rowClient  = "client/1 ü"
	rowSecret  = "s3cret+&=%"
	rowToken   = "acc3ss-token-1"
	rowRefresh = "r3fresh-token-1"
	rowKey     = "k3y-of-the-user"
	redirected = "https://dg.example/callback"
)

func newRecorder(t *testing.T) (*recorder, *http.Transport) {
	r := &recorder{t: t}
	r.server = httptest.NewTLSServer(r)
	t.Cleanup(r.server.Close)
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, r.server.Listener.Addr().String())
	}
	return r, &http.Transport{DialContext: dial, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // of this test
}

func flat(v url.Values) map[string]string {
	all := map[string]string{}
	for k := range v {
		all[k] = strings.Join(v[k], "|")
	}
	return all
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		r.t.Error(err)
	}
	s := sent{address: "https://" + req.Host + req.URL.Path, authorization: req.Header.Get("Authorization"), header: req.Header,
		query: flat(req.URL.Query()), form: map[string]string{}}
	if s.json = strings.HasPrefix(req.Header.Get("Content-Type"), "application/json"); s.json {
		err = json.Unmarshal(body, &s.form)
	} else {
		var form url.Values
		form, err = url.ParseQuery(string(body))
		s.form = flat(form)
	}
	if err != nil {
		r.t.Error(err)
	}
	r.mu.Lock()
	r.requests = append(r.requests, s)
	r.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.HasPrefix(s.authorization, "OAuth oauth_"):
		_, _ = io.WriteString(w, "oauth_token="+rowToken+"&oauth_token_secret=ts&oauth_callback_confirmed=true")
	case strings.Contains(req.URL.Path, "openid-configuration"):
		_, _ = io.WriteString(w, `{"issuer":"https://login.acme.example","authorization_endpoint":"https://login.acme.example/a",`+
			`"token_endpoint":"https://login.acme.example/t","code_challenge_methods_supported":["S256"]}`)
	default:
		_, _ = io.WriteString(w, `{"access_token":"`+rowToken+`","refresh_token":"`+rowRefresh+`","token_type":"Bearer","expires_in":3600}`)
	}
}

// last is the newest request; there must have been one since before.
func (r *recorder) last(before int) sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.requests) <= before {
		r.t.Fatal("nothing was sent")
	}
	return r.requests[len(r.requests)-1]
}

// at is the request of a number.
func (r *recorder) at(n int) sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests[n]
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.requests)
}
