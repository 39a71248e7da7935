package httpx

import (
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maxRedirects is how many redirects a task follows.
const maxRedirects = 5

// redirects follows redirects. The request that it passes on never holds a
// credential of a connection, so a redirected one cannot carry any either.
type redirects struct{ next http.RoundTripper }

func (r *redirects) RoundTrip(req *http.Request) (*http.Response, error) {
	t := taskOf(req)
	for hop := 0; ; hop++ {
		resp, err := r.next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		target, err := location(t, req, resp)
		if err != nil || target == nil {
			return closeOnError(resp, err)
		}
		if hop == maxRedirects {
			return closeOnError(resp, t.redirectError(target, "more than 5 redirects"))
		}
		next, err := follow(t, req, resp.StatusCode, target)
		if err != nil {
			return closeOnError(resp, err)
		}
		drain(resp.Body)
		req = next
	}
}

func closeOnError(resp *http.Response, err error) (*http.Response, error) {
	if err != nil {
		_ = resp.Body.Close()
		return nil, err
	}
	return resp, nil
}

// location returns where resp sends the task, nil when it is an answer.
func location(t *task, req *http.Request, resp *http.Response) (*url.URL, error) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	text := resp.Header.Get("Location")
	if text == "" {
		return nil, nil
	}
	target, err := req.URL.Parse(escapeIllegal(text))
	if err != nil {
		return nil, t.redirectError(&url.URL{Host: "an invalid address"}, "")
	}
	target.Fragment, target.RawFragment = "", ""
	t.placed.strip(target)
	return target, nil
}

// follow returns the request for target, or an error when it may not be sent.
// The rules for the method are those of browsers.
// Source: https://fetch.spec.whatwg.org/#http-redirect-fetch
func follow(t *task, req *http.Request, status int, target *url.URL) (*http.Request, error) {
	if target.Scheme != "http" && target.Scheme != "https" {
		return nil, t.redirectError(target, "scheme "+target.Scheme)
	}
	if t.info.Connection != "" && req.URL.Scheme == "https" && target.Scheme == "http" {
		return nil, t.redirectError(target, "it leaves https")
	}
	away := origin(target) != origin(req.URL)
	repeat := status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect
	if repeat && away && hasEntity(req) {
		return nil, t.redirectError(target, "the entity goes to no other origin")
	}
	next, err := again(req)
	if err != nil {
		return nil, err
	}
	next.URL, next.Host = target, ""
	if !repeat {
		dropEntity(next)
	}
	if away || origin(target) != t.origin {
		t.left = true
		dropCredentials(next.Header, t.placed.headers)
	}
	return next, nil
}

// hasEntity reports whether repeating req would repeat data of the script. A
// method other than GET and HEAD counts, because it acts even without an entity.
func hasEntity(req *http.Request) bool {
	safe := req.Method == http.MethodGet || req.Method == http.MethodHead
	return !safe || req.Body != nil && req.Body != http.NoBody
}

func dropEntity(req *http.Request) {
	if req.Method != http.MethodHead {
		req.Method = http.MethodGet
	}
	req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	for name := range req.Header {
		if strings.HasPrefix(name, "Content-") {
			delete(req.Header, name)
		}
	}
}

// secretHeaders are patterns of header names that hold credentials of the script,
// in lower case.
var secretHeaders = []string{
	"authorization", "proxy-authorization", "cookie", "token", "*-token", "*-key", "*api*key*", "x-auth*", "*-secret",
}

// dropCredentials removes headers that must not reach another origin.
func dropCredentials(h http.Header, placed []string) {
	for _, name := range placed {
		h.Del(name)
	}
	for name := range h {
		if isSecretHeader(name) {
			delete(h, name)
		}
	}
}

// drain reads a little of a body that nobody wants, so that its connection can be
// used again, and closes it.
func drain(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, 64<<10)
	_ = body.Close()
}
