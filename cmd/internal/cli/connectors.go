package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections/connector"
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

func (a *app) connectorsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "connectors",
		Aliases: []string{"connector"},
		Short:   "Describe APIs in a file, and call them by name",
		Long: `A connector is a file that describes the APIs of a service: method, URL, headers
and body, with ${name} where a value goes. A script calls one by its identifier,
CONNECTOR.API:

  zoho.crm.invokeConnector("googledrive.contacts", {"Email":"a@example.com"})

Connectors lie in the folder connectors/ of the project, and in that of the
configuration folder for all projects.`,
		Example: `  dg connectors import googledrive.yaml
  dg connectors list
  dg connectors execute googledrive.contacts --map '{"Email":"a@example.com"}' --dry-run`,
		Args: noSubcommand,
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
		Example: `  dg connectors import googledrive.yaml
  dg connectors import googledrive.yaml --to user --force`,
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
	if there, err := o.checkTarget(target, text, found); there || err != nil {
		return err
	}
	if err := o.copyTo(target, text); err != nil {
		return err
	}
	o.tell(target, found)
	return nil
}

// copyTo writes the copy. A project is shared, the configuration folder is not.
func (o *connectorsImportOptions) copyTo(target, text string) error {
	folder, file := os.FileMode(0o755), os.FileMode(0o644)
	if filepath.Dir(target) == o.app.userConnectors() {
		folder, file = 0o700, 0o600
	}
	if err := os.MkdirAll(filepath.Dir(target), folder); err != nil {
		return err
	}
	// All of it or nothing: half a file would keep every other connector from loading.
	err := writeWhole(target, []byte(text))
	if err == nil {
		err = os.Chmod(target, file)
	}
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return err
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
// already. there is true when nothing is left to do.
func (o *connectorsImportOptions) checkTarget(target, text string, found []*connector.Connector) (there bool, err error) {
	old, err := os.ReadFile(target)
	switch {
	case err != nil:
	case string(old) == text:
		fmt.Fprintf(o.app.io.Err, "%s is already there\n", target)
		return true, nil
	case !o.force:
		return false, usagef("--force replaces it", target+" is already there and differs")
	}
	catalog, err := loadCatalogAs(filepath.Dir(target))
	if err != nil && !o.force {
		return false, connectorUsage(err)
	}
	if catalog == nil {
		return false, nil
	}
	for _, c := range found {
		for _, api := range c.APIs {
			if there, err := catalog.Find(api.ID); err == nil && filepath.Clean(there.File) != filepath.Clean(target) {
				return false, usagef("rename one of them", fmt.Sprintf("the connector API %q is already defined at %s:%d:%d", api.ID, there.File, there.Line, there.Col))
			}
		}
	}
	return false, nil
}

func (o *connectorsImportOptions) tell(target string, found []*connector.Connector) {
	o.app.good("Imported to %s", target)
	for _, c := range found {
		for _, api := range c.APIs {
			state := ""
			if !api.Published {
				state = " (draft: scripts may call it once it says published: true)"
			}
			fmt.Fprintf(o.app.io.Err, "  %s%s%s\n", api.ID, takes(api), state)
		}
		if c.Connection != "" {
			fmt.Fprintf(o.app.io.Err, "  calls carry the credentials of the connection %q: dg connections show %s\n", c.Connection, c.Connection)
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
	if info, statErr := os.Stat(path); statErr != nil || !info.IsDir() {
		return catalog, err
	}
	var errs connector.Errors
	if errors.As(err, &errs) {
		for _, e := range errs {
			e.File = filepath.Join(path, e.File)
		}
	}
	if err != nil {
		return nil, err
	}
	for _, api := range catalog.All() {
		api.File = filepath.Join(path, api.File)
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
const badConnector = diag.ConnectorFile

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
