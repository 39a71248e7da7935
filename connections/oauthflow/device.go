package oauthflow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/dg-lang/dg/connections"
)

// DeviceWaiting is told to the user: where to go, and what to type there.
type DeviceWaiting struct {
	URL, Code string
	Complete  string // the address with the code in it, or empty
	Expires   time.Time
}

// Device is the flow for machines whose user has a browser elsewhere (RFC 8628).
type Device struct {
	Client *Client
	Notify func(DeviceWaiting)
}

var _ connections.Flow = (*Device)(nil)

// Login implements connections.Flow. It asks as often as the provider allows until
// the person has answered or the code has expired.
func (f *Device) Login(ctx context.Context, t connections.Target) (connections.Grant, error) {
	if t.Service.DeviceURL == "" {
		return connections.Grant{}, errors.New("the service has no device URL")
	}
	conf := config(t, "")
	ask := f.Client.begin(t)
	ask.starting = true
	var options []oauth2.AuthCodeOption
	if scopes := t.Scopes(); len(scopes) > 0 {
		options = append(options, oauth2.SetAuthURLParam("scope", strings.Join(scopes, t.Service.Delimiter())))
	}
	code, err := conf.DeviceAuth(ask.context(ctx), options...)
	if err != nil {
		_, err = ask.end(err)
		return connections.Grant{}, err
	}
	if err := checkDevice(code); err != nil {
		return connections.Grant{}, err
	}
	f.Notify(DeviceWaiting{URL: code.VerificationURI, Code: code.UserCode, Complete: code.VerificationURIComplete, Expires: code.Expiry})
	x := f.Client.begin(t, code.DeviceCode)
	x.polling, x.extra = true, t.Service.TokenParams
	for {
		_, err = conf.DeviceAccessToken(x.context(ctx), code)
		var re *connections.RefreshError
		if errors.As(err, &re) && re.Fault == connections.FaultTransient && ctx.Err() == nil {
			continue // RFC 8628 §3.5: a passing fault does not end the wait
		}
		if err != nil {
			return f.failed(x, code, err)
		}
		return x.end(nil)
	}
}

// readDevice spells the answer with the codes as x/oauth2 reads it.
func (x *exchange) readDevice(resp *http.Response, body []byte) ([]byte, error) {
	value, err := decode(bytes.TrimSpace(body))
	root, ok := value.(map[string]any)
	if resp.StatusCode >= 300 || err != nil || !ok {
		code, description := providerError(root)
		return nil, x.fault(resp, code, description)
	}
	if code, description := providerError(root); code != "" {
		return nil, x.fault(resp, code, description)
	}
	fields := map[string]any{}
	for _, name := range []string{"device_code", "user_code", "verification_uri", "verification_url", "verification_uri_complete"} {
		if v := text(root[name]); v != "" {
			fields[name] = v
		}
	}
	for _, name := range []string{"expires_in", "interval"} {
		if n, ok := number(root[name]); ok && n >= 1 {
			fields[name] = int64(min(n, longestLife.Seconds()))
		}
	}
	return json.Marshal(fields)
}

// checkDevice refuses an answer that a person cannot act on, or should not.
func checkDevice(code *oauth2.DeviceAuthResponse) error {
	for _, address := range []string{code.VerificationURI, code.VerificationURIComplete} {
		u, err := url.Parse(address)
		if address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			return errors.New("the provider's verification address is no URL")
		}
	}
	if code.DeviceCode == "" || code.UserCode == "" || code.VerificationURI == "" {
		return errors.New("the provider's answer holds no device code")
	}
	return nil
}

// failed words the end of the wait.
func (f *Device) failed(x *exchange, code *oauth2.DeviceAuthResponse, err error) (connections.Grant, error) {
	var re *connections.RefreshError
	switch {
	case errors.As(err, &re) && re.Code == "access_denied":
		return connections.Grant{}, &DeniedError{re.Code, re.Description}
	case errors.As(err, &re) && re.Code == "expired_token", errors.Is(err, context.DeadlineExceeded) && !code.Expiry.IsZero() && !time.Now().Before(code.Expiry):
		return connections.Grant{}, fmt.Errorf("nobody typed the code %s in time", code.UserCode)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return connections.Grant{}, err
	}
	return x.end(err)
}
