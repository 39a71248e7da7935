package oauthflow

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// callback serves one login's redirect.
type callback struct {
	path    string
	attempt attempt
	done    atomic.Bool
	answer  chan url.Values // one value at most
}

func newCallback(path string, a attempt) *callback {
	if path == "" {
		path = "/"
	}
	return &callback{path: path, attempt: a, answer: make(chan url.Values, 1)}
}

// serve answers on all listeners until stop, which lets a page that is being
// sent reach the browser.
func (c *callback) serve(listeners []net.Listener) (stop func()) {
	server := &http.Server{
		Handler: c, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10,
		ErrorLog: log.New(discard{}, "", 0), // a line of its own could hold the code
	}
	for _, l := range listeners {
		go func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				_ = l.Close()
			}
		}()
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// ServeHTTP takes the first GET of the redirect's path that carries the state.
// Everything else, such as a favicon, a reload or a stranger's link, gets a page
// and changes nothing.
func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A name that is made to point at 127.0.0.1 must not reach this page.
	if _, ok := loopback("http://" + r.Host); !ok || r.URL.Path != c.path || r.Method != http.MethodGet {
		http.NotFound(w, r)
		return
	}
	q := r.URL.Query()
	if c.done.Load() {
		page(w, http.StatusOK, "Already done", "dg has had its answer. You can close this window.")
		return
	}
	if err := c.attempt.check(q); err != nil {
		page(w, http.StatusBadRequest, "This is not the answer that dg waits for",
			"The address does not belong to the login under way. Open the address that dg printed; it is still waiting.")
		return
	}
	if !c.done.CompareAndSwap(false, true) {
		page(w, http.StatusOK, "Already done", "dg has had its answer. You can close this window.")
		return
	}
	if e := q.Get("error"); q.Has("denied") {
		page(w, http.StatusOK, "Not connected", "Consent was not given. You can close this window.")
	} else if e != "" {
		page(w, http.StatusOK, "Not connected", "The provider answered: "+(&DeniedError{cut(e, 60), cut(q.Get("error_description"), 300)}).Error())
	} else {
		page(w, http.StatusOK, "Thank you", "dg has the provider's answer and goes on in your terminal. You can close this window.")
	}
	c.answer <- q
}
