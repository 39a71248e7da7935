package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

func (a *app) astCmd() *cobra.Command {
	var dialect string
	cmd := &cobra.Command{
		Use:   "ast FILE|-",
		Short: "Print the tree of a script as JSON",
		Long: `Print the tree of a script as JSON, for tools and bug reports. Places are byte
offsets. A script with syntax errors is printed too, and ends with 3.`,
		Example: "  dg ast sync.dg | jq '.statements[0]'",
		Args:    exactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			w := worldFlags{dialect: dialect}
			d, err := w.dialectOf()
			if err != nil {
				return err
			}
			return a.ast(args[0], syntax.Dialect(d))
		},
	}
	cmd.Flags().StringVar(&dialect, "dialect", "", "generic or creator; otherwise the file says")
	return cmd
}

func (a *app) ast(name string, dialect syntax.Dialect) error {
	text, err := a.readFile(name)
	if err != nil {
		return err
	}
	file := syntax.Parse(source.NewFile(shownName(name), text), dialect)
	data, err := file.JSON()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(a.io.Out, "%s\n", data); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return file.Errors.Err()
}
