package oauthflow

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// tradingEndpoint gives a short token for a code, a long one for that, and another for
// a long one.
func tradingEndpoint(t *testing.T) (*endpoint, connections.Target) {
	t.Helper()
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		switch {
		case r.Method == http.MethodPost:
			says(200, "", `{"access_token":"short-token","user_id":42,"expires_in":3600}`)(w, r)
		case q.Get("grant_type") == "long" && q.Get("short") == "short-token" && q.Get("client_secret") == clientSecret && q.Get("client_id") == clientID:
			says(200, "", `{"access_token":"long-token-1","token_type":"bearer","expires_in":5184000}`)(w, r)
		case q.Get("grant_type") == "renew" && q.Get("access_token") == "long-token-1" && !q.Has("client_secret"):
			says(200, "", `{"access_token":"long-token-2","expires_in":5184000}`)(w, r)
		default:
			says(400, "", `{"error":{"message":"refused: `+r.URL.RawQuery+`","type":"OAuthException","code":190}}`)(w, r)
		}
	})
	tg := target(e.URL)
	tg.Service.Exchange = &provider.Trade{URL: e.URL + "/x", Params: map[string]string{"grant_type": "long"}, Token: "short", ClientID: true, ClientSecret: true}
	tg.Service.Renew = &provider.Trade{URL: e.URL + "/r", Params: map[string]string{"grant_type": "renew"}, Token: "access_token"}
	return e, tg
}

// A service without refresh tokens: the token of the login is traded for one that
// lasts, and that one is renewed by itself.
func TestF06TradedTokens(t *testing.T) {
	_, tg := tradingEndpoint(t)
	c := &Client{}
	first, err := c.exchange(t.Context(), tg, "code", "http://127.0.0.1:1/", "")
	if err != nil {
		t.Fatal(err)
	}
	g, err := c.lasting(t.Context(), tg, first)
	if err != nil || g.Access != "long-token-1" || g.Refresh != "long-token-1" || g.Extra["user_id"] != "42" || g.Expiry.Sub(g.Obtained).Hours() != 1440 {
		t.Fatalf("%+v %v", g, err)
	}
	if g, err = c.Refresh(t.Context(), tg, connections.Authorization{Access: g.Access, Refresh: g.Refresh}); err != nil || g.Access != "long-token-2" || g.Refresh != "long-token-2" {
		t.Errorf("%+v %v", g, err)
	}
}

// A refusal repeats no secret, though they stand in its address.
func TestF06X21TradeRefused(t *testing.T) {
	_, tg := tradingEndpoint(t)
	_, err := (&Client{}).lasting(t.Context(), tg, connections.Grant{Access: "another-token"})
	re := fault(t, err)
	if re.Code != "190" || strings.Contains(err.Error(), "another-token") {
		t.Errorf("%v", err)
	}
	tg.Service.Exchange.URL = "http://127.0.0.1:1/nobody"
	if _, err = (&Client{}).lasting(t.Context(), tg, connections.Grant{Access: "another-token"}); err == nil || strings.Contains(err.Error(), "another-token") {
		t.Errorf("%v", err)
	}
}
