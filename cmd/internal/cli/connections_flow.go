package cli

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/cli/browser"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/lang/diag"
)

// The flows of --flow.
const (
	flowBrowser           = "browser"
	flowPaste             = "paste"
	flowSelfClient        = "self-client"
	flowClientCredentials = "client-credentials"
	flowToken             = "token"
	flowRefreshToken      = "refresh-token"
	flowAPIKey            = "api-key"
	flowBasic             = "basic"
	flowDevice            = "device"
)

func flowNames() []string {
	return []string{flowBrowser, flowPaste, flowSelfClient, flowDevice, flowClientCredentials, flowToken, flowRefreshToken, flowAPIKey, flowBasic}
}

// flowsOf are the flows that a service can have, the default one first.
func flowsOf(s provider.Service) []string {
	switch {
	case s.Auth == provider.Basic:
		return []string{flowBasic}
	case s.Auth == provider.APIKey:
		return []string{flowAPIKey}
	case s.Auth == provider.OAuth1 && s.Interactive():
		return []string{flowBrowser, flowPaste, flowToken}
	case s.Auth == provider.OAuth2 && s.GrantName() == provider.DeviceCode:
		return []string{flowDevice, flowRefreshToken, flowToken, flowClientCredentials}
	case s.Auth == provider.OAuth2 && s.Interactive():
		flows := []string{flowBrowser, flowPaste, flowSelfClient, flowRefreshToken, flowToken, flowClientCredentials}
		if s.DeviceURL != "" || s.Discover {
			flows = append(flows, flowDevice)
		}
		return flows
	case s.Auth == provider.OAuth2:
		return []string{flowClientCredentials, flowToken, flowBrowser, flowPaste}
	}
	return nil
}

// checkFlow refuses a flow that means nothing for the service.
func (l *loginOptions) checkFlow(s provider.Service) error {
	possible := flowsOf(s)
	if l.flow == "" {
		return nil
	}
	for _, f := range possible {
		if f == l.flow {
			return nil
		}
	}
	for _, f := range flowNames() {
		if f == l.flow {
			if len(possible) == 0 {
				return usagef("leave --flow out", fmt.Sprintf("service %q has no accounts; there is nothing to log in to", s.ID))
			}
			return usagef("use "+strings.Join(possible, ", "), fmt.Sprintf("--flow %s does not fit service %q, which uses %s", f, s.ID, s.Auth))
		}
	}
	hint := "one of " + strings.Join(flowNames(), ", ")
	if near := diag.DidYouMean(l.flow, flowNames()); near != "" {
		hint = near + " " + hint
	}
	return usagef(hint, fmt.Sprintf("unknown flow %q", l.flow))
}

// pick makes the flow of the flags, or the one that the service needs.
func (l *loginOptions) pick(ctx context.Context, t connections.Target) (connections.Flow, error) {
	client := &oauthflow.Client{}
	name := l.flow
	if all := flowsOf(t.Service); name == "" && len(all) > 0 {
		name = all[0]
	}
	redirect := l.redirect
	if redirect == "" {
		redirect = oauthflow.Redirect(t)
	}
	if l.flow == "" && name == flowBrowser && (strings.HasPrefix(redirect, "https:") || t.Service.RedirectHost == "name") {
		name = flowPaste // dg has no certificate to listen with
	}
	switch name {
	case flowBrowser, flowPaste:
		if err := checkRedirect(t, redirect); err != nil {
			return nil, err
		}
		if name == flowPaste {
			return &oauthflow.Paste{Client: client, Notify: l.show(t, name), Read: l.readAddress, Redirect: l.redirect}, nil
		}
		return l.browser(ctx, t, client), nil
	case flowClientCredentials:
		return &oauthflow.Credentials{Client: client}, nil
	case flowDevice:
		return &oauthflow.Device{Client: client, Notify: l.showDevice(t)}, nil
	case flowSelfClient:
		code, err := l.app.secret(ctx, "Grant code")
		return &oauthflow.SelfClient{Client: client, Code: code}, err
	case flowRefreshToken:
		token, err := l.app.secret(ctx, "Refresh token")
		return &oauthflow.Import{Client: client, Refresh: token}, err
	case flowToken:
		if t.Service.Auth == provider.OAuth1 {
			break
		}
		token, err := l.app.secret(ctx, "Access token")
		return &oauthflow.Static{Client: client, Access: token}, err
	}
	values, err := l.readFields(ctx, t.Service)
	return &oauthflow.Static{Client: client, Values: values}, err
}

// checkRedirect says what the provider would say only after the login.
func checkRedirect(t connections.Target, redirect string) error {
	if t.Service.RedirectHost == "name" {
		if strings.Contains(redirect, "://") {
			return usagef("dg connections login "+t.Connection.Link+" --redirect NAME --flow paste", t.Service.Title+" gives a name in the place of a redirect URL")
		}
		return nil
	}
	u, err := url.Parse(redirect)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return usagef("such as "+oauthflow.DefaultRedirect, fmt.Sprintf("--redirect %q is no URL", redirect))
	}
	if t.Service.RedirectHost == "https" && u.Scheme == "http" {
		return usagef("register an https URL of your own there, then: dg connections login "+t.Connection.Link+" --redirect https://… --flow paste",
			t.Service.Title+" takes https redirect URLs only")
	}
	return nil
}

func (l *loginOptions) browser(ctx context.Context, t connections.Target, client *oauthflow.Client) connections.Flow {
	f := &oauthflow.Code{Client: client, Notify: l.waiting(ctx, l.show(t, flowBrowser)), Redirect: l.redirect, Wait: l.timeout}
	if !l.noBrowser {
		f.Open = l.app.openBrowser
		f.OnOpen = func(err error) {
			l.app.mind("No browser could be started here (%v). Open the address yourself, or use --flow paste.", err)
		}
	}
	return f
}

// show prints the address before anything is opened: a launcher may say that all
// went well and show nothing.
func (l *loginOptions) show(t connections.Target, flow string) func(oauthflow.Waiting) {
	return func(w oauthflow.Waiting) {
		too := ""
		if flow == flowBrowser && !l.noBrowser {
			too = " (it is opened in your browser, too)"
		}
		l.app.mind("Open this address to connect %q%s:", t.Connection.Link, too)
		l.app.say("%s", w.URL)
		switch {
		case flow == flowPaste && !strings.Contains(w.Redirect, "://"):
			l.app.say("The page at the end has the code in it, or in its address.")
		case flow == flowPaste:
			l.app.say("Your browser will end at %s?…, perhaps with an error page.", w.Redirect)
		case l.app.io.CanAsk():
			l.app.say("Waiting on %s   (Ctrl-C stops, p = paste a code instead)", w.Redirect)
		default:
			l.app.say("Waiting on %s   (Ctrl-C stops; on a machine without a browser: --flow paste)", w.Redirect)
		}
	}
}

// showDevice prints where to type the code, on any machine.
func (l *loginOptions) showDevice(t connections.Target) func(oauthflow.DeviceWaiting) {
	return func(w oauthflow.DeviceWaiting) {
		l.app.mind("To connect %q, open this address on any machine:", t.Connection.Link)
		l.app.say("%s", plain(w.URL))
		l.app.say("and type the code: %s", plain(w.Code))
		if w.Complete != "" {
			l.app.say("With the code in it: %s", plain(w.Complete))
		}
		l.app.say("Waiting for the answer   (Ctrl-C stops)")
	}
}

// readAddress takes what the person copied from the browser. It holds a code that
// is good for one use, together with this login's verifier.
func (l *loginOptions) readAddress(ctx context.Context) (string, error) {
	if l.app.io.CanAsk() {
		text, err := l.app.io.Ask(ctx, "Paste that address, or the code in it", "")
		return text, noAnswer(err)
	}
	text, err := l.app.io.ReadSecret(ctx)
	if err == io.EOF {
		err = nil // an empty answer has its own words
	}
	return text, err
}

// readFields reads what a service without a login page asks for.
func (l *loginOptions) readFields(ctx context.Context, s provider.Service) (map[string]string, error) {
	values := map[string]string{}
	for _, f := range oauthflow.Fields(s) {
		var err error
		if f.Secret || !l.app.io.CanAsk() {
			values[f.Name], err = l.app.secret(ctx, f.Title)
		} else {
			q := &asker{app: l.app, ctx: ctx}
			values[f.Name] = q.text(f.Title, f.Default, notEmpty)
			err = q.err
		}
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

// openBrowser starts the browser that BROWSER names, else the system's. What it
// prints is not for this terminal.
func (a *app) openBrowser(address string) error {
	list := filepath.SplitList(a.io.Getenv("BROWSER"))
	var err error
	for _, command := range list {
		parts := strings.Fields(command)
		if len(parts) == 0 {
			continue
		}
		if err = exec.Command(parts[0], browserArgs(parts[1:], address)...).Run(); err == nil {
			return nil
		}
	}
	if err != nil {
		return err
	}
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return browser.OpenURL(address)
}

// browserArgs puts the address where BROWSER has %s, or last.
func browserArgs(args []string, address string) []string {
	out, placed := make([]string, 0, len(args)+1), false
	for _, arg := range args {
		placed = placed || strings.Contains(arg, "%s")
		out = append(out, strings.ReplaceAll(arg, "%s", address))
	}
	if !placed {
		out = append(out, address)
	}
	return out
}
