package conformance

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// arrival is a request as it came, with its entity.
type arrival struct {
	*http.Request
	at   string // "" or "OTHER"
	body []byte
}

// servers are the two origins of a case. They answer in the order of the
// exchanges and keep what arrived.
type servers struct {
	base, other, tls *httptest.Server
	dead             string
	stop             chan struct{}

	mu        sync.Mutex
	exchanges []Exchange
	arrived   []arrival
}

func startServers() (*servers, error) {
	s := &servers{stop: make(chan struct{})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.dead = l.Addr().String()
	s.base = quiet(s.handler(""))
	s.other = quiet(s.handler("OTHER"))
	s.tls = httptest.NewUnstartedServer(s.handler("TLS"))
	s.tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.tls.StartTLS()
	return s, l.Close()
}

func quiet(h http.Handler) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	return s
}

func (s *servers) close() {
	close(s.stop)
	for _, one := range []*httptest.Server{s.base, s.other, s.tls} {
		one.CloseClientConnections()
		one.Close()
	}
}

// fill puts the addresses into a line.
func (s *servers) fill(line []byte) []byte {
	return []byte(strings.NewReplacer(
		"${BASE}", s.base.URL, "${OTHER}", s.other.URL, "${TLS}", s.tls.URL, "${DEAD}", "http://"+s.dead,
		"${BASE_HOST}", hostOf(s.base.URL), "${DEAD_HOST}", s.dead,
	).Replace(string(line)))
}

func hostOf(url string) string { return strings.TrimPrefix(url, "http://") }

func (s *servers) handler(at string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if reply, ok := s.arrive(arrival{r, at, body}); ok {
			s.answer(w, reply)
			return
		}
		http.Error(w, "unexpected request", http.StatusTeapot)
	})
}

// arrive notes a request and returns its answer; ok is false when none is left.
func (s *servers) arrive(a arrival) (r Reply, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.arrived)
	s.arrived = append(s.arrived, a)
	if n >= len(s.exchanges) {
		return r, false
	}
	return s.exchanges[n].Reply, true
}

func (s *servers) answer(w http.ResponseWriter, r Reply) {
	if !s.pause(r.DelayMS) {
		return
	}
	if r.Raw != "" || r.Close {
		s.hijack(w, r)
		return
	}
	for name, values := range r.Headers {
		for _, v := range values {
			w.Header().Add(name, v)
		}
	}
	if r.NoContentType {
		w.Header()["Content-Type"] = nil
	}
	data := r.data()
	w.WriteHeader(r.Status)
	if r.BodyDelayMS > 0 {
		_, _ = w.Write(data[:len(data)/2])
		data = data[len(data)/2:]
		_ = http.NewResponseController(w).Flush()
		if !s.pause(r.BodyDelayMS) {
			return
		}
	}
	_, _ = w.Write(data)
}

// pause waits; it reports false when the case is over meanwhile.
func (s *servers) pause(ms int) bool {
	select {
	case <-s.stop:
		return false
	case <-time.After(time.Duration(ms) * time.Millisecond):
		return true
	}
}

// hijack answers past net/http, which sends no broken answers.
func (s *servers) hijack(w http.ResponseWriter, r Reply) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	if r.Raw != "" {
		_, _ = io.WriteString(conn, r.Raw)
		return
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", r.Status, http.StatusText(r.Status))
	for name, values := range r.Headers {
		for _, v := range values {
			fmt.Fprintf(&head, "%s: %s\r\n", name, v)
		}
	}
	head.WriteString("\r\n")
	_, _ = conn.Write(append(head.Bytes(), r.data()...))
}

// taken returns what arrived.
func (s *servers) taken() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrival(nil), s.arrived...)
}
