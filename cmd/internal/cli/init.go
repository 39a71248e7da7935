package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/runtime/project"
)

// starter are the files of a new project, in the order they are made.
var starter = []starterFile{
	{project.FileName, `# Settings of the scripts in this folder and below; flags win over them.
# dialect: creator
# timezone: Europe/Dublin
# limits: {zoho: true}
# net: {timeout: 40s, allow: [www.zohoapis.eu]}
`},
	{"main.dg", `// Run it:  dg run main.dg --arg who=Ada
info standalone.greet(who);
`},
	{"lib/greet.dg", `// Functions of every file below dg.yaml can be called from every other.
string standalone.greet(string name)
{
	return "Hello " + name;
}
`},
	{".gitignore", ".dg/\n"},
}

type starterFile struct{ name, text string } // name: with slashes

func (a *app) initCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Make a folder a project: dg.yaml, and two small scripts when it has none",
		Example: `  dg init
  dg init crm-scripts`,
		Args: maxArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return a.initProject(dir)
		},
	}
}

// initProject never writes over a file: what is there stays and is named.
func (a *app) initProject(dir string) error {
	if p, err := findProject(dir); err == nil && p.root != "" {
		return usagef("its settings are in "+filepath.Join(p.root, project.FileName), p.root+" is a project already")
	}
	names, err := walkScripts(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	names = slices.DeleteFunc(names, describes)
	files := starter
	if len(names) > 0 { // somebody's scripts: no examples among them
		files = slices.DeleteFunc(slices.Clone(starter), func(f starterFile) bool { return project.IsScript(f.name) })
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.name))
		switch err := writeNew(path, f.text); {
		case errors.Is(err, fs.ErrExist):
			fmt.Fprintf(a.io.Err, "%s is there already and stays\n", path)
		case err != nil:
			return fmt.Errorf("%w: %w", errOutput, err)
		default:
			fmt.Fprintf(a.io.Err, "made %s\n", path)
		}
	}
	next := "dg run " + filepath.Join(dir, "main.dg") + " --arg who=Ada"
	if len(names) > 0 {
		next = "dg check " + dir
		fmt.Fprintf(a.io.Err, "its %s may call one another now\n", count(len(names), "script"))
	}
	fmt.Fprintln(a.io.Err, "Next:", next)
	return nil
}

func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
