package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

func (o *accountFlags) testCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "test NAME",
		Short: "Send the service's verification request, and say who is signed in",
		Long: `Send the GET that the service describes as its test, with the connection's
credentials, and print the status and the account.

The exit code is 0 when it was accepted, 4 when the authorization is bad (401,
403, or a token that cannot be renewed), 5 when the service could not be reached
or failed, and 1 for any other answer.`,
		Example:           "  dg connections test zoho_books\n  dg connections test zoho_books --json | jq .status",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.app.concluded(cmd.Context(), o.test(cmd.Context(), args[0], asJSON), "Nothing was changed.")
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

// probeClient sends verification requests. They carry a credential that the client
// does not know about, so it must not follow a redirect: the header would go along.
func (a *app) probeClient(log *slog.Logger) prober {
	var journal host.Journal
	if a.verbose > 0 {
		journal = requestLog{a}
	}
	return prober{sync.OnceValue(func() *httpx.Client {
		return httpx.New(httpx.Options{Log: log, Journal: journal, Transport: stay{httpx.NewTransport(host.Net{}, nil)}})
	})}
}

// prober holds the addresses of names against what the connection allows.
type prober struct{ client func() *httpx.Client }

// Do implements host.Doer.
func (p prober) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	return p.client().Do(req.WithContext(httpx.WithSigned(httpx.WithReach(ctx, connections.ReachFrom(ctx)))))
}

// stay turns redirects into answers.
type stay struct{ next http.RoundTripper }

func (s stay) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.next.RoundTrip(req)
	if err == nil {
		resp.Header.Del("Location")
	}
	return resp, err
}

// testReport is what test --json prints.
type testReport struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Status  int    `json:"status"`
	URL     string `json:"url"`
	Account string `json:"account,omitempty"`
}

func (o *accountFlags) test(ctx context.Context, name string, asJSON bool) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	p, err := m.Probe(ctx, name)
	if err != nil {
		return withCause(err)
	}
	code := probeCode(p.Status)
	r := testReport{Name: name, OK: code == exitOK, Status: p.Status, URL: p.URL, Account: p.Account}
	if asJSON {
		err = o.app.writeJSON(r)
	} else {
		err = o.app.print(probeText(r))
	}
	if err != nil || code == exitOK {
		return err
	}
	switch {
	case code == exitAuth:
		o.advise401(name, m.EnvironmentVariable(name), p)
	case p.Status < 400:
		o.app.mind("The service answers with a redirect, which a test does not follow: the credentials would go along.")
	}
	return silent{code}
}

// withCause adds why there was no answer, in words that hold no part of the request.
func withCause(err error) error {
	var conn *connections.Error
	var net *httpx.Error
	if !errors.As(err, &conn) || !errors.As(err, &net) {
		return err
	}
	told := *conn
	told.Message += ": " + strings.TrimPrefix(net.Message, "invokeUrl: ")
	return &told
}

func probeText(r testReport) string {
	account := ""
	if r.Account != "" {
		account = ", account " + plain(r.Account)
	}
	return fmt.Sprintf("%s: %d %s%s\n", r.URL, r.Status, http.StatusText(r.Status), account)
}

func probeCode(status int) int {
	switch {
	case status < 300:
		return exitOK
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return exitAuth
	case status >= 500, status == http.StatusTooManyRequests:
		return exitOutside
	}
	return exitNo
}

func (o *accountFlags) advise401(name, variable string, p connections.ProbeResult) {
	if p.Status == http.StatusForbidden {
		o.app.mind("The service knows the account but refuses this request; a scope may be missing.")
	} else {
		o.app.mind("The service does not accept the credentials.")
	}
	if variable != "" {
		o.app.say("put another token into %s, or unset it to use what is stored", variable)
		return
	}
	o.app.say("dg connections login %s", name)
}
