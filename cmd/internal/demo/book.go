package demo

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Book is the protected API: a list of contacts.
//
//	GET  /contacts  {"data": [{"id", "name", "email"}, …]}
//	POST /contacts  201 {"status": "created", "id"}, or 200 "already there"
type Book struct {
	note func(Entry)

	mu       sync.Mutex
	contacts []contact
}

type contact struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// maxBody is more than any contact needs.
const maxBody = 64 << 10

func newBook(note func(Entry)) *Book {
	return &Book{note: note, contacts: []contact{
		{"1001", "Ada Lovelace", "ada@example.com"},
		{"1002", "Alan Turing", "alan@example.com"},
	}}
}

// Names are the contacts so far.
func (b *Book) Names() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for _, c := range b.contacts {
		names = append(names, c.Name)
	}
	return names
}

// ServeHTTP implements http.Handler. The provider lets only requests with a living
// token come this far.
func (b *Book) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path != "/contacts":
		answer(w, http.StatusNotFound, map[string]any{"status": "there is only /contacts"})
	case r.Method == http.MethodGet:
		b.list(w)
	case r.Method == http.MethodPost:
		b.add(w, r)
	default:
		answer(w, http.StatusMethodNotAllowed, map[string]any{"status": "GET or POST"})
	}
}

func (b *Book) list(w http.ResponseWriter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"data": b.contacts})
}

func (b *Book) add(w http.ResponseWriter, r *http.Request) {
	var c contact
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		answer(w, http.StatusUnsupportedMediaType, map[string]any{"status": "send JSON"})
		return
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&c)
	if err != nil || c.Name == "" || c.Email == "" {
		answer(w, http.StatusBadRequest, map[string]any{"status": "name and email are needed"})
		return
	}
	status, text := http.StatusCreated, "created"
	if !b.keep(&c) {
		status, text = http.StatusOK, "already there"
	}
	b.note(Entry{"contact", c.Name + ", " + text})
	answer(w, status, map[string]any{"status": text, "id": c.ID})
}

// keep adds a contact unless its address is there, and gives it its id.
func (b *Book) keep(c *contact) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, known := range b.contacts {
		if strings.EqualFold(known.Email, c.Email) {
			c.ID = known.ID
			return false
		}
	}
	c.ID = strconv.Itoa(1001 + len(b.contacts))
	b.contacts = append(b.contacts, *c)
	return true
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
