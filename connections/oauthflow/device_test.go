package oauthflow

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

func TestDeviceCode(t *testing.T) {
	for _, place := range []provider.TokenAuth{provider.TokenAuthBody, provider.TokenAuthHeader} {
		s := newScene(t, connectiontest.Config{})
		s.target.Service.DeviceURL, s.target.Service.TokenAuth = s.server.URL()+connectiontest.DevicePath, place
		var shown DeviceWaiting
		flow := &Device{Client: &Client{}, Notify: func(w DeviceWaiting) {
			shown = w
			if status, _ := get(t, w.Complete); status != 200 {
				t.Errorf("activation: %d", status)
			}
		}}
		g, err := flow.Login(t.Context(), s.target)
		if err != nil || g.Access == "" || g.Refresh == "" || strings.Join(g.Scopes, " ") != "read write" {
			t.Fatalf("%s: %+v %v", place, g, err)
		}
		if len(shown.Code) != 9 || !strings.HasSuffix(shown.URL, connectiontest.ActivatePath) || time.Until(shown.Expires) < time.Minute {
			t.Errorf("%s: %+v", place, shown)
		}
	}
}

// The answers while the person has not come yet, and those that end the wait.
func TestDeviceCodeEndings(t *testing.T) {
	start := `{"device_code":"d","user_code":"U","verification_url":"https://a.example/","expires_in":"900","interval":1}`
	for name, c := range map[string]struct {
		answers []string // after the start, by status and body
		want    string
	}{
		"pending, then a token":   {[]string{`400 {"error":"authorization_pending"}`, `200 {"access_token":"t"}`}, ""},
		"a fault, then a token":   {[]string{`503 busy`, `200 {"access_token":"t"}`}, ""},
		"denied":                  {[]string{`400 {"error":"access_denied"}`}, "access_denied"},
		"expired":                 {[]string{`400 {"error":"expired_token"}`}, "nobody typed the code U"},
		"client refused":          {[]string{`401 {"error":"invalid_client"}`}, "invalid_client"},
		"pending with status 200": {[]string{`200 {"error":"authorization_pending"}`, `200 access_token=t`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				if r.PostFormValue("device_code") == "" {
					says(200, "application/json", start)(w, r)
					return
				}
				status, body, _ := strings.Cut(c.answers[min(int(n.Add(1)), len(c.answers))-1], " ")
				says(int(status[0]-'0')*100+int(status[1]-'0')*10+int(status[2]-'0'), "", body)(w, r)
			})
			tg := target(e.URL)
			tg.Service.DeviceURL = e.URL
			g, err := (&Device{Client: &Client{}, Notify: func(DeviceWaiting) {}}).Login(t.Context(), tg)
			if c.want == "" && (err != nil || g.Access != "t") || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%+v %v", g, err)
			}
		})
	}
}

func TestDeviceCodeStart(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"error with 200": {`{"error":"device_flow_disabled"}`, "device_flow_disabled"},
		"nothing":        {`{}`, "no device code"},
		"empty":          {``, "status 200"},
		"no address":     {`{"device_code":"d","user_code":"u","verification_uri":"javascript:alert(1)"}`, "no URL"},
	} {
		e := newEndpoint(t, says(200, "application/json", c.body))
		tg := target(e.URL)
		tg.Service.DeviceURL = e.URL
		_, err := (&Device{Client: &Client{}, Notify: func(DeviceWaiting) { t.Errorf("%s: shown", name) }}).Login(t.Context(), tg)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	e := newEndpoint(t, says(200, "", `{"device_code":"d","user_code":"U","verification_uri":"https://a.example/","interval":1}`))
	tg := target(e.URL)
	tg.Service.DeviceURL = e.URL
	if _, err := (&Device{Client: &Client{}, Notify: func(DeviceWaiting) { cancel() }}).Login(ctx, tg); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
