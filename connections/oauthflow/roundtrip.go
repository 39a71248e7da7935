package oauthflow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// answerLimit is the most that is read of an answer, in bytes.
const answerLimit = 1 << 20

// skewLimit is how far the clocks may be apart before the user hears of it.
const skewLimit = 5 * time.Minute

// exchange is one request to a token endpoint: the round-tripper under x/oauth2.
type exchange struct {
	client   *Client
	target   connections.Target
	extra    map[string]string // form fields that x/oauth2 has no place for
	secrets  []string
	revoking bool
	polling  bool // for a device code
	starting bool // asks for a device code
	signing  bool // OAuth 1: the request is signed as it is
	// describing asks an issuer about itself: no credentials are there to lose.
	describing bool
	grant      connections.Grant
}

// RoundTrip sends the request once and answers with canonical JSON. All failures
// are *connections.RefreshError.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	req, err := x.prepare(req)
	if err != nil {
		return nil, err
	}
	resp, err := x.transport().RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	if len(body) > answerLimit {
		return nil, x.fault(resp, "", "the answer is larger than 1 MB")
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		// Following it would hand client secret and refresh token to another place.
		return nil, x.fault(resp, "", "the token endpoint redirects; that is never followed")
	}
	if x.revoking {
		return rewritten(resp, []byte("{}")), nil
	}
	read := x.read
	switch {
	case x.starting:
		read = x.readDevice
	case x.signing:
		read = x.readSigned
	case x.describing:
		read = x.readAny
	}
	canonical, err := read(resp, body)
	if err != nil {
		return nil, err
	}
	return rewritten(resp, canonical), nil
}

// prepare checks the address, adds extra form fields and pins the client's
// credentials.
func (x *exchange) prepare(req *http.Request) (*http.Request, error) {
	if req.URL.Scheme != "https" && !(x.target.Service.Private && req.URL.Scheme == "http") {
		return nil, &connections.RefreshError{Fault: connections.FaultRefused, Description: "the token endpoint is not https"}
	}
	req = req.Clone(req.Context())
	if x.signing {
		return req, nil
	}
	req.Header.Set("Accept", "application/json")
	if x.target.Service.RawClientAuth && authStyle(x.target) == oauth2.AuthStyleInHeader {
		req.SetBasicAuth(x.target.Client.ID, x.target.Client.Secret)
	}
	if req.Body == nil {
		return req, nil
	}
	body, err := io.ReadAll(req.Body)
	if err := errors.Join(err, req.Body.Close()); err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("the token request does not parse")
	}
	return req, x.write(req, x.complete(form))
}

// complete adds the service's own fields to the standard ones, and takes out those
// that it does not want. What the exchange is about stays.
func (x *exchange) complete(form url.Values) url.Values {
	for k, v := range x.extra {
		switch {
		case k == "code" || k == "refresh_token" || k == "device_code":
		case v == "":
			form.Del(k)
		case k != "grant_type":
			form.Set(k, v)
		}
	}
	if x.polling && authStyle(x.target) == oauth2.AuthStyleInHeader {
		form.Del("client_id") // which x/oauth2 puts beside the header
	}
	if name := clientIDName(x.target.Service); name != "client_id" && form.Has("client_id") {
		form.Set(name, form.Get("client_id"))
		form.Del("client_id")
	}
	return form
}

func clientIDName(s provider.Service) string {
	if s.ClientIDName != "" {
		return s.ClientIDName
	}
	return "client_id"
}

// write puts the fields into the request, as a form or as a JSON object.
func (x *exchange) write(req *http.Request, form url.Values) error {
	text := []byte(form.Encode())
	if x.target.Service.TokenBody == "json" && !x.revoking {
		fields := map[string]string{}
		for k := range form {
			fields[k] = form.Get(k)
		}
		var err error
		if text, err = json.Marshal(fields); err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return nil
}

// read parses an answer into the grant and spells it for x/oauth2.
func (x *exchange) read(resp *http.Response, body []byte) ([]byte, error) {
	now := x.client.now()
	a, err := parseAnswer(body, x.target.Service)
	if err != nil && resp.StatusCode < 300 {
		return nil, x.fault(resp, "", err.Error())
	}
	if x.polling && (a.code == "authorization_pending" || a.code == "slow_down") {
		resp.StatusCode = http.StatusBadRequest
		return json.Marshal(map[string]string{"error": a.code}) // x/oauth2 asks again
	}
	if a.code != "" || resp.StatusCode >= 300 {
		return nil, x.fault(resp, a.code, a.description)
	}
	if a.access == "" {
		return nil, x.fault(resp, "", "the answer holds no access token")
	}
	if !bearer(a.tokenType, x.target.Service) {
		re := x.fault(resp, "", fmt.Sprintf("token type %q is not supported", cut(a.tokenType, 20)))
		re.Fault = connections.FaultRefused
		return nil, re
	}
	x.grant = a.grant(now, x.target.Service)
	x.checkClock(resp, now)
	return json.Marshal(map[string]string{"access_token": a.access, "token_type": "Bearer", "refresh_token": a.refresh})
}

// readAny takes any good answer as it is.
func (x *exchange) readAny(resp *http.Response, body []byte) ([]byte, error) {
	if resp.StatusCode >= 300 {
		return nil, x.fault(resp, "", "")
	}
	return body, nil
}

// checkClock holds the local clock against the answer's Date.
func (x *exchange) checkClock(resp *http.Response, now time.Time) {
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return
	}
	skew := now.Sub(date)
	if x.grant.Skew = skew; skew.Abs() > skewLimit {
		x.grant.Warnings = append(x.grant.Warnings, fmt.Sprintf("this computer's clock is %s off the provider's", skew.Round(time.Minute)))
	}
}

// rewritten is the answer that x/oauth2 gets to see.
func rewritten(resp *http.Response, body []byte) *http.Response {
	resp.Header = http.Header{"Content-Type": {"application/json"}}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp
}

// fault describes a failed exchange. code is the provider's, or empty.
func (x *exchange) fault(resp *http.Response, code, description string) *connections.RefreshError {
	return &connections.RefreshError{
		Fault: classify(resp.StatusCode, code, description), Status: resp.StatusCode,
		Code: cut(masked(code, x.secrets), 60), Description: cut(masked(description, x.secrets), 300),
		RetryAfter: retryAfter(resp.Header.Get("Retry-After"), x.client.now()),
	}
}

// retryAfter reads seconds or a date (RFC 9110 §10.2.3); an hour at most.
func retryAfter(text string, now time.Time) time.Duration {
	if text == "" {
		return 0
	}
	wait := time.Duration(0)
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil {
		wait = time.Duration(min(n, 3600)) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), time.Hour)
}
