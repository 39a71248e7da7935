package connectiontest

import (
	"net/http"
	"strings"
)

// protect lets a request through that carries a living access token (RFC 6750).
func (s *Server) protect(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		what := r.Method + " " + r.URL.Path
		if next == nil {
			http.NotFound(w, r)
			return
		}
		if !s.alive(bearerOf(r)) {
			s.note("api-401", what)
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			writeJSON(w, http.StatusUnauthorized, map[string]any{"code": "INVALID_TOKEN", "message": "invalid oauth token"})
			return
		}
		if f := s.hooks().API; f != nil && f(w, r) {
			s.note("api-fault", what)
			return
		}
		s.note("api", what)
		next.ServeHTTP(w, r)
	}
}

// bearerOf finds the token in the header or the query.
func bearerOf(r *http.Request) string {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if ok && (strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "Zoho-oauthtoken")) {
		return token
	}
	return r.URL.Query().Get("access_token")
}

func (s *Server) alive(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.access[token]
	return ok && s.config.Now().Before(a.expires)
}

func (s *Server) account(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"account": s.config.Account, "organisation": s.config.Organisation})
}
