// Package cassette records the answers of the network and gives them again. The file
// is a cassette of go-vcr, which other tools read, too. Nothing of it holds a secret:
// what comes here is redacted by package httpx already.
package cassette

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
	vcr "gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

// Recorder is a stage that keeps what the network answers.
type Recorder struct{ tape *vcr.Cassette }

// NewRecorder returns an empty recording.
func NewRecorder() *Recorder {
	tape := vcr.New("")
	tape.MarshalFunc = yaml.Marshal
	return &Recorder{tape}
}

// Answer implements httpx.Stage: every request is sent.
func (*Recorder) Answer(context.Context, *httpx.Call) (*httpx.Reply, error) { return nil, nil }

// Answered implements httpx.Listener.
func (r *Recorder) Answered(_ context.Context, c *httpx.Call, a *httpx.Reply) {
	r.tape.AddInteraction(&vcr.Interaction{
		Request: vcr.Request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Method: c.Method, URL: c.URL, Headers: c.Header,
			Body: string(c.Body), ContentLength: int64(len(c.Body))},
		Response: vcr.Response{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Code: a.Status, Headers: a.Header,
			Status: fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status)), Body: string(a.Body), ContentLength: int64(len(a.Body))},
	})
}

// Len is the number of requests that were recorded.
func (r *Recorder) Len() int { return len(r.tape.Interactions) }

// Encode returns the recording as the text of a file.
func (r *Recorder) Encode() ([]byte, error) {
	var m memory
	if err := r.tape.SaveWithFS(&m); err != nil {
		return nil, err
	}
	return m.data, nil
}

// Player is a stage that answers from a recording. Each recorded answer is given
// once, in the order of the file among those for the same request.
type Player struct {
	name string
	tape *vcr.Cassette
	mu   sync.Mutex // counting what is left
}

// Load reads a recording; name is how errors call it.
func Load(name string, text []byte) (*Player, error) {
	if strings.TrimSpace(string(text)) == "" {
		return nil, fmt.Errorf("%s is no recording: it is empty", name)
	}
	tape, err := vcr.LoadWithFS("", &memory{data: text})
	if err != nil {
		return nil, fmt.Errorf("%s is no recording: %w", name, err)
	}
	for n, i := range tape.Interactions {
		if i == nil || i.Response.Code < 100 || i.Response.Code > 999 {
			return nil, fmt.Errorf("%s is no recording: interaction %d has no status", name, n)
		}
	}
	tape.Matcher = matches
	return &Player{name: name, tape: tape}, nil
}

// matches goes by method, address and entity. Headers differ from run to run, and
// most of them are not in the file.
func matches(req *http.Request, kept vcr.Request) bool {
	body, err := req.GetBody()
	if err != nil {
		return false
	}
	text, err := io.ReadAll(body)
	return err == nil && req.Method == kept.Method && req.URL.String() == kept.URL && string(text) == kept.Body
}

// Answer implements httpx.Stage. A request that was not recorded is a host.StopError.
func (p *Player) Answer(ctx context.Context, c *httpx.Call) (*httpx.Reply, error) {
	req, err := http.NewRequestWithContext(ctx, c.Method, c.URL, strings.NewReader(string(c.Body)))
	if err != nil {
		return nil, err
	}
	if req.GetBody == nil || len(c.Body) == 0 {
		req.GetBody = func() (io.ReadCloser, error) { return http.NoBody, nil }
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	found, err := p.tape.GetInteraction(req)
	if errors.Is(err, vcr.ErrInteractionNotFound) {
		return nil, p.missing(c)
	}
	if err != nil {
		return nil, err
	}
	return &httpx.Reply{Status: found.Response.Code, Header: canonical(found.Response.Headers), Body: []byte(found.Response.Body), Source: "replay"}, nil
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
			e.Next += "\n  " + line(i.Request.Method, i.Request.URL, i.Request.Body)
			if i.WasReplayed() {
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

func canonical(h http.Header) http.Header {
	out := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			out.Add(name, v)
		}
	}
	return out
}

// memory is the file system of one cassette: reading and writing files is the
// business of the command.
type memory struct{ data []byte }

func (m *memory) ReadFile(string) ([]byte, error)       { return m.data, nil }
func (m *memory) WriteFile(_ string, data []byte) error { m.data = data; return nil }
func (m *memory) IsFileExists(string) bool              { return true }
