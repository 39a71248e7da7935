package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections/connector"
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

func (a *app) connectorsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connectors",
		Short: "Describe APIs in a file, and call them by name",
		Long: `A connector is a file that describes the APIs of a service: method, URL, headers
and body, with ${name} where a value goes. A script calls one by its identifier,
CONNECTOR.API:

  zoho.crm.invokeConnector("googledrive.contacts", {"Email":"a@example.com"})

Connectors lie in the folder connectors/ of the project, and in that of the
configuration folder for all projects.`,
		Example: `  dg connectors import googledrive.yaml
  dg connectors list
  dg connectors execute googledrive.contacts --map '{"Email":"a@example.com"}' --dry-run`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.connectorsImportCmd(), a.connectorsListCmd(), a.connectorsExecuteCmd())
	return cmd
}

type connectorsImportOptions struct {
	app   *app
	file  string
	to    string
	force bool
}

func (a *app) connectorsImportCmd() *cobra.Command {
	o := &connectorsImportOptions{app: a}
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Check a connector file and copy it to where scripts find it",
		Long: `Check a connector file and copy it to where scripts find it: to connectors/ of the
project when the working folder is in one (it, or a folder above it, holds dg.yaml
or the working folder holds connectors/), else to that of the configuration folder.`,
		Args: exactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			o.file = args[0]
			return o.run()
		},
	}
	cmd.Flags().StringVar(&o.to, "to", "", "project or user; otherwise the working folder decides")
	cmd.Flags().BoolVar(&o.force, "force", false, "replace a file of the same name")
	return cmd
}

func (o *connectorsImportOptions) run() error {
	text, err := o.app.readFile(o.file)
	if err != nil {
		return err
	}
	name := o.file
	if name == "-" {
		name = "<stdin>"
	}
	found, err := connector.Parse(name, []byte(text))
	if err != nil {
		return connectorFindings(err, source.NewFile(name, text))
	}
	dir, err := o.folder()
	if err != nil {
		return err
	}
	target := filepath.Join(dir, o.target(found, text))
	if err := o.checkTarget(target, text, found); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(target, []byte(text), 0o600); err != nil {
		return err
	}
	o.tell(target, found)
	return nil
}

// target is the name of the copy: the file's own, or the connector's for input.
func (o *connectorsImportOptions) target(found []*connector.Connector, text string) string {
	if o.file != "-" {
		return filepath.Base(o.file)
	}
	ext := ".yaml"
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		ext = ".json"
	}
	return found[0].Name + ext
}

// folder is where the copy goes.
func (o *connectorsImportOptions) folder() (string, error) {
	project, inProject := projectConnectors()
	switch o.to {
	case "project":
		return project, nil
	case "user":
	case "":
		if inProject {
			return project, nil
		}
	default:
		return "", usagef("--to takes project or user", fmt.Sprintf("unknown place %q", o.to))
	}
	dir, err := o.app.configDir()
	return filepath.Join(dir, connectorFolder), err
}

// projectConnectors returns the connectors folder of the project that the working
// folder lies in, or would begin.
func projectConnectors() (dir string, inProject bool) {
	if info, err := os.Stat(connectorFolder); err == nil && info.IsDir() {
		return connectorFolder, true
	}
	wd, err := os.Getwd()
	if err != nil {
		return connectorFolder, false
	}
	for at := wd; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "dg.yaml")); err == nil {
			if rel, err := filepath.Rel(wd, at); err == nil {
				at = rel
			}
			return filepath.Join(at, connectorFolder), true
		}
		if at == filepath.Dir(at) {
			return connectorFolder, false
		}
	}
}

// checkTarget refuses to replace another file, and identifiers that the folder has
// already.
func (o *connectorsImportOptions) checkTarget(target, text string, found []*connector.Connector) error {
	old, err := os.ReadFile(target)
	if err == nil && string(old) != text && !o.force {
		return usagef("--force replaces it", target+" is already there and differs")
	}
	catalog, err := loadCatalogAs(filepath.Dir(target))
	if err != nil {
		return connectorUsage(err)
	}
	for _, c := range found {
		for _, api := range c.APIs {
			if there, err := catalog.Find(api.ID); err == nil && filepath.Clean(there.File) != filepath.Clean(target) {
				return usagef("rename one of them", fmt.Sprintf("the connector API %q is already defined at %s:%d:%d", api.ID, there.File, there.Line, there.Col))
			}
		}
	}
	return nil
}

func (o *connectorsImportOptions) tell(target string, found []*connector.Connector) {
	fmt.Fprintf(o.app.io.Err, "%s Imported to %s\n", o.app.paint("32", "✓"), target)
	for _, c := range found {
		for _, api := range c.APIs {
			state := ""
			if !api.Published {
				state = " (draft: scripts may call it once it says published: true)"
			}
			fmt.Fprintf(o.app.io.Err, "  %s%s%s\n", api.ID, takes(api), state)
		}
	}
}

func takes(api *connector.API) string {
	if names := api.Names(); len(names) > 0 {
		return " takes " + strings.Join(names, ", ")
	}
	return ""
}

// loadCatalogAs is loadCatalog with the folder in the names of the files.
func loadCatalogAs(path string) (*connector.Catalog, error) {
	catalog, err := loadCatalog(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		for _, api := range catalog.All() {
			api.File = filepath.Join(path, api.File)
		}
	}
	return catalog, nil
}

// connectorFindings turns the mistakes of a connector file into findings with the
// line they stand on.
func connectorFindings(err error, file *source.File) error {
	var errs connector.Errors
	if !errors.As(err, &errs) {
		return err
	}
	var list diag.List
	for _, e := range errs {
		list.Add(&diag.Diagnostic{Code: badConnector, Message: e.Message, Hint: e.Hint,
			Primary: diag.Label{File: file, Span: spanAt(file, e.Line, e.Col)}})
	}
	return diag.Failure{List: list}
}

// badConnector is the code of all mistakes in connector files.
const badConnector diag.Code = "DG0821"

// spanAt returns the place of a line and rune column, both from 1.
func spanAt(file *source.File, line, col int) source.Span {
	if line < 1 {
		return source.Span{}
	}
	from := 0
	for range line - 1 {
		next := strings.IndexByte(file.Text[from:], '\n')
		if next < 0 {
			break
		}
		from += next + 1
	}
	text := file.Line(line)
	for i := range text {
		if col--; col == 0 {
			from += i
			break
		}
	}
	return source.Span{Start: source.At(from), End: source.At(min(from+1, len(file.Text)))}
}

// connectorUsage marks the mistakes of files that a command only needs as bad
// configuration.
func connectorUsage(err error) error {
	var errs connector.Errors
	if errors.As(err, &errs) {
		return usage(err, "repair the file, or name another with --connectors")
	}
	var unknown *connector.UnknownError
	if errors.As(err, &unknown) {
		return usage(err, "dg connectors list shows those that are there")
	}
	return err
}

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
		RunE:  func(*cobra.Command, []string) error { return o.run() },
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

// table aligns the columns on a terminal and separates them by tabs elsewhere.
func (o *connectorsListOptions) table(entries []connectorEntry) error {
	out := io.Writer(o.app.io.Out)
	if o.app.io.OutTTY() {
		tabs := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		defer tabs.Flush()
		out = tabs
		fmt.Fprintln(out, "NAME\tMETHOD\tSTATE\tVALUES\tURL")
	}
	for _, e := range entries {
		state := e.State
		if e.Mock {
			state += ", mock"
		}
		if _, err := fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", e.ID, e.Method, state, strings.Join(e.Values, ","), e.URL); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
	}
	return nil
}

// catalogWithFiles reads what loadConnectors does, with whole file names.
func (a *app) catalogWithFiles(w *worldFlags) (*connector.Catalog, error) {
	if w.connectors != "" {
		if _, err := os.Stat(w.connectors); err != nil {
			return nil, err
		}
		return loadCatalogAs(w.connectors)
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
