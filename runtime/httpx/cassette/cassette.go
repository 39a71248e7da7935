// Package cassette records the answers of the network and gives them again. The file
// is a cassette of go-vcr, which other tools read, too. Nothing of it holds a secret:
// what comes here is redacted by package httpx already.
//
// go-vcr itself is in the tests only. Linked into the command it brings a second library
// of YAML, testing and net/http/httptest along, which was 1.4 % of the processor time of
// a script of one line, with or without a recording, and 0.7 MB. That library also writes
// some bodies so that nobody can read them again: an indented line behind an empty one, or
// a tab, at their beginning.
package cassette

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

// Recorder is a stage that keeps what the network answers.
type Recorder struct {
	mu   sync.Mutex
	tape tape
}

// NewRecorder returns an empty recording.
func NewRecorder() *Recorder {
	return &Recorder{tape: tape{Version: formatVersion, Interactions: []*interaction{}}}
}

// Answer implements httpx.Stage: every request is sent.
func (*Recorder) Answer(context.Context, *httpx.Call) (*httpx.Reply, error) { return nil, nil }

// Answered implements httpx.Listener.
func (r *Recorder) Answered(_ context.Context, c *httpx.Call, a *httpx.Reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tape.Interactions = append(r.tape.Interactions, &interaction{
		ID: len(r.tape.Interactions),
		Request: request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Method: text(c.Method), URL: text(c.URL), Headers: texts(c.Header),
			Body: text(c.Body), ContentLength: int64(len(c.Body))},
		Response: response{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Code: a.Status, Headers: texts(a.Header), Duration: "0s",
			Status: text(fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status))), Body: text(a.Body), ContentLength: int64(len(a.Body))},
	})
}

func texts(h http.Header) map[string][]text {
	out := make(map[string][]text, len(h))
	for name, values := range h {
		for _, v := range values {
			out[name] = append(out[name], text(v))
		}
	}
	return out
}

// Len is the number of requests that were recorded.
func (r *Recorder) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tape.Interactions)
}

// Encode returns the recording as the text of a file.
func (r *Recorder) Encode() ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tape.encode()
}

// Player is a stage that answers from a recording. Each recorded answer is given
// once, in the order of the file among those for the same request.
type Player struct {
	name string
	tape *tape
	mu   sync.Mutex // counting what is left
}

// Load reads a recording; name is how errors call it.
func Load(name string, file []byte) (*Player, error) {
	if strings.TrimSpace(string(file)) == "" {
		return nil, fmt.Errorf("%s is no recording: it is empty", name)
	}
	t, err := decode(file)
	if err != nil {
		return nil, fmt.Errorf("%s is no recording: %w", name, err)
	}
	for n, i := range t.Interactions {
		if i == nil || i.Response.Code < 100 || i.Response.Code > 999 {
			return nil, fmt.Errorf("%s is no recording: interaction %d has no status", name, n)
		}
	}
	return &Player{name: name, tape: t}, nil
}

// Answer implements httpx.Stage. A request that was not recorded is a host.StopError.
func (p *Player) Answer(ctx context.Context, c *httpx.Call) (*httpx.Reply, error) {
	req, err := http.NewRequestWithContext(ctx, c.Method, c.URL, nil)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	found := p.tape.next(req.Method, req.URL.String(), string(c.Body))
	if found == nil {
		return nil, p.missing(c)
	}
	found.given = true
	return &httpx.Reply{Status: found.Response.Code, Header: canonical(found.Response.Headers), Body: []byte(found.Response.Body), Source: "replay"}, nil
}

// next finds what is not given yet by method, address and entity. Headers differ from
// run to run, and most of them are not in the file.
func (t *tape) next(method, address, body string) *interaction {
	for _, i := range t.Interactions {
		if !i.given && string(i.Request.Method) == method && string(i.Request.URL) == address && string(i.Request.Body) == body {
			return i
		}
	}
	return nil
}

// shown is how many recorded requests an error lists.
const shown = 8

// missing says what was asked for and what the file has.
func (p *Player) missing(c *httpx.Call) error {
	e := &host.StopError{Message: fmt.Sprintf("%s has no answer for %s", p.name, line(c.Method, c.URL, string(c.Body)))}
	switch n := len(p.tape.Interactions); {
	case n == 0:
		e.Next = "nothing is recorded in it"
	default:
		e.Next = "it has:"
		for _, i := range p.tape.Interactions[:min(n, shown)] {
			e.Next += "\n  " + line(string(i.Request.Method), string(i.Request.URL), string(i.Request.Body))
			if i.given {
				e.Next += " (given already)"
			}
		}
		if n > shown {
			e.Next += fmt.Sprintf("\n  and %d more", n-shown)
		}
	}
	e.Next += "\nrecord it anew: --record " + p.name
	return e
}

// line describes a request by what it is found by.
func line(method, address, body string) string {
	const most = 60
	s := method + " " + address
	if body == "" {
		return s
	}
	if r := []rune(body); len(r) > most {
		body = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%s with %q", s, body)
}

func canonical(h map[string][]text) http.Header {
	out := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			out.Add(name, string(v))
		}
	}
	return out
}
