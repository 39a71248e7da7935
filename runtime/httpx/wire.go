package httpx

import (
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/dg-lang/dg/runtime/host"
)

func plainTransport(n host.Net) *http.Transport {
	return &http.Transport{
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           64,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    n.ConnectTimeout,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// wire sends one request, words its errors, holds the answer to its size and
// writes the journal.
type wire struct {
	next   http.RoundTripper
	parts  *host.Host
	budget *budget
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	t := taskOf(req)
	b := &body{w: w, t: t, url: req.URL, started: w.parts.Clock.Now(), entry: host.Exchange{
		Method: req.Method, URL: t.placed.mask(displayURL(req.URL)), Sent: max(req.ContentLength, 0),
		Connection: t.info.Connection, Connector: t.info.Connector,
	}}
	b.entry.Renewals, t.renewals = int(t.renewals), 0
	if t.left {
		b.entry.Connection = ""
	}
	w.budget.sent(req.ContentLength)
	if b.capture.tracer, _ = w.parts.Journal.(host.Tracer); b.capture.tracer != nil {
		b.capture.tracer.Traced(t.caller, t.sentMessage(req))
	}
	resp, err := w.next.RoundTrip(req)
	if err != nil {
		err = t.explain(req.URL, w.parts.Net.ConnectTimeout, err)
		b.finish(err)
		return nil, err
	}
	b.ReadCloser, b.entry.Status = resp.Body, resp.StatusCode
	b.capture.resp = resp
	resp.Body = b
	return resp, nil
}

// body is the entity of an answer on its way in.
type body struct {
	io.ReadCloser
	w       *wire
	t       *task
	url     *url.URL
	started time.Time
	entry   host.Exchange
	ended   bool
	err     error
	capture capture
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.ReadCloser.Read(p)
	b.entry.Received += int64(n)
	b.capture.take(p[:n])
	if over := b.w.budget.received(n); over != nil {
		err = over
	} else if most := b.w.parts.Net.MaxResponse; b.entry.Received > most {
		err = b.t.errorf(TooLarge, b.url, nil, "answer larger than %s (%s); limit set by net.max_response", size(most), b.url.Host)
	}
	if err != nil && err != io.EOF {
		err = b.t.explain(b.url, b.w.parts.Net.ConnectTimeout, err)
	}
	if err != nil {
		b.err = err
		b.finish(err)
	}
	return n, err
}

func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.finish(nil)
	return err
}

// finish writes the journal entry, once.
func (b *body) finish(err error) {
	if b.ended {
		return
	}
	b.ended = true
	b.entry.Duration = b.w.parts.Clock.Now().Sub(b.started)
	if err != nil && err != io.EOF {
		b.entry.Error = err.Error()
	}
	b.traced()
	b.w.parts.Journal.Exchanged(b.t.caller, b.entry)
}
