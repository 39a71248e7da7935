package connectiontest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// token is the token endpoint (RFC 6749 §3.2).
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.refuse(w, http.StatusBadRequest, "invalid_request", "the form does not parse")
		return
	}
	if f := s.hooks().Token; f != nil && f(w, r) {
		s.note("token-error", "fault injected for "+r.PostFormValue("grant_type"))
		return
	}
	if !s.clientOK(r) {
		s.refuse(w, http.StatusUnauthorized, "invalid_client", "unknown client, wrong secret, or credentials in two places")
		return
	}
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		s.fromCode(w, r)
	case "refresh_token":
		s.fromRefresh(w, r)
	case "client_credentials":
		s.note("client-credentials", "scope "+r.PostFormValue("scope"))
		s.grant(w, random(), r.PostFormValue("scope"), false)
	case provider.DeviceCode:
		s.fromDevice(w, r)
	case s.config.Grant:
		if r.PostFormValue("account_id") == "" || s.config.Grant == "" {
			s.refuse(w, http.StatusBadRequest, "invalid_request", "account_id is missing")
			return
		}
		s.note("client-credentials", s.config.Grant)
		s.grant(w, random(), r.PostFormValue("scope"), false)
	default:
		s.refuse(w, http.StatusBadRequest, "unsupported_grant_type", "")
	}
}

// clientOK checks the client's credentials, which must stand in exactly one place
// (RFC 6749 §2.3).
func (s *Server) clientOK(r *http.Request) bool {
	id, secret, inHeader := r.BasicAuth()
	inBody := r.PostForm.Has("client_secret")
	if inHeader == inBody {
		return false
	}
	if inBody {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	} else {
		// RFC 6749 §2.3.1: both are form-encoded before they are joined.
		id, secret = unescape(id), unescape(secret)
	}
	return id == s.config.ClientID && secret == s.config.ClientSecret
}

func unescape(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

func (s *Server) fromCode(w http.ResponseWriter, r *http.Request) {
	name := r.PostFormValue("code")
	s.mu.Lock()
	c, ok := s.codes[name]
	replay := ok && c.used
	if ok {
		c.used = true
		s.codes[name] = c
	}
	if replay {
		s.endFamily(c.family)
	}
	s.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case !ok || replay || s.config.Now().After(c.expires):
		s.refuse(w, http.StatusBadRequest, "invalid_grant", "the code is unknown, used or expired")
	case c.redirect != r.PostFormValue("redirect_uri"):
		s.refuse(w, http.StatusBadRequest, "invalid_grant", "redirect_uri differs")
	case base64.RawURLEncoding.EncodeToString(sum[:]) != c.challenge:
		s.refuse(w, http.StatusBadRequest, "invalid_grant", "the code verifier does not fit the challenge")
	default:
		s.note("token", "authorization_code, scope "+c.scope)
		s.grant(w, c.family, c.scope, !s.config.NoRefresh && (c.offline || !s.config.Offline))
	}
}

func (s *Server) fromRefresh(w http.ResponseWriter, r *http.Request) {
	name := r.PostFormValue("refresh_token")
	s.mu.Lock()
	t, ok := s.tokens[name]
	good := ok && !t.dead
	if ok && t.dead && s.config.DetectReuse {
		s.endFamily(t.family)
	}
	if good && s.config.Rotate {
		t.dead = true
		s.tokens[name] = t
	}
	s.mu.Unlock()
	if !good {
		s.refuse(w, http.StatusBadRequest, "invalid_grant", "the refresh token is unknown, used or revoked")
		return
	}
	s.note("refresh", "scope "+t.scope)
	s.grant(w, t.family, t.scope, s.config.Rotate)
}

// endFamily ends every token that came from one consent (RFC 9700 §2.2.2). The
// caller has the lock.
func (s *Server) endFamily(family string) {
	for name, t := range s.tokens {
		if t.family == family {
			t.dead = true
			s.tokens[name] = t
		}
	}
	for name, a := range s.access {
		if a.family == family {
			delete(s.access, name)
		}
	}
}

// grant answers with a new access token.
func (s *Server) grant(w http.ResponseWriter, family, scope string, withRefresh bool) {
	s.mu.Lock()
	life := s.config.Life
	answer := map[string]any{
		"access_token": random(), "token_type": "Bearer", "expires_in": int(life / time.Second), "scope": scope,
	}
	s.access[answer["access_token"].(string)] = access{expires: s.config.Now().Add(life), family: family}
	if withRefresh {
		name := random()
		answer["refresh_token"] = name
		s.tokens[name] = refresh{family: family, scope: scope}
	}
	s.mu.Unlock()
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) refuse(w http.ResponseWriter, status int, code, description string) {
	s.note("token-error", code)
	writeJSON(w, status, map[string]any{"error": code, "error_description": description})
}

// revoke is the revocation endpoint; it answers 200 for unknown tokens too
// (RFC 7009 §2.2).
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || !s.clientOK(r) {
		s.refuse(w, http.StatusUnauthorized, "invalid_client", "")
		return
	}
	s.mu.Lock()
	if t, ok := s.tokens[r.PostFormValue("token")]; ok {
		s.endFamily(t.family)
	}
	delete(s.access, r.PostFormValue("token"))
	s.mu.Unlock()
	s.note("revoke", r.PostFormValue("token_type_hint"))
	w.WriteHeader(http.StatusOK)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
