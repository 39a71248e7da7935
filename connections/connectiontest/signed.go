package connectiontest

import (
	"crypto/subtle"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections/oauth1"
	"github.com/dg-lang/dg/connections/provider"
)

// Paths of the server's OAuth 1.0a side (RFC 5849).
const (
	RequestTokenPath    = "/oauth1/request"
	SignedAuthorizePath = "/oauth1/authorize"
	SignedTokenPath     = "/oauth1/token"
	SignedPath          = "/oauth1/api/" // protected: a signature with a token; answers what it was sent
	OneLegPath          = "/oauth1/app/" // protected: a signature without one
)

// timestampLimit is how far a timestamp may be off.
const timestampLimit = 10 * time.Minute

// signedToken is a request token or, without a callback, an access token.
type signedToken struct {
	secret, callback, verifier string
	used                       bool
}

// SignedService describes the OAuth 1 side of a started server for a connection.
func (s *Server) SignedService(id string) provider.Service {
	return provider.Service{
		ID: id, Title: "Local demonstration service, signed", Auth: provider.OAuth1,
		RequestTokenURL: s.url + RequestTokenPath, AuthorizeURL: s.url + SignedAuthorizePath, TokenURL: s.url + SignedTokenPath,
		Hosts: []string{s.url}, Private: true, TestURL: s.url + SignedPath + "me", AccountPath: "account",
	}
}

func (s *Server) signedRoutes() {
	s.mux.HandleFunc("POST "+RequestTokenPath, s.requestToken)
	s.mux.HandleFunc("GET "+SignedAuthorizePath, s.authorizeSigned)
	s.mux.HandleFunc("POST "+SignedTokenPath, s.accessToken)
	s.mux.HandleFunc(SignedPath, s.signedAPI)
	s.mux.HandleFunc(OneLegPath, s.signedAPI)
}

// requestToken is the first leg (§2.1).
func (s *Server) requestToken(w http.ResponseWriter, r *http.Request) {
	p, ok := s.verified(w, r, "")
	if !ok {
		return
	}
	token, secret := random(), random()
	s.mu.Lock()
	s.signed[token] = signedToken{secret: secret, callback: p.Get("oauth_callback")}
	s.mu.Unlock()
	s.note("request-token", p.Get("oauth_callback"))
	s.form(w, url.Values{"oauth_token": {token}, "oauth_token_secret": {secret}, "oauth_callback_confirmed": {"true"}})
}

// authorizeSigned is the second leg, approved at once (§2.2). Without a callback it
// shows the verifier.
func (s *Server) authorizeSigned(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("oauth_token")
	s.mu.Lock()
	t, ok := s.signed[name]
	t.verifier = random()
	if ok {
		s.signed[name] = t
	}
	s.mu.Unlock()
	if !ok || t.callback == "" {
		http.Error(w, "unknown request token", http.StatusBadRequest)
		return
	}
	s.note("authorize", t.callback)
	if t.callback == "oob" {
		_, _ = io.WriteString(w, t.verifier)
		return
	}
	http.Redirect(w, r, t.callback+"?"+url.Values{"oauth_token": {name}, "oauth_verifier": {t.verifier}}.Encode(), http.StatusFound)
}

// accessToken is the third leg (§2.3).
func (s *Server) accessToken(w http.ResponseWriter, r *http.Request) {
	p, ok := s.verified(w, r, "request token")
	if !ok {
		return
	}
	s.mu.Lock()
	t := s.signed[p.Get("oauth_token")]
	good := t.callback != "" && t.verifier != "" && t.verifier == p.Get("oauth_verifier") && !t.used
	t.used = true
	s.signed[p.Get("oauth_token")] = t
	token, secret := random(), random()
	if good {
		s.signed[token] = signedToken{secret: secret}
	}
	s.mu.Unlock()
	if !good {
		s.refuseSigned(w, "verifier_invalid")
		return
	}
	s.note("access-token", "")
	s.form(w, url.Values{"oauth_token": {token}, "oauth_token_secret": {secret}, "screen_name": {s.config.Account}})
}

// signedAPI answers requests that are signed, with a token or with none.
func (s *Server) signedAPI(w http.ResponseWriter, r *http.Request) {
	kind := "access token"
	if strings.HasPrefix(r.URL.Path, OneLegPath) {
		kind = ""
	}
	p, ok := s.verified(w, r, kind)
	if !ok {
		return
	}
	s.note("api", r.Method+" "+r.URL.Path+" "+p.Get("oauth_signature_method"))
	writeJSON(w, http.StatusOK, map[string]any{"account": s.config.Account, "query": r.URL.RawQuery})
}

// verified checks the signature of a request (§3.2). kind says which token it must
// carry.
func (s *Server) verified(w http.ResponseWriter, r *http.Request, kind string) (url.Values, bool) {
	header, form := headerParams(r), ""
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media == "application/x-www-form-urlencoded" {
		text, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return nil, false
		}
		form = string(text)
	}
	all, err := url.ParseQuery(r.URL.RawQuery + "&" + form)
	if err != nil {
		s.refuseSigned(w, "parameter_rejected")
		return nil, false
	}
	var params []oauth1.Param
	for _, p := range header {
		params = append(params, p)
		all.Set(p.Name, p.Value)
	}
	problem := s.problem(all, kind)
	if problem == "" && !s.signatureFits(r, form, params, all) {
		problem = "signature_invalid"
	}
	if problem != "" {
		s.refuseSigned(w, problem)
		return nil, false
	}
	return all, true
}

// headerParams reads the protocol parameters of the Authorization header (§3.5.1).
func headerParams(r *http.Request) []oauth1.Param {
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "OAuth ")
	if !ok {
		return nil
	}
	var all []oauth1.Param
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		plain, err := url.PathUnescape(strings.Trim(value, `"`))
		if err == nil && name != "realm" {
			all = append(all, oauth1.Param{Name: name, Value: plain})
		}
	}
	return all
}

// problem finds what is wrong beside the signature.
func (s *Server) problem(all url.Values, kind string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, known := s.signed[all.Get("oauth_token")]
	isRequest := t.callback != ""
	switch {
	case all.Get("oauth_consumer_key") != s.config.ClientID:
		return "consumer_key_unknown"
	case kind == "" && all.Has("oauth_token"), kind != "" && (!known || isRequest != (kind == "request token")):
		return "token_rejected"
	case all.Get("oauth_signature_method") == "PLAINTEXT":
		return ""
	}
	seconds, err := strconv.ParseInt(all.Get("oauth_timestamp"), 10, 64)
	if err != nil || s.config.Now().Sub(time.Unix(seconds, 0)).Abs() > timestampLimit {
		return "timestamp_refused"
	}
	nonce := all.Get("oauth_timestamp") + " " + all.Get("oauth_nonce")
	if all.Get("oauth_nonce") == "" || s.nonces[nonce] {
		return "nonce_used"
	}
	s.nonces[nonce] = true
	return ""
}

// signatureFits signs the request once more.
func (s *Server) signatureFits(r *http.Request, form string, header []oauth1.Param, all url.Values) bool {
	u := *r.URL
	u.Scheme, u.Host = "http", r.Host
	s.mu.Lock()
	t := s.signed[all.Get("oauth_token")]
	s.mu.Unlock()
	c := oauth1.Credentials{ConsumerSecret: s.config.ClientSecret, TokenSecret: t.secret}
	u.RawQuery, form = without(u.RawQuery), without(form)
	want, err := oauth1.Signature(all.Get("oauth_signature_method"), oauth1.Request{Method: r.Method, URL: &u, Form: form}, header, c)
	return err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(all.Get("oauth_signature"))) == 1
}

// without drops the signature from a query or a form, where it may stand.
func without(query string) string {
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		if !strings.HasPrefix(part, "oauth_signature=") {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

func (s *Server) refuseSigned(w http.ResponseWriter, problem string) {
	s.note("signed-error", problem)
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = io.WriteString(w, "oauth_problem="+problem)
}

func (s *Server) form(w http.ResponseWriter, v url.Values) {
	w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
	_, _ = io.WriteString(w, v.Encode())
}
