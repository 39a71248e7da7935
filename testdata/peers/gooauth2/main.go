// An authorization server on github.com/go-oauth2/oauth2/v4, which rotates refresh
// tokens without looking for reuse. GET /api/… is open to the tokens it gave out;
// GET /log tells what happened.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/go-oauth2/oauth2/v4"
	"github.com/go-oauth2/oauth2/v4/errors"
	"github.com/go-oauth2/oauth2/v4/manage"
	"github.com/go-oauth2/oauth2/v4/models"
	"github.com/go-oauth2/oauth2/v4/server"
)

var (
	mu     sync.Mutex
	events = []string{}
)

func note(text string) {
	mu.Lock()
	defer mu.Unlock()
	events = append(events, text)
}

// status is an http.ResponseWriter that remembers what was answered.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// client is the only one there is.
type client struct{}

func (client) GetByID(_ context.Context, id string) (oauth2.ClientInfo, error) {
	if id != os.Getenv("PEER_ID") {
		return nil, errors.ErrInvalidClient
	}
	return &models.Client{ID: id, Secret: os.Getenv("PEER_SECRET"), Domain: "http://127.0.0.1"}, nil
}

// tokens is a store in memory: the module's own needs a database that not every
// proxy has.
type tokens struct {
	mu  sync.Mutex
	all []oauth2.TokenInfo
}

func (s *tokens) Create(_ context.Context, info oauth2.TokenInfo) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, info)
	return nil
}

func (s *tokens) find(field func(oauth2.TokenInfo) string, value string, drop bool) oauth2.TokenInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, info := range s.all {
		if value != "" && field(info) == value {
			if drop {
				s.all = append(s.all[:i:i], s.all[i+1:]...)
			}
			copied := *info.(*models.Token) // the manager changes what it is given
			return &copied
		}
	}
	return nil
}

func (s *tokens) RemoveByCode(_ context.Context, v string) error {
	s.find(oauth2.TokenInfo.GetCode, v, true)
	return nil
}

func (s *tokens) RemoveByAccess(_ context.Context, v string) error {
	s.find(oauth2.TokenInfo.GetAccess, v, true)
	return nil
}

func (s *tokens) RemoveByRefresh(_ context.Context, v string) error {
	s.find(oauth2.TokenInfo.GetRefresh, v, true)
	return nil
}

func (s *tokens) GetByCode(_ context.Context, v string) (oauth2.TokenInfo, error) {
	return s.find(oauth2.TokenInfo.GetCode, v, false), nil
}

func (s *tokens) GetByAccess(_ context.Context, v string) (oauth2.TokenInfo, error) {
	return s.find(oauth2.TokenInfo.GetAccess, v, false), nil
}

func (s *tokens) GetByRefresh(_ context.Context, v string) (oauth2.TokenInfo, error) {
	return s.find(oauth2.TokenInfo.GetRefresh, v, false), nil
}

func main() {
	manager := manage.NewDefaultManager()
	manager.MapTokenStorage(&tokens{})
	manager.SetAuthorizeCodeTokenCfg(&manage.Config{AccessTokenExp: time.Hour, RefreshTokenExp: 24 * time.Hour, IsGenerateRefresh: true})
	manager.SetRefreshTokenCfg(&manage.RefreshingConfig{AccessTokenExp: time.Hour, RefreshTokenExp: 24 * time.Hour,
		IsGenerateRefresh: true, IsRemoveAccess: true, IsRemoveRefreshing: true})
	manager.SetValidateURIHandler(func(string, string) error { return nil }) // a loopback redirect with any port, RFC 8252 §7.3
	manager.MapClientStorage(client{})
	srv := server.NewDefaultServer(manager)
	srv.SetClientInfoHandler(server.ClientFormHandler)
	srv.SetUserAuthorizationHandler(func(http.ResponseWriter, *http.Request) (string, error) { return "user-1", nil })
	http.HandleFunc("/authorize", func(w http.ResponseWriter, r *http.Request) {
		if err := srv.HandleAuthorizeRequest(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	http.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		s := &status{ResponseWriter: w, code: http.StatusOK}
		err := srv.HandleTokenRequest(s, r)
		note(fmt.Sprint(r.FormValue("grant_type"), " ", s.code))
		if err != nil {
			log.Print(err)
		}
	})
	http.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		if _, err := srv.ValidationBearerToken(r); err != nil {
			note("api 401")
			http.Error(w, `{"error":"invalid_token"}`, http.StatusUnauthorized)
			return
		}
		note("api " + r.Method)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true}`))
	})
	http.HandleFunc("/log", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_ = json.NewEncoder(w).Encode(events)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening http://%s\n", l.Addr())
	log.Fatal(http.Serve(l, nil))
}
