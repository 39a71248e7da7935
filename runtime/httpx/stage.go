package httpx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/dg-lang/dg/runtime/host"
)

// Call is a request of a script before a connection puts its credentials on it. What
// the script itself wrote of secrets is taken out, so that it may be kept and shown.
type Call struct {
	Method     string
	URL        string // with its query
	Header     http.Header
	Body       []byte
	Connection string
	Connector  string

	message func() host.Message
}

// Message is the request for a person: secrets are masked, other headers are not.
func (c *Call) Message() host.Message { return c.message() }

// Reply is an answer to a Call. Headers have canonical names.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Source string // who gave it, such as "mock"
}

// Stage stands between a script and the network. It sees each request and each
// redirect after the policy of the client and before any account.
type Stage interface {
	// Answer returns what is answered without the network; nil sends the request. An
	// error that is no host.StopError can be caught by the script.
	Answer(ctx context.Context, c *Call) (*Reply, error)
}

// Listener is a Stage that takes the answers of the network, too. They hold no
// credential.
type Listener interface {
	Answered(ctx context.Context, c *Call, r *Reply)
}

// Stages asks one after the other: the first with an answer or an error has it.
type Stages []Stage

// Answer implements Stage.
func (s Stages) Answer(ctx context.Context, c *Call) (*Reply, error) {
	for _, one := range s {
		if r, err := one.Answer(ctx, c); r != nil || err != nil {
			return r, err
		}
	}
	return nil, nil
}

// Answered implements Listener.
func (s Stages) Answered(ctx context.Context, c *Call, r *Reply) {
	for _, one := range s {
		if l, ok := one.(Listener); ok {
			l.Answered(ctx, c, r)
		}
	}
}

// staged is the round-tripper of a Stage.
type staged struct {
	next  http.RoundTripper
	stage Stage
	parts *host.Host
}

func (s *staged) RoundTrip(req *http.Request) (*http.Response, error) {
	t := taskOf(req)
	c, hidden := t.call(req)
	reply, err := s.stage.Answer(t.caller, c)
	if err != nil {
		return nil, err
	}
	if reply != nil {
		return s.stand(t, req, reply), nil
	}
	resp, err := s.next.RoundTrip(req)
	listener, ok := s.stage.(Listener)
	if err != nil || !ok {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	listener.Answered(t.caller, c, t.reply(resp, body, hidden))
	return resp, nil
}

// stand makes a response of a reply and tells the journal, as if it had come from
// the network.
func (s *staged) stand(t *task, req *http.Request, r *Reply) *http.Response {
	resp := &http.Response{
		Status: strconv.Itoa(r.Status) + " " + http.StatusText(r.Status), StatusCode: r.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: r.Header.Clone(), Request: req,
		Body: io.NopCloser(bytes.NewReader(r.Body)), ContentLength: int64(len(r.Body)),
	}
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	entry := host.Exchange{
		Method: req.Method, URL: displayURL(req.URL), Status: r.Status, Sent: max(req.ContentLength, 0),
		Received: int64(len(r.Body)), Connection: t.info.Connection, Connector: t.info.Connector, Source: r.Source,
	}
	if tracer, ok := s.parts.Journal.(host.Tracer); ok {
		tracer.Traced(t.caller, t.sentMessage(req))
		tracer.Traced(t.caller, t.receivedMessage(resp, r.Body[:min(len(r.Body), traceLimit+traceSlack)], entry.Received))
	}
	s.parts.Journal.Exchanged(t.caller, entry)
	return resp
}

// offline refuses what no stage has answered.
type offline struct{}

func (offline) RoundTrip(req *http.Request) (*http.Response, error) {
	err := taskOf(req).errorf(Refusal, req.URL, nil, "offline: %s is not called", req.URL.Host)
	err.Next = fmt.Sprintf("run it without --offline, or answer %s %s from a file: --mock FILE, --replay FILE", req.Method, req.URL.Host)
	return nil, err
}
