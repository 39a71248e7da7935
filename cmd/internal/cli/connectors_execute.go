package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections/connector"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

type connectorsExecuteOptions struct {
	app    *app
	world  worldFlags
	id     string
	values string
	dryRun bool
	live   bool
	json   bool
}

func (a *app) connectorsExecuteCmd() *cobra.Command {
	o := &connectorsExecuteOptions{app: a}
	cmd := &cobra.Command{
		Use:   "execute CONNECTOR.API",
		Short: "Call a connector API once, drafts included",
		Long: `Call a connector API once, drafts included. The answer goes to standard output.
An API with a mock answers by it; --live calls the service all the same.`,
		Example: `  dg connectors execute googledrive.contacts --map '{"Email":"a@example.com"}'
  dg connectors execute googledrive.contacts --map '{"Email":"a@example.com"}' --dry-run`,
		Args: exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.id = args[0]
			return o.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.values, "map", "{}", "the values of the placeholders, a JSON object; - reads it from the input")
	f.BoolVar(&o.dryRun, "dry-run", false, "print the request instead of sending it")
	f.BoolVar(&o.live, "live", false, "call the service even when the API has a mock")
	f.BoolVar(&o.json, "json", false, "print {status_code, response}, or the request of --dry-run, as JSON")
	f.StringVar(&o.world.connectors, "connectors", "", "folder or file of connectors; default: connectors/ and those imported")
	f.StringVar(&o.world.user, "user", "", `whose connection is used: "Name <mail@example.com>"`)
	f.BoolVar(&o.world.offline, "offline", false, "refuse every request to the network")
	f.DurationVar(&o.world.timeout, "timeout", 0, "give up after this long, such as 30s")
	return cmd
}

func (o *connectorsExecuteOptions) run(ctx context.Context) error {
	values, err := o.readValues()
	if err != nil {
		return err
	}
	catalog, err := o.app.catalogWithFiles(&o.world)
	if err != nil {
		return connectorUsage(err)
	}
	api, err := catalog.Find(o.id)
	if err != nil {
		return connectorUsage(err)
	}
	o.unused(api, values)
	h := &connectorHost{}
	req, err := api.Expand(h.lookup(values))
	if err != nil {
		return usage(err, "give the values with --map '{\"NAME\":\"VALUE\"}'")
	}
	if o.dryRun {
		return o.show(req)
	}
	return o.send(ctx, req)
}

func (o *connectorsExecuteOptions) readValues() (*value.Map, error) {
	text := o.values
	if text == "-" {
		var err error
		if text, err = o.app.readFile("-"); err != nil {
			return nil, err
		}
	}
	v, err := value.FromJSON(text)
	if err != nil {
		return nil, usage(badJSON("--map", text, err), `write --map '{"Email":"a@example.com"}'`)
	}
	m, ok := v.AsMap()
	if !ok {
		return nil, usagef(`write --map '{"Email":"a@example.com"}'`, "--map takes one JSON object")
	}
	return m, nil
}

// unused names the given values that the API has no place for.
func (o *connectorsExecuteOptions) unused(api *connector.API, values *value.Map) {
	if o.app.verbose == 0 {
		return
	}
	names := api.Names()
	for key := range values.All() {
		if !slices.Contains(names, key) {
			fmt.Fprintf(o.app.io.Err, "note: %s has no ${%s}\n", api.ID, key)
		}
	}
}

// shownRequest is what --dry-run --json prints.
type shownRequest struct {
	Method     string            `json:"method"`
	URL        string            `json:"url"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body,omitempty"`
	Connection string            `json:"connection,omitempty"`
}

func (o *connectorsExecuteOptions) show(req *connector.Request) error {
	s := shownRequest{Method: req.Method, URL: req.URL, Headers: map[string]string{}, Body: string(req.Body), Connection: req.Connection}
	for name, v := range req.Header {
		s.Headers[name] = strings.Join(v, ", ")
	}
	if o.json {
		return o.app.writeJSON(s)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", s.Method, s.URL)
	_ = req.Header.Write(&crlf{&b}) // a Builder does not fail
	if s.Body != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimRight(s.Body, "\n"))
	}
	if req.Connection != "" {
		fmt.Fprintf(o.app.io.Err, "* the credentials of the connection %q are added when it is sent\n", req.Connection)
	}
	return o.app.print(b.String())
}

// crlf writes line ends as on a terminal.
type crlf struct{ w *strings.Builder }

func (c *crlf) Write(p []byte) (int, error) {
	c.w.WriteString(strings.ReplaceAll(string(p), "\r\n", "\n"))
	return len(p), nil
}

// prepared gives the one request that was expanded, whatever is asked for: drafts
// are for trying out.
type prepared struct{ req *host.ConnectorRequest }

func (p prepared) Prepare(context.Context, string, *value.Map) (*host.ConnectorRequest, error) {
	return p.req, nil
}

// send calls the API through the task that scripts use.
func (o *connectorsExecuteOptions) send(ctx context.Context, req *connector.Request) error {
	var journal host.Journal
	if o.app.verbose > 0 {
		journal = requestLog{o.app}
	}
	h, err := o.app.world(&o.world, nil, journal)
	if err != nil {
		return err
	}
	p := &host.ConnectorRequest{Method: req.Method, URL: req.URL, Header: req.Header, Body: req.Body, Connection: req.Connection,
		Allow: func(url string) error { return connector.Allowed(url, req.Hosts) }}
	if req.Mock != nil && !o.live {
		p.Mock = &host.ConnectorMock{Status: req.Mock.Status, Body: req.Mock.Body}
	}
	h.Connectors = prepared{p}
	ctx, cancel := o.world.runContext(ctx)
	defer cancel()
	const task = "zoho.crm.invokeConnector"
	v, err := builtins().Lookup(task).Funcs[0].Call(&registry.Call{Ctx: ctx, Host: h, Name: task,
		Args: []value.Value{value.Text(o.id), value.OfMap(value.NewMap())}})
	if err != nil {
		return err
	}
	return o.answer(v, p.Mock != nil)
}

// answer prints what came back. A status of 400 or more makes the command fail.
func (o *connectorsExecuteOptions) answer(v value.Value, mocked bool) error {
	m, ok := v.AsMap()
	if !ok {
		return errors.New("the answer is no map")
	}
	code, _ := m.Get("status_code")
	body, _ := m.Get("response")
	status, _ := code.AsNumber()
	if o.json {
		if err := o.app.writeJSON(json.RawMessage(value.JSON(v, nil))); err != nil {
			return err
		}
	} else if err := o.app.print(strings.TrimRight(body.String(), "\n") + "\n"); err != nil {
		return err
	}
	from := ""
	if mocked {
		from = " (from the mock; --live calls the service)"
	}
	fmt.Fprintf(o.app.io.Err, "* %d %s%s\n", status, http.StatusText(int(status)), from)
	switch {
	case status >= 500:
		return silent{exitOutside}
	case status >= 400:
		return silent{exitNo}
	}
	return nil
}
