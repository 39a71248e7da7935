package connectiontest

import (
	"net/http"
	"strings"
	"time"
)

// Paths of the device grant (RFC 8628).
const (
	DevicePath   = "/oauth/device"
	ActivatePath = "/oauth/activate" // ?code=USER-CODE approves, &answer=deny refuses
)

// device is a device code that waits for a person.
type device struct {
	user, scope      string
	approved, denied bool
	expires          time.Time
}

// deviceLife is how long a person has to type a code.
const deviceLife = 10 * time.Minute

func (s *Server) startDevice(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.PostFormValue("client_id") != s.config.ClientID {
		s.refuse(w, http.StatusUnauthorized, "invalid_client", "")
		return
	}
	name, user := random(), strings.ToUpper(random()[:4]+"-"+random()[:4])
	s.mu.Lock()
	s.devices[name] = device{user: user, scope: r.PostFormValue("scope"), expires: s.config.Now().Add(deviceLife)}
	s.mu.Unlock()
	s.note("device", "scope "+r.PostFormValue("scope"))
	at := s.url + ActivatePath
	writeJSON(w, http.StatusOK, map[string]any{"device_code": name, "user_code": user, "verification_uri": at,
		"verification_uri_complete": at + "?code=" + user, "expires_in": int(deviceLife / time.Second), "interval": 1})
}

// activate is what the person opens.
func (s *Server) activate(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, d := range s.devices {
		if d.user == r.URL.Query().Get("code") {
			d.approved = r.URL.Query().Get("answer") != "deny"
			d.denied = !d.approved
			s.devices[name] = d
			return
		}
	}
	http.Error(w, "unknown code", http.StatusNotFound)
}

// ApproveDevices approves every device that waits, and says how many these were.
func (s *Server) ApproveDevices() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for name, d := range s.devices {
		if !d.approved {
			n++
			d.approved = true
			s.devices[name] = d
		}
	}
	return n
}

func (s *Server) fromDevice(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	name := r.PostFormValue("device_code")
	d, ok := s.devices[name]
	if d.approved {
		delete(s.devices, name)
	}
	s.mu.Unlock()
	switch {
	case !ok || s.config.Now().After(d.expires):
		s.refuse(w, http.StatusBadRequest, "expired_token", "")
	case d.denied:
		s.refuse(w, http.StatusBadRequest, "access_denied", "the user said no")
	case !d.approved:
		s.refuse(w, http.StatusBadRequest, "authorization_pending", "")
	default:
		s.note("device-token", "scope "+d.scope)
		s.grant(w, random(), d.scope, !s.config.NoRefresh)
	}
}

// describe is what the server says of itself (OpenID Connect Discovery 1.0 §3).
func (s *Server) describe(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer": s.url, "authorization_endpoint": s.url + AuthorizePath, "token_endpoint": s.url + TokenPath,
		"revocation_endpoint": s.url + RevokePath, "device_authorization_endpoint": s.url + DevicePath,
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic"},
		"code_challenge_methods_supported":      []string{"plain", "S256"},
	})
}
