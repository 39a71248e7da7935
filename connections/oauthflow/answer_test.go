package oauthflow

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

var arrival = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Lives of tokens as providers spell them. "never" is a token without an end.
func TestX17ExpiresIn(t *testing.T) {
	const never = time.Duration(-1)
	for answer, want := range map[string]time.Duration{
		`{"access_token":"a","expires_in":3600}`:                             time.Hour,
		`{"access_token":"a","expires_in":"3600"}`:                           time.Hour,
		`{"access_token":"a","expires_in":3600.0}`:                           time.Hour,
		`{"access_token":"a","expires_in":" 3600 "}`:                         time.Hour,
		`{"access_token":"a","expires_in":1}`:                                time.Second,
		`{"access_token":"a","expires_in":""}`:                               never,
		`{"access_token":"a","expires_in":null}`:                             never,
		`{"access_token":"a","expires_in":0}`:                                never,
		`{"access_token":"a","expires_in":"0"}`:                              never,
		`{"access_token":"a"}`:                                               never,
		`{"access_token":"a","expires_in":-1}`:                               never,
		`{"access_token":"a","expires_in":"soon"}`:                           never,
		`{"access_token":"a","expires_in":99999999999}`:                      longestLife,
		`{"access_token":"a","expires_in":1e300}`:                            longestLife,
		`{"access_token":"a","expires_in":3600000,"expires_in_sec":3600}`:    time.Hour,
		`{"access_token":"a","expires_at":1772370000}`:                       time.Hour,
		`{"access_token":"a","expires_at":"2026-03-01T13:00:00Z"}`:           time.Hour,
		`{"access_token":"a","expires_at":"2026-03-01T13:00:00+00:00"}`:      time.Hour,
		`{"access_token":"a","expires_in":60,"expires_at":"not a time"}`:     time.Minute,
		`access_token=a&expires_in=3600&token_type=bearer`:                   time.Hour,
		`access_token=a&scope=repo`:                                          never,
		"\ufeff" + `{"access_token":"a","expires_in":3600}`:                  time.Hour,
		"\n\n " + `{"access_token":"a","expires_in":3600,"other":[1,{}]}   `: time.Hour,
	} {
		a, err := parseAnswer([]byte(answer), provider.Service{})
		if err != nil || a.access != "a" || a.code != "" {
			t.Errorf("%s: %+v %v", answer, a, err)
			continue
		}
		g := a.grant(arrival, provider.Service{})
		got := never
		if !g.Expiry.IsZero() {
			got = g.Expiry.Sub(arrival)
		}
		if got != want {
			t.Errorf("%s: life %v, want %v", answer, got, want)
		}
	}
}

func TestX17UnusableLifeIsWarnedAbout(t *testing.T) {
	for _, answer := range []string{`{"access_token":"a","expires_in":-1}`, `{"access_token":"a","expires_in":"soon"}`} {
		a, err := parseAnswer([]byte(answer), provider.Service{})
		if err != nil {
			t.Fatal(err)
		}
		if g := a.grant(arrival, provider.Service{}); len(g.Warnings) != 1 {
			t.Errorf("%s: warnings %v", answer, g.Warnings)
		}
	}
	a, err := parseAnswer([]byte(`{"access_token":"a"}`), provider.Service{})
	if err != nil {
		t.Fatal(err)
	}
	s := provider.Service{Token: provider.TokenAnswer{DefaultLife: 1800}}
	if g := a.grant(arrival, s); g.Expiry.Sub(arrival) != 30*time.Minute {
		t.Errorf("default life: %v", g.Expiry)
	}
}

func TestX18RefreshTokenLife(t *testing.T) {
	for _, name := range []string{"x_refresh_token_expires_in", "refresh_token_expires_in", "refresh_expires_in"} {
		a, err := parseAnswer([]byte(`{"access_token":"a","`+name+`":86400}`), provider.Service{})
		if err != nil {
			t.Fatal(err)
		}
		if g := a.grant(arrival, provider.Service{}); g.RefreshExpiry.Sub(arrival) != 24*time.Hour {
			t.Errorf("%s: %v", name, g.RefreshExpiry)
		}
	}
}

func TestTokenPaths(t *testing.T) {
	for _, c := range []struct{ path, body, want string }{
		{"", `{"access_token":"root","authed_user":{"access_token":"user"}}`, "root"},
		{"authed_user", `{"access_token":"root","authed_user":{"access_token":"user"}}`, "user"},
		{"data", `{"data":{"access_token":"d"}}`, "d"},
		{"data.0", `{"data":[{"access_token":"first"}]}`, "first"},
		{"0", `[{"access_token":"first"}]`, "first"},
		{"", `{"token":"t"}`, "t"},
	} {
		a, err := parseAnswer([]byte(c.body), provider.Service{Token: provider.TokenAnswer{Path: c.path}})
		if err != nil || a.access != c.want {
			t.Errorf("%q %s: %q %v", c.path, c.body, a.access, err)
		}
	}
	for _, body := range []string{`[{"access_token":"first"}]`, `"text"`, `{`, `<html>login</html>`, ``, `hello`, `null`} {
		if a, err := parseAnswer([]byte(body), provider.Service{}); err == nil {
			t.Errorf("%s: %+v", body, a)
		}
	}
}

func TestX21ErrorShapes(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":"invalid_grant","error_description":"gone"}`:      "invalid_grant|gone",
		`{"error":"invalid_code"}`:                                  "invalid_code|",
		`{"ok":false,"error":"invalid_code"}`:                       "invalid_code|",
		`{"ok":false}`:                                              "error|",
		`{"error":{"code":"invalid_grant","message":"gone"}}`:       "invalid_grant|gone",
		`{"error":{"code":400,"message":"bad","status":"INVALID"}}`: "400|bad",
		`{"error":{}}`: "error|",
		`{"errors":[{"errorType":"invalid_grant","message":"gone"}]}`:       "invalid_grant|gone",
		`{"errors":["went wrong"]}`:                                         "error|went wrong",
		`{"message":"no such client"}`:                                      "error|no such client",
		`{"access_token":"a","message":"welcome"}`:                          "|",
		`{"access_token":"a","error":null}`:                                 "|",
		`{"access_token":"a","error":""}`:                                   "|",
		`{"access_token":"a","ok":true}`:                                    "|",
		`error=bad_verification_code&error_description=The+code+is+expired`: "bad_verification_code|The code is expired",
	} {
		a, err := parseAnswer([]byte(body), provider.Service{})
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if got := a.code + "|" + a.description; got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestX27Scopes(t *testing.T) {
	for body, want := range map[string][]string{
		`{"scope":"a b"}`:          {"a", "b"},
		`{"scope":"a,b"}`:          {"a", "b"},
		`{"scope":"a, b"}`:         {"a", "b"},
		`{"scope":["a","b",null]}`: {"a", "b"},
		`{"scope":""}`:             {},
	} {
		a, err := parseAnswer([]byte(body), provider.Service{})
		if err != nil {
			t.Fatal(err)
		}
		if got := scopes(a.fields["scope"]); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s: %v", body, got)
		}
	}
}

func TestExtrasHoldNoTokens(t *testing.T) {
	body := `{"access_token":"S1","refresh_token":"S2","id_token":"S3","bot_token":"S4","client_secret":"S5","token_type":"Bearer",
		"api_domain":"https://www.zohoapis.eu","id":1234567890123456789,"team":{"id":"T1","token":"S6"},"list":[1]}`
	a, err := parseAnswer([]byte(body), provider.Service{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"api_domain": "https://www.zohoapis.eu", "id": "1234567890123456789", "team.id": "T1"}
	if got := extras(a.root, a.fields); !reflect.DeepEqual(got, want) {
		t.Errorf("extras %v, want %v", got, want)
	}
}

func FuzzParseAnswer(f *testing.F) {
	for _, s := range []string{`{"access_token":"a","expires_in":"1"}`, `a=b`, `[`, "\ufeff{}", `{"error":{"code":1}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := parseAnswer(body, provider.Service{})
		if err == nil {
			g := a.grant(arrival, provider.Service{})
			if g.Expiry.Sub(arrival) > longestLife && a.fields["expires_at"] == nil {
				t.Errorf("%q lives for %v", body, g.Expiry.Sub(arrival))
			}
		}
	})
}
