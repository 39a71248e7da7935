package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/dg-lang/dg/connections/connector"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// connectorFolder is where a project keeps its connectors, beside the script; the
// user's own lie in a folder of the same name in the configuration directory.
const connectorFolder = "connectors"

// connectorHost gives scripts the connector APIs. Nothing is read until one is
// called.
type connectorHost struct {
	load func() (*connector.Catalog, error)
	form *value.Format
	vars variables // of the API's connection; nil: none
}

// variables knows what a provider said beside the tokens of a connection: the
// instance_url, api_domain, realmId or shop of the account.
type variables interface {
	Variable(ctx context.Context, connection, name string) (text string, ok bool, err error)
}

// withVariables lets the placeholders of connector APIs take the variables of their
// connection, where the script gives no value of that name. The result is held
// against the connector's hosts and the connection's as any other.
func withVariables(c host.Connectors, from any) host.Connectors {
	if h, ok := c.(*connectorHost); ok {
		h.vars, _ = from.(variables)
	}
	return c
}

func (a *app) connectors(w *worldFlags) host.Connectors {
	return &connectorHost{load: sync.OnceValues(func() (*connector.Catalog, error) { return a.loadConnectors(w) })}
}

// loadConnectors reads the APIs of --connectors, else of the project and the user;
// those of the project win.
func (a *app) loadConnectors(w *worldFlags) (*connector.Catalog, error) {
	if w.connectors != "" {
		return loadNamed(w.connectors)
	}
	catalog, err := loadCatalogAs(filepath.Join(w.base, connectorFolder))
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{connectorFolder, a.userConnectors()} {
		if dir == "" || sameFolder(dir, filepath.Join(w.base, connectorFolder)) {
			continue
		}
		more, err := loadCatalogAs(dir)
		if err != nil {
			return nil, err
		}
		catalog.Merge(more)
	}
	return catalog, nil
}

// loadNamed reads what --connectors names, which has to be there.
func loadNamed(path string) (*connector.Catalog, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, usage(fmt.Errorf("there is no file or folder %s", path), nearFile(path))
	}
	return loadCatalogAs(path)
}

func (a *app) userConnectors() string {
	dir, err := a.configDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, connectorFolder)
}

func sameFolder(a, b string) bool {
	left, errLeft := filepath.Abs(a)
	right, errRight := filepath.Abs(b)
	return errLeft == nil && errRight == nil && left == right
}

// loadCatalog reads a folder of connector files, or one file.
func loadCatalog(path string) (*connector.Catalog, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return &connector.Catalog{}, nil
	case err != nil:
		return nil, err
	case info.IsDir():
		return connector.Load(os.DirFS(path), ".")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found, err := connector.Parse(path, data)
	if err != nil {
		return nil, err
	}
	catalog := &connector.Catalog{}
	return catalog, catalog.Add(found...)
}

// Prepare fills the placeholders of a published API.
func (c *connectorHost) Prepare(ctx context.Context, id string, values *value.Map) (*host.ConnectorRequest, error) {
	catalog, err := c.load()
	if err != nil {
		return nil, connectorUsage(err)
	}
	api, err := catalog.Published(id)
	if err != nil {
		return nil, err
	}
	var fault error
	req, err := api.Expand(func(name string) (connector.Value, bool) {
		if v, ok := c.lookup(values)(name); ok || c.vars == nil || api.Connector.Connection == "" {
			return v, ok
		}
		text, ok, err := c.vars.Variable(ctx, api.Connector.Connection, name)
		if fault == nil {
			fault = err // of the connection: it says more than that a value is missing
		}
		return connector.Value{Text: text, JSON: jsonText(text), IsText: true}, ok
	})
	if err != nil && fault != nil {
		return nil, fault
	}
	if err != nil {
		return nil, err
	}
	out := &host.ConnectorRequest{Method: req.Method, URL: req.URL, Header: req.Header, Body: req.Body, Connection: req.Connection,
		Allow: func(url string) error { return connector.Allowed(url, req.Hosts) }}
	if req.Mock != nil {
		out.Mock = &host.ConnectorMock{Status: req.Mock.Status, Body: req.Mock.Body}
	}
	return out, nil
}

// lookup shows the values of a call to the connector package.
func (c *connectorHost) lookup(values *value.Map) connector.Lookup {
	return func(name string) (connector.Value, bool) {
		v, ok := values.Get(name)
		if !ok {
			return connector.Value{}, false
		}
		return c.convert(v), true
	}
}

func (c *connectorHost) convert(v value.Value) connector.Value {
	out := connector.Value{Text: c.form.Text(v), JSON: value.JSON(v, c.form), Null: v.IsNull(), IsText: v.Kind() == types.Text}
	if d, ok := v.AsDateTime(); ok {
		out.Text = isoDate(d)
	}
	if m, ok := v.AsMap(); ok {
		for key, entry := range m.All() {
			out.Pairs = append(out.Pairs, [2]string{key, c.form.Text(entry)})
		}
	}
	return out
}

func jsonText(text string) string {
	return value.JSON(value.Text(text), nil)
}

// isoDate is the form of dates in requests.
func isoDate(d value.DateTime) string {
	if d.DateOnly {
		return d.T.Format("2006-01-02")
	}
	return d.T.Format("2006-01-02T15:04:05-07:00")
}
