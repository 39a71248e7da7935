package connectiontest

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"time"
)

// codeLife is how long an authorization code is good (RFC 6749 §4.1.2).
const codeLife = 10 * time.Minute

// consentPage has the scope and the query.
const consentPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Demonstration provider</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:15vh auto;padding:0 1em}button{font:inherit;padding:.4em 1.2em;margin-right:1em}</style></head>
<body><h1>Allow dg to use your account?</h1>
<p>This page is served by dg itself and stands for the consent page of a provider. dg asks for: <b>%s</b></p>
<form method="post"><input type="hidden" name="query" value="%s">
<button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form></body></html>
`

// authorize is the authorization endpoint (RFC 6749 §3.1).
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.note("authorize", "scope "+q.Get("scope"))
	if problem := s.checkRequest(q); problem != "" {
		http.Error(w, problem, http.StatusBadRequest)
		return
	}
	if !s.config.Consent {
		s.approve(w, r, q)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, consentPage, html.EscapeString(q.Get("scope")), html.EscapeString(r.URL.RawQuery))
}

// consent takes the answer of the consent page.
func (s *Server) consent(w http.ResponseWriter, r *http.Request) {
	q, err := url.ParseQuery(r.FormValue("query"))
	if problem := s.checkRequest(q); err != nil || problem != "" {
		http.Error(w, problem, http.StatusBadRequest)
		return
	}
	s.note("consent", r.FormValue("answer"))
	if r.FormValue("answer") == "allow" {
		s.approve(w, r, q)
		return
	}
	redirect(w, r, q, url.Values{"error": {"access_denied"}, "error_description": {"the user said no"}})
}

// checkRequest returns what is wrong with an authorization request, if anything.
func (s *Server) checkRequest(q url.Values) string {
	target, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case q.Get("client_id") != s.config.ClientID:
		return "unknown client"
	case err != nil || target.Host == "":
		return "redirect_uri is needed"
	case q.Get("response_type") != "code":
		return "response_type code is needed"
	case q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "":
		return "a code challenge with S256 is needed" // RFC 7636 §4.4.1
	}
	return ""
}

func (s *Server) approve(w http.ResponseWriter, r *http.Request, q url.Values) {
	c := random()
	s.mu.Lock()
	s.codes[c] = code{
		redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"), scope: s.granted(q.Get("scope")),
		expires: s.config.Now().Add(codeLife), family: random(), offline: q.Get("access_type") == "offline",
	}
	s.mu.Unlock()
	redirect(w, r, q, url.Values{"code": {c}})
}

func redirect(w http.ResponseWriter, r *http.Request, q, answer url.Values) {
	target, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		http.Error(w, "redirect_uri does not parse", http.StatusBadRequest)
		return
	}
	if state := q.Get("state"); state != "" {
		answer.Set("state", state)
	}
	target.RawQuery = answer.Encode()
	http.Redirect(w, r, target.String(), http.StatusFound)
}
