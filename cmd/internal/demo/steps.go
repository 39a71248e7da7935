package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// stepPlan is one part: what it does, what the servers must have seen of it, and
// what it is for a real service.
type stepPlan struct {
	name, title string
	run         func(ctx context.Context, d *demo, s *Step) error
	saw         []string // all that the servers' logs hold of it
	sawAmong    []string // in this order among other lines: on a slow machine a short-lived token is renewed once more
	real        string
	commands    []string
}

// steps are the parts in order.
var steps = []stepPlan{
	{
		name: "servers", title: "A provider and an API behind it", run: startServers,
		saw: []string{"api-401 GET /contacts"},
		real: "it has both already. Register dg there as a client with the redirect URL " + oauthflow.DefaultRedirect +
			"; you get a client id and a secret.",
	},
	{
		name: "connection", title: "A service and a connection", run: connect,
		saw:  []string{},
		real: "write a file like service.yaml, unless dg services list has it already, and give dg your client.",
		commands: []string{"dg services add service.yaml --client-id ID --with-secret < secret.txt",
			"dg connections add my_crm --service my_service"},
	},
	{
		name: "login", title: "Signing in", run: signIn,
		saw:      []string{"authorize scope contacts", "consent allow", "token authorization_code, scope contacts"},
		real:     "your browser opens, you click, and dg stores the tokens.",
		commands: []string{"dg connections login my_crm"},
	},
	{
		name: "script", title: "A script that names the connection", run: runScript,
		sawAmong: []string{"api GET /contacts", "api POST /contacts", "contact Grace Hopper, created"},
		real:     "put its address and the name of your connection into the script.",
		commands: []string{"dg run contacts.dg"},
	},
	{
		name: "expiry", title: "The access token ends", run: letExpire,
		saw:      []string{"api-401 GET /contacts", refreshed, "api GET /contacts", "api POST /contacts", graceAgain},
		real:     "nothing to do. The list shows when each token ends.",
		commands: []string{"dg connections list"},
	},
	{
		name: "refused", title: "The provider ends a token early", run: endEarly,
		saw:  []string{"api-401 GET /contacts", refreshed, "api GET /contacts", "api POST /contacts", graceAgain},
		real: "nothing to do either. If the provider refuses to renew, the error names the command that signs in again.",
	},
	{
		name: "connector", title: "The same API through a connector", run: throughConnector,
		saw:  []string{"api POST /contacts", "contact Barbara Liskov, created"},
		real: "write its requests into such a file. Try one alone, then from the script.",
		commands: []string{"dg connectors import contacts.yaml",
			`dg connectors execute contacts.add --map '{"Name":"Ann","Email":"ann@example.com"}'`, "dg run connector.dg"},
	},
	{
		name: "rule", title: "The same API through a rule", run: throughRule,
		saw:      []string{"api POST /contacts", "contact Ines Byrne, created"},
		real:     "fire the events of your system at your rules; --explain says why a rule ran or did not.",
		commands: []string{"dg workflow fire " + lead + " --explain"},
	},
}

const (
	refreshed  = "refresh scope contacts"
	graceAgain = "contact Grace Hopper, already there"
)

// lead is the event of the rule step, as the command takes it.
const lead = "Leads.create First_Name=Ines Last_Name=Byrne Email=ines@example.com Lead_Source=Web"

// startServers shows that the API is protected.
func startServers(ctx context.Context, d *demo, _ *Step) error {
	d.say.done("an OAuth 2 authorization server and a contacts API listen at %s", d.world.provider.URL())
	if d.world.moved() {
		d.say.done("the usual port is taken, so the files below name this address instead of theirs")
	}
	status, err := d.world.get(ctx, "")
	if err != nil {
		return err
	}
	if status != http.StatusUnauthorized {
		return fmt.Errorf("the API answered %d to a request without a token", status)
	}
	d.say.done("GET /contacts without a token: 401")
	return nil
}

// get asks the API as someone without dg would, and returns the status.
func (w *world) get(ctx context.Context, token string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.provider.URL()+"/contacts", nil)
	if err != nil {
		return 0, err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := w.plain.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// connect stores the service and the connection.
func connect(ctx context.Context, d *demo, _ *Step) error {
	text, err := d.world.file("service.yaml")
	if err != nil {
		return err
	}
	spec, err := provider.Parse([]byte(text))
	if err != nil {
		return err
	}
	id, secret := d.world.provider.Client()
	m := d.world.manager
	if err := m.AddService(ctx, &connections.Service{Spec: spec, Client: connections.Client{ID: id, Secret: secret}}); err != nil {
		return err
	}
	if err := m.AddConnection(ctx, &connections.Connection{Link: link, Service: spec.ID}); err != nil {
		return err
	}
	sum, err := m.Status(ctx, link)
	if err != nil {
		return err
	}
	d.say.done("service %s: how this provider signs people in, and which hosts may get its tokens (service.yaml)", spec.ID)
	d.say.done("connection %s: the name that scripts use; state: %s", sum.Link, sum.State)
	d.say.done("both are sealed in a bbolt file in a folder that only you can read, with a key made for this run")
	return nil
}

// signIn goes through the authorization-code flow with PKCE.
func signIn(ctx context.Context, d *demo, _ *Step) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	flow := &oauthflow.Code{Client: d.world.oauth, Redirect: "http://127.0.0.1:0/callback", Notify: d.notify}
	flow.Open, flow.OnOpen = d.Open, func(err error) { d.say.done("no browser started (%v); open the address yourself", err) }
	if !d.Browser {
		flow.Open = func(address string) error { return visitor{d.world.plain}.allow(ctx, address) }
		flow.OnOpen = cancel // nobody else will open it
	}
	result, err := d.world.manager.Login(ctx, link, flow)
	if err != nil {
		return first(context.Cause(ctx), err)
	}
	if !result.HasRefresh {
		return errors.New("the provider gave no refresh token")
	}
	token, err := d.world.manager.Token(ctx, link, false)
	if err != nil {
		return err
	}
	d.say.done("dg has an access token (%s), good for %s, and a refresh token", mask(token), d.Life)
	return nil
}

// notify tells what a login waits for. It runs before anything is opened.
func (d *demo) notify(w oauthflow.Waiting) {
	if !d.Browser {
		d.say.doing("authorization code with PKCE: the demo opens the provider's page and clicks Allow; --browser leaves that to you")
		return
	}
	d.say.paragraph("Open this address and click Allow (Ctrl-C stops):")
	d.say.print("  " + w.URL + "\n\n")
}

// mask hides a token but for its end, by which two can be told apart.
func mask(token string) string {
	const shown = 4
	if len(token) < 4*shown {
		return "••••"
	}
	return "••••" + token[len(token)-shown:]
}

// letExpire waits for the end of the token, shows that it is over, and runs the
// script: dg renews before it calls.
func letExpire(ctx context.Context, d *demo, s *Step) error {
	m := d.world.manager
	old, err := m.Token(ctx, link, false)
	if err != nil {
		return err
	}
	sum, err := m.Status(ctx, link)
	if err != nil {
		return err
	}
	d.say.doing("waiting for the end of the token, which lives %s", d.Life)
	if err := sleep(ctx, time.Until(sum.Expiry)); err != nil {
		return err
	}
	status, err := d.world.get(ctx, old)
	if err != nil {
		return err
	}
	if status != http.StatusUnauthorized {
		return fmt.Errorf("the API answered %d to a token that has ended", status)
	}
	d.say.done("GET /contacts with the old token (%s): 401", mask(old))
	// From here on a slow machine must not see tokens end on their own.
	d.world.provider.SetLife(time.Hour)
	if err := d.runContacts(ctx, s, "already there"); err != nil {
		return err
	}
	return d.renewed(ctx, old, "dg saw that the token was over, renewed it and then called")
}

// endEarly lets the provider end a token that dg takes for good: the API says 401,
// dg renews and repeats the request.
func endEarly(ctx context.Context, d *demo, s *Step) error {
	old, err := d.world.manager.Token(ctx, link, false)
	if err != nil {
		return err
	}
	d.world.provider.ExpireAccess()
	d.say.done("the provider ended the token (%s), an hour too soon", mask(old))
	if err := d.runContacts(ctx, s, "already there"); err != nil {
		return err
	}
	return d.renewed(ctx, old, "the API answered 401, dg renewed the token and repeated the request")
}

func (d *demo) renewed(ctx context.Context, old, how string) error {
	token, err := d.world.manager.Token(ctx, link, false)
	if err != nil {
		return err
	}
	if token == old {
		return errors.New("the token is still the old one")
	}
	d.say.done("%s; the new token is %s", how, mask(token))
	d.say.done("the script is the same and noticed nothing")
	return nil
}

func sleep(ctx context.Context, t time.Duration) error {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
