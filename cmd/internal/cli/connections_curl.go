package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

func (o *accountFlags) curlCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "curl NAME -- [CURL OPTIONS] URL",
		Short: "Run curl with a connection's credentials added",
		Long: `Run curl for one URL, with the credentials of a connection added. They reach curl
through its standard input, so that neither the list of processes nor the shell's
history has them. A URL that begins with / is below the service's own address.

What holds for scripts holds here: credentials go to the service's hosts only, and
redirects are not followed. Options of curl that would show the credentials, or send
them elsewhere, are refused.`,
		Example: `  dg connections curl zoho_books -- https://www.zohoapis.eu/books/v3/organizations
  dg connections curl crm -- -s -X POST -d name=Ada /contacts | jq .`,
		Args:              minArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.app.concluded(cmd.Context(), o.curl(cmd.Context(), args[0], args[1:]), "curl was ended.")
		},
	}
}

func (o *accountFlags) curl(ctx context.Context, name string, args []string) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	t, err := m.Target(ctx, name)
	if err != nil {
		return err
	}
	call, err := parseCurl(name, args)
	if err != nil {
		return err
	}
	if strings.HasPrefix(call.url, "/") {
		base, err := m.BaseURL(ctx, name, "")
		if err != nil {
			return err
		}
		call.url = base + call.url
	}
	config, err := call.authorized(ctx, m, t)
	if err != nil {
		return withCause(err)
	}
	return o.startCurl(ctx, config, call.rest)
}

// startCurl hands the configuration over on curl's input. Its own file is not read:
// it could follow redirects, or trace.
func (o *accountFlags) startCurl(ctx context.Context, config string, rest []string) error {
	cmd := exec.CommandContext(ctx, "curl", append([]string{"-q", "--config", "-"}, rest...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(config), o.app.io.Out, o.app.io.Err
	err := cmd.Run()
	var left *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound):
		return usagef("install curl; a script with invokeurl makes the request without it", "there is no program curl here")
	case errors.As(err, &left) && left.Exited():
		return silent{curlCode(left.ExitCode())}
	}
	return err
}

// curlCode sorts the exit codes of curl (its manual, EXIT CODES) into those of dg.
func curlCode(code int) int {
	switch code {
	case 22: // with --fail: the answer was an error
		return exitNo
	case 2, 3, 26: // its options, the URL, a file to send
		return exitUsage
	}
	return exitOutside
}

// authorized writes the configuration of curl: URL, credentials, entity.
func (c *curlCall) authorized(ctx context.Context, m *connections.Manager, t connections.Target) (string, error) {
	req, err := c.request(ctx)
	if err != nil {
		return "", err
	}
	kind := req.Header.Get("Content-Type")
	if t.Service.Auth == provider.OAuth1 && c.unseen && (kind == "" || strings.HasPrefix(kind, "application/x-www-form-urlencoded")) {
		return "", usagef("write the form as -d NAME=VALUE", "OAuth 1 signs the form, which dg does not see in this request")
	}
	before, address := req.Header.Clone(), req.URL.String()
	if err := m.Authorize(ctx, c.name, req); err != nil {
		return "", err
	}
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%s = %s\n", name, curlQuote(value)) }
	line("url", req.URL.String())
	b.WriteString("globoff\n")
	line("proto", "="+req.URL.Scheme)
	for h, values := range req.Header {
		if !slices.Equal(before[h], values) {
			line("header", h+": "+strings.Join(values, ", "))
			c.dropHeader(h)
		}
	}
	if c.hidden && req.URL.String() != address {
		return "", usagef("leave --write-out away", "the credentials stand in the URL, which --write-out can print")
	}
	if len(c.data) > 0 && !c.opaque {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return "", err
		}
		line("data-raw", string(body))
	}
	pin, err := pinned(ctx, m.Reach(c.name), req)
	if pin != "" {
		line("resolve", pin)
	}
	return b.String(), err
}

// request is what curl will send, as far as credentials depend on it.
func (c *curlCall) request(ctx context.Context) (*http.Request, error) {
	var body io.Reader
	if len(c.data) > 0 && !c.opaque {
		body = strings.NewReader(strings.Join(c.data, "&"))
	}
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, body)
	if err != nil || req.URL.Host == "" {
		return nil, usagef("such as https://api.example.com/path, or /path", fmt.Sprintf("%q is no URL", c.url))
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, h := range c.headers {
		if name, value, ok := strings.Cut(h, ":"); ok {
			req.Header.Set(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	return req, nil
}

// dropHeader takes a header of the person's own back that the connection replaced.
func (c *curlCall) dropHeader(name string) {
	for i := 0; i+1 < len(c.rest); i++ {
		own, _, _ := strings.Cut(c.rest[i+1], ":")
		if (c.rest[i] == "-H" || c.rest[i] == "--header") && strings.EqualFold(strings.TrimSpace(own), name) {
			c.rest = slices.Delete(c.rest, i, i+2)
			i--
		}
	}
}

// pinned looks the host up and holds its addresses against what the connection may
// reach; curl then uses these. Behind a proxy nothing is looked up here.
func pinned(ctx context.Context, allowed func(netip.Addr) error, req *http.Request) (string, error) {
	proxy, err := http.ProxyFromEnvironment(req)
	if allowed == nil || err != nil || proxy != nil {
		return "", err
	}
	host := req.URL.Hostname()
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return "", &connections.Error{Kind: connections.Refresh, Message: "unknown host " + host,
			Cause: &connections.RefreshError{Fault: connections.FaultTransient, Cause: err}}
	}
	var good []string
	for _, addr := range found {
		if err = allowed(addr.Unmap()); err == nil {
			good = append(good, bracketed(addr.Unmap()))
		}
	}
	if len(good) == 0 {
		return "", &connections.Error{Kind: connections.HostRefused, Message: fmt.Sprintf("%s: %v", host, err), Cause: err,
			Next: "dg services show NAME; --private marks a service of a private network"}
	}
	return host + ":" + portOf(req.URL) + ":" + strings.Join(good, ","), nil
}

func bracketed(addr netip.Addr) string {
	if addr.Is6() {
		return "[" + addr.String() + "]"
	}
	return addr.String()
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// curlQuote spells a value for a configuration file of curl (its manual, --config).
func curlQuote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\v", `\v`).Replace(value) + `"`
}
