package connectiontest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const verifier = "0123456789012345678901234567890123456789012"

func authorizeQuery() url.Values {
	sum := sha256.Sum256([]byte(verifier))
	return url.Values{
		"response_type": {"code"}, "client_id": {"demo-client"}, "redirect_uri": {"http://127.0.0.1:1/cb"}, "state": {"st"},
		"scope": {"read"}, "code_challenge_method": {"S256"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
}

// started serves a provider and a client that stops at redirects.
func started(t *testing.T, c Config) (*Server, *http.Client) {
	t.Helper()
	if c.API == nil {
		c.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	}
	s, err := Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// send returns status, redirect and body.
func send(t *testing.T, c *http.Client, req *http.Request) (int, url.Values, string) {
	t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(resp.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, u.Query(), string(body)
}

func form(t *testing.T, address string, values url.Values, basic bool) *http.Request {
	t.Helper()
	if !basic {
		values.Set("client_id", "demo-client")
		values.Set("client_secret", "demo-secret")
	}
	req, err := http.NewRequest("POST", address, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if basic {
		req.SetBasicAuth("demo-client", "demo-secret")
	}
	return req
}

func newGet(t *testing.T, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestConsentPage(t *testing.T) {
	s, c := started(t, Config{Consent: true})
	status, _, page := send(t, c, newGet(t, s.URL()+AuthorizePath+"?"+authorizeQuery().Encode()))
	hidden := regexp.MustCompile(`name="query" value="([^"]*)"`).FindStringSubmatch(page)
	if status != 200 || hidden == nil || !strings.Contains(page, ">Allow<") {
		t.Fatalf("%d %s", status, page)
	}
	query := html.UnescapeString(hidden[1])
	_, q, _ := send(t, c, form(t, s.URL()+AuthorizePath, url.Values{"query": {query}, "answer": {"deny"}}, true))
	if q.Get("error") != "access_denied" || q.Get("state") != "st" {
		t.Errorf("deny: %v", q)
	}
	_, q, _ = send(t, c, form(t, s.URL()+AuthorizePath, url.Values{"query": {query}, "answer": {"allow"}}, true))
	if q.Get("code") == "" || q.Get("state") != "st" {
		t.Errorf("allow: %v", q)
	}
}

func TestAuthorizeRefusesBadRequests(t *testing.T) {
	s, c := started(t, Config{})
	for name, value := range map[string]string{"client_id": "x", "redirect_uri": "", "response_type": "token", "code_challenge": "", "code_challenge_method": "plain"} {
		q := authorizeQuery()
		q.Set(name, value)
		if status, _, _ := send(t, c, newGet(t, s.URL()+AuthorizePath+"?"+q.Encode())); status != 400 {
			t.Errorf("%s=%q: %d", name, value, status)
		}
	}
}

func TestCodeReplayEndsTheGrant(t *testing.T) {
	s, c := started(t, Config{Rotate: true, DetectReuse: true})
	_, q, _ := send(t, c, newGet(t, s.URL()+AuthorizePath+"?"+authorizeQuery().Encode()))
	exchange := func(change url.Values, basic bool) (int, map[string]any) {
		values := url.Values{"grant_type": {"authorization_code"}, "code": {q.Get("code")}, "redirect_uri": {"http://127.0.0.1:1/cb"}, "code_verifier": {verifier}}
		for k, v := range change {
			values[k] = v
		}
		status, _, body := send(t, c, form(t, s.URL()+TokenPath, values, basic))
		var answer map[string]any
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		return status, answer
	}
	status, answer := exchange(nil, true)
	if status != 200 || answer["access_token"] == nil || answer["refresh_token"] == nil {
		t.Fatalf("%d %v", status, answer)
	}
	api := newGet(t, s.URL()+"/x")
	api.Header.Set("Authorization", "Bearer "+answer["access_token"].(string))
	if status, _, _ := send(t, c, api); status != 200 {
		t.Errorf("api: %d", status)
	}
	if status, again := exchange(nil, false); status != 400 || again["error"] != "invalid_grant" {
		t.Errorf("replay: %d %v", status, again)
	}
	if status, _, _ := send(t, c, api); status != 401 {
		t.Errorf("api after the replay: %d", status)
	}
	for name, change := range map[string]url.Values{
		"verifier": {"code_verifier": {"wrong"}}, "redirect": {"redirect_uri": {"http://127.0.0.1:2/"}}, "code": {"code": {"x"}}, "grant": {"grant_type": {"password"}},
	} {
		_, q, _ = send(t, c, newGet(t, s.URL()+AuthorizePath+"?"+authorizeQuery().Encode()))
		if status, a := exchange(change, true); status != 400 {
			t.Errorf("%s: %d %v", name, status, a)
		}
	}
}

func TestClientCredentialsInTwoPlacesAreRefused(t *testing.T) {
	s, c := started(t, Config{})
	req := form(t, s.URL()+TokenPath, url.Values{"grant_type": {"client_credentials"}}, false)
	req.SetBasicAuth("demo-client", "demo-secret")
	if status, _, _ := send(t, c, req); status != 401 {
		t.Errorf("both places: %d", status)
	}
	for _, basic := range []bool{true, false} {
		if status, _, _ := send(t, c, form(t, s.URL()+TokenPath, url.Values{"grant_type": {"client_credentials"}}, basic)); status != 200 {
			t.Errorf("basic %v: %d", basic, status)
		}
	}
	if got := strings.Join(s.Kinds(), " "); got != "token-error client-credentials client-credentials" {
		t.Errorf("log: %s", got)
	}
}
