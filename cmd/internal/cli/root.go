package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

const rootExample = `  dg demo                                   the whole product in one command
  dg run sync.dg --arg id=42                run a script
  dg eval '"a,b".toList().size()'           one expression
  dg connections add crm --service zoho     connect an account`

func (a *app) root(args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "dg",
		Short: "Run Deluge scripts, with connections to the services they call",
		Long: `dg runs Deluge scripts from the command line, at a prompt and from workflow
rules. A script names a connection; dg holds the account, renews its token and
calls the API.`,
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			return a.settleFlags()
		},
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: false},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.color, "color", "auto", "colour of messages: auto, always or never")
	flags.BoolVar(&a.noColor, "no-color", false, "no colour, as NO_COLOR")
	flags.BoolVar(&a.io.NoInput, "no-input", false, "never ask; say which flag would have answered")
	flags.CountVarP(&a.verbose, "verbose", "v", "say more: -v request lines, stack traces; -vv what was sent (>) and received (<), secrets masked")
	root.SetFlagErrorFunc(a.flagError)
	root.AddCommand(a.commands(args)...)
	root.SetHelpFunc(examplesFirst)
	return root
}

// commands returns the command that args begin with; all of them for help,
// completion and names that are none. A run pays for no flags but its own.
func (a *app) commands(args []string) []*cobra.Command {
	makers := []struct {
		name string
		make func() *cobra.Command
	}{
		{"run", a.runCmd}, {"eval", a.evalCmd}, {"repl", a.replCmd}, {"demo", a.demoCmd}, {"version", a.versionCmd},
		{"check", a.checkCmd}, {"ast", a.astCmd}, {"explain", a.explainCmd}, {"doc", a.docCmd}, {"init", a.initCmd},
		{"services", a.servicesCmd}, {"connections", a.connectionsCmd}, {"connectors", a.connectorsCmd},
		{"workflow", a.workflowCmd}, {"fmt", a.fmtCmd},
	}
	var all []*cobra.Command
	for _, m := range makers {
		if len(args) > 0 && m.name == args[0] {
			return []*cobra.Command{m.make()}
		}
	}
	for _, m := range makers {
		all = append(all, m.make())
	}
	return append(all, topicCommands()...)
}

func (a *app) settleFlags() error {
	switch a.color {
	case "auto", "always", "never":
	default:
		return usagef("--color takes auto, always or never", fmt.Sprintf("unknown colour mode %q", a.color))
	}
	a.io.Color = a.color
	if a.noColor {
		a.io.Color = "never"
	}
	return nil
}
