package connections_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/oauthflow"
)

// What the services must send, one row each, read from testdata/services: the facts
// of the table of services, written down without the catalogue.
type fact map[string]string

func facts(t *testing.T) []fact {
	t.Helper()
	text, err := os.ReadFile("../testdata/services/facts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	names := strings.Split(lines[0], "\t")
	var all []fact
	for _, line := range lines[1:] {
		f := fact{}
		for i, cell := range strings.Split(line, "\t") {
			if cell != "-" {
				f[names[i]] = cell
			}
		}
		all = append(all, f)
	}
	if len(all) != 136 {
		t.Fatalf("%d rows", len(all))
	}
	return all
}

// pairs reads "a=b; c=" of a cell.
func (f fact) pairs(name string) map[string]string {
	all := map[string]string{}
	for part := range strings.SplitSeq(f[name], "; ") {
		if k, v, ok := strings.Cut(part, "="); ok {
			all[k] = v
		}
	}
	return all
}

// want is the standard parameters with those of a cell over them; an empty one takes
// a standard parameter out.
func (f fact) want(cell string, standard map[string]string) map[string]string {
	all := maps.Clone(standard)
	for k, v := range f.pairs(cell) {
		if all[k] = v; v == "" {
			delete(all, k)
		}
	}
	if id, ok := all["client_id"]; ok && f["client_id_name"] != "client_id" {
		delete(all, "client_id")
		all[f["client_id_name"]] = id
	}
	return all
}

// row is a connection to one service, with what it should send.
type row struct {
	*recorder
	fact    fact
	manager *connections.Manager
	client  *oauthflow.Client
	http    *http.Client
	link    string
	scopes  []string
}

// TestServicesSendWhatTheirRowsSay logs in to every default service, renews, calls and
// revokes, and holds each request against the row.
func TestServicesSendWhatTheirRowsSay(t *testing.T) {
	dir := t.TempDir()
	for _, f := range facts(t) {
		t.Run(f["id"], func(t *testing.T) {
			rec, transport := newRecorder(t)
			r := &row{recorder: rec, fact: f, client: &oauthflow.Client{Transport: transport}, http: &http.Client{Transport: transport},
				link: "c_" + strings.ReplaceAll(f["id"], "-", "_")}
			r.manager = connections.NewManager(connections.Options{Store: boltstore.New(boltstore.Options{Dir: dir}), Refresher: r.client})
			if f["delimiter"] != "" {
				r.scopes = []string{"one", "two"}
			}
			c := &connections.Connection{Link: r.link, Service: f["id"], Vars: f.pairs("variables"), Scopes: r.scopes,
				Client: connections.Client{ID: rowClient, Secret: rowSecret}}
			r.check(r.manager.AddConnection(t.Context(), c))
			r.discover()
			r.login()
			r.calls()
			r.renews()
			r.revokes()
		})
	}
}

func (r *row) check(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *row) same(what string, got, want any) {
	r.t.Helper()
	g, err1 := json.Marshal(got)
	w, err2 := json.Marshal(want)
	if err1 != nil || err2 != nil || !bytes.Equal(g, w) {
		r.t.Errorf("%s: %s, want %s", what, g, w)
	}
}

// discover is for the service whose addresses its issuer names.
func (r *row) discover() {
	if r.fact["client"] != "discovered" {
		return
	}
	target, err := r.manager.Target(r.t.Context(), r.link)
	r.check(err)
	found, err := r.client.Discover(r.t.Context(), target.Service)
	r.check(err)
	r.check(r.manager.ChangeConnection(r.t.Context(), r.link, func(c *connections.Connection) error {
		c.Discovered = &found
		return nil
	}))
	maps.Copy(r.fact, fact{"authorize_url": "https://login.acme.example/a", "token_url": "https://login.acme.example/t",
		"refresh_url": "https://login.acme.example/t", "client": "header", "client_refresh": "header", "pkce": "S256"})
}

func (r *row) login() {
	before := r.count()
	switch {
	case r.fact["auth"] == "oauth1":
		r.loginSigned()
	case r.fact["auth"] != "oauth2":
		_, err := r.manager.Login(r.t.Context(), r.link, &oauthflow.Static{Client: r.client, Values: map[string]string{
			"key": rowKey, "token": rowKey, "username": "ada", "password": rowKey, "email": "ada", "api_token": rowKey,
			"account_sid": "ada", "auth_token": rowKey, "consumer_key": "ada", "consumer_secret": rowKey}})
		r.check(err)
	case r.fact["authorize_url"] == "":
		_, err := r.manager.Login(r.t.Context(), r.link, &oauthflow.Credentials{Client: r.client})
		r.check(err)
		r.tokenRequest(r.last(before), r.fact["token_url"], "client", r.fact.want("token_params", r.scoped(map[string]string{"grant_type": r.fact["grant"]})))
	default:
		r.loginByCode(before)
	}
}

// scoped adds the scopes, joined as the row says.
func (r *row) scoped(m map[string]string) map[string]string {
	if len(r.scopes) > 0 {
		m["scope"] = strings.Join(r.scopes, map[string]string{"space": " ", ",": ","}[r.fact["delimiter"]])
	}
	return m
}

func (r *row) loginByCode(before int) {
	var asked url.Values
	flow := &oauthflow.Paste{Client: r.client, Redirect: redirected, Notify: func(w oauthflow.Waiting) { asked = r.authorizeRequest(w.URL) },
		Read: func(context.Context) (string, error) { return r.answer(asked), nil }}
	_, err := r.manager.Login(r.t.Context(), r.link, flow)
	r.check(err)
	want := map[string]string{"grant_type": "authorization_code", "code": "c0de", "redirect_uri": redirected}
	got := r.last(before)
	if r.fact["exchange"] != "" {
		r.traded(got, r.fact["exchange"])
		got = r.at(before)
	}
	if verifier := got.form["code_verifier"]; r.fact["pkce"] != "none" {
		sum := sha256.Sum256([]byte(verifier))
		spelled := map[string]string{"S256": base64.RawURLEncoding.EncodeToString(sum[:]), "hex": hex.EncodeToString(sum[:])}[r.fact["pkce"]]
		r.same("code_challenge", asked.Get("code_challenge"), spelled)
		want["code_verifier"] = verifier
	}
	r.tokenRequest(got, r.fact["token_url"], "client", r.fact.want("token_params", want))
}

// traded holds a request that trades a token for another against the row: all that it
// says, and the client where it goes along.
func (r *row) traded(got sent, want string) {
	r.t.Helper()
	u, err := url.Parse(want + rowToken)
	r.check(err)
	query := got.query
	delete(query, "client_id")
	delete(query, "client_secret")
	r.same("exchange", got.address, u.Scheme+"://"+u.Host+u.Path)
	r.same("parameters of the exchange", query, flat(u.Query()))
}

// authorizeRequest holds the address that a person opens against the row.
func (r *row) authorizeRequest(address string) url.Values {
	u, err := url.Parse(address)
	r.check(err)
	q := u.Query()
	u.RawQuery = ""
	r.same("authorize URL", u.String(), r.fact["authorize_url"])
	want := r.scoped(map[string]string{"client_id": rowClient, "redirect_uri": redirected, "response_type": "code", "state": q.Get("state")})
	if r.fact["pkce"] != "none" {
		want["code_challenge"], want["code_challenge_method"] = q.Get("code_challenge"), "S256"
	}
	if len(q.Get("state")) < 16 {
		r.t.Errorf("state %q", q.Get("state"))
	}
	r.same("authorize parameters", flat(q), r.fact.want("authorize_params", want))
	return q
}

// answer is the address that the browser ends at, signed where the service signs it.
func (r *row) answer(asked url.Values) string {
	q := url.Values{r.fact["code_name"]: {"c0de"}, "state": asked["state"]}
	if r.fact["id"] == "shopify" {
		q.Set("shop", "acme.myshopify.com")
		mac := hmac.New(sha256.New, []byte(rowSecret))
		mac.Write([]byte("code=c0de&shop=acme.myshopify.com&state=" + q.Get("state")))
		q.Set("hmac", hex.EncodeToString(mac.Sum(nil)))
	}
	return redirected + "?" + q.Encode()
}

// tokenRequest holds a request to the token URL against the row: the fields, and the
// client's credentials in one place only.
func (r *row) tokenRequest(got sent, address, place string, want map[string]string) {
	r.t.Helper()
	u, err := url.Parse(address)
	r.check(err)
	r.same("token URL", got.address, u.Scheme+"://"+u.Host+u.Path)
	r.same("query of the token URL", got.query, flat(u.Query()))
	r.same("JSON body", got.json, r.fact["body"] == "json")
	header := ""
	if r.fact[place] == "header" {
		header = "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(rowClient)+":"+url.QueryEscape(rowSecret)))
	} else {
		want[r.fact["client_id_name"]], want["client_secret"] = rowClient, rowSecret
	}
	r.same("Authorization of the token request", got.authorization, header)
	r.same("fields of the token request", got.form, want)
}

func (r *row) loginSigned() {
	before := r.count()
	_, err := r.manager.Login(r.t.Context(), r.link, &oauthflow.Paste{Client: r.client, Redirect: redirected,
		Notify: func(w oauthflow.Waiting) {
			r.same("request token URL", r.last(before).address, r.fact["request_url"])
			u, err := url.Parse(w.URL)
			r.check(err)
			q := flat(u.Query())
			u.RawQuery = ""
			r.same("authorize URL", u.String(), r.fact["authorize_url"])
			standard := map[string]string{"oauth_token": rowToken}
			if r.fact["delimiter"] != "" {
				standard["scope"] = "one,two"
			}
			want := r.fact.want("authorize_params", standard)
			if len(r.scopes) > 0 {
				want["scope"] = "one,two"
			}
			r.same("authorize parameters", q, want)
		},
		Read: func(context.Context) (string, error) { return "PIN123", nil }})
	r.check(err)
	got := r.last(before + 1)
	r.same("access token URL", got.address, r.fact["token_url"])
	if !strings.Contains(got.authorization, `oauth_verifier="PIN123"`) || !strings.Contains(got.authorization, `oauth_signature_method="HMAC-SHA1"`) {
		r.t.Errorf("access token request: %s", got.authorization)
	}
}

// calls sends a request to every host of the row, and to one that is none of them.
func (r *row) calls() {
	for _, host := range strings.Fields(r.fact["hosts"]) {
		before := r.count()
		req := r.request("https://" + strings.Replace(host, "*.", "some.", 1) + "/v1/things")
		r.check(r.manager.Authorize(r.t.Context(), r.link, req))
		resp, err := r.http.Do(req)
		r.check(err)
		r.check(resp.Body.Close())
		r.credential(r.last(before))
	}
	if err := r.manager.Authorize(r.t.Context(), r.link, r.request("https://elsewhere.example/v1/things")); err == nil {
		r.t.Error("the credential went to another host")
	}
}

func (r *row) request(address string) *http.Request {
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, address, nil)
	r.check(err)
	return req
}

// credential holds a call against the form of the credential in the row.
func (r *row) credential(got sent) {
	r.t.Helper()
	fill := strings.NewReplacer("{token}", rowToken, "{key}", rowKey, "{password}", rowKey, "{username}", "ada", "{api_token}", rowKey, "email", "ada",
		"{account_sid}", "ada", "{auth_token}", rowKey, "{consumer_key}", "ada", "{consumer_secret}", rowKey)
	place, text, _ := strings.Cut(r.fact["credential"], " ")
	want, header, path, query := fill.Replace(text), "", "/v1/things", map[string]string{}
	switch place {
	case "header":
		name, value, _ := strings.Cut(want, ": ")
		had := got.header.Get(name)
		if r.fact["auth"] == "oauth1" { // the signature differs each time
			had, _, _ = strings.Cut(had, " ")
		}
		r.same("header "+name, had, value)
		if name == "Authorization" {
			header = got.authorization
		}
	case "query":
		name, value, _ := strings.Cut(want, "=")
		query[name] = value
	case "path":
		path = want + path
	case "basic":
		pair, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(got.authorization, "Basic "))
		r.check(err)
		if user, password, _ := strings.Cut(want, ":"); user == "*" {
			want = string(pair[:bytes.IndexByte(pair, ':')]) + ":" + password
		}
		r.same("Basic", string(pair), want)
		header = got.authorization
	}
	r.same("Authorization", got.authorization, header)
	r.same("query", got.query, query)
	if !strings.HasSuffix(got.address, path) {
		r.t.Errorf("sent to %s, want %s", got.address, path)
	}
}

func (r *row) renews() {
	if r.fact["renewed"] != "" {
		before := r.count()
		_, err := r.manager.Token(r.t.Context(), r.link, true)
		r.check(err)
		r.traded(r.last(before), r.fact["renewed"])
		return
	}
	if r.fact["refresh_url"] == "" || r.fact["auth"] != "oauth2" {
		return
	}
	before := r.count()
	_, err := r.manager.Token(r.t.Context(), r.link, true)
	r.check(err)
	want := r.fact.want("refresh_params", map[string]string{"grant_type": "refresh_token", "refresh_token": rowRefresh})
	r.tokenRequest(r.last(before), r.fact["refresh_url"], "client_refresh", want)
}

func (r *row) revokes() {
	before := r.count()
	_, err := r.manager.Logout(r.t.Context(), r.link, true)
	r.check(err)
	if r.fact["revoke_url"] == "" {
		r.same("requests to revoke", r.count(), before)
		return
	}
	got := r.last(before)
	r.same("revoke URL", got.address, r.fact["revoke_url"])
	if !slices.Contains([]string{rowRefresh, rowToken}, got.form["token"]) {
		r.t.Errorf("revoked %q", got.form["token"])
	}
}
