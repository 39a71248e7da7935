package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections/connector"
)

type connectorsListOptions struct {
	app   *app
	world worldFlags
	json  bool
}

func (a *app) connectorsListCmd() *cobra.Command {
	o := &connectorsListOptions{app: a}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the connector APIs that scripts here can call",
		Args:  exactArgs(0),
		Example: `  dg connectors list
  dg connectors list --json | jq -r '.[] | select(.state == "draft").id'`,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().StringVar(&o.world.connectors, "connectors", "", "folder or file of connectors; default: connectors/ and those imported")
	cmd.Flags().BoolVar(&o.json, "json", false, "print a list of objects")
	return cmd
}

// connectorEntry is one API in list --json.
type connectorEntry struct {
	ID         string   `json:"id"`
	Method     string   `json:"method"`
	URL        string   `json:"url"`
	State      string   `json:"state"` // published or draft
	Mock       bool     `json:"mock"`
	Values     []string `json:"values"` // names of the placeholders
	Connection string   `json:"connection,omitempty"`
	File       string   `json:"file"`
	Line       int      `json:"line"`
}

func (o *connectorsListOptions) run() error {
	catalog, err := o.app.catalogWithFiles(&o.world)
	if err != nil {
		return connectorUsage(err)
	}
	entries := []connectorEntry{}
	for _, api := range catalog.All() {
		e := connectorEntry{ID: api.ID, Method: api.Method, URL: api.URL, State: "published", Mock: api.Mock != nil,
			Values: api.Names(), Connection: api.Connector.Connection, File: api.File, Line: api.Line}
		if !api.Published {
			e.State = "draft"
		}
		if e.Values == nil {
			e.Values = []string{}
		}
		entries = append(entries, e)
	}
	if o.json {
		return o.app.writeJSON(entries)
	}
	if len(entries) == 0 {
		fmt.Fprintln(o.app.io.Err, "no connectors; dg connectors import FILE adds some")
		return nil
	}
	return o.table(entries)
}

func (o *connectorsListOptions) table(entries []connectorEntry) error {
	var rows [][]string
	for _, e := range entries {
		state := e.State
		if e.Mock {
			state += ", mock"
		}
		rows = append(rows, []string{e.ID, e.Method, state, strings.Join(e.Values, ","), e.URL})
	}
	return o.app.printTable([]string{"NAME", "METHOD", "STATE", "VALUES", "URL"}, rows)
}

// catalogWithFiles reads what loadConnectors does, with whole file names.
func (a *app) catalogWithFiles(w *worldFlags) (*connector.Catalog, error) {
	if w.connectors != "" {
		return loadNamed(w.connectors)
	}
	catalog := &connector.Catalog{}
	for _, dir := range []string{connectorFolder, a.userConnectors()} {
		if dir == "" {
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
