package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

const rootExample = `  dg demo                                   the whole product in one command
  dg run sync.dg --arg id=42                run a script
  dg eval '"a,b".toList().size()'           one expression
  dg connections add crm --service zoho     connect an account`

func (a *app) root() *cobra.Command {
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
	flags.CountVarP(&a.verbose, "verbose", "v", "say more: -v request lines, stack traces")
	root.SetFlagErrorFunc(a.flagError)
	root.AddCommand(a.commands()...)
	examplesFirst(root)
	root.AddCommand(exitCodesTopic())
	return root
}

func (a *app) commands() []*cobra.Command {
	return []*cobra.Command{
		a.runCmd(), a.evalCmd(), a.replCmd(), a.demoCmd(), a.versionCmd(),
		a.checkCmd(), a.astCmd(), a.explainCmd(), a.docCmd(), a.initCmd(),
		a.servicesCmd(), a.connectionsCmd(), a.connectorsCmd(), a.workflowCmd(),
		a.fmtCmd(),
	}
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

// exitCodesTopic is a help topic: a command that only has a text.
func exitCodesTopic() *cobra.Command {
	cmd := &cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesHelp}
	cmd.SetHelpTemplate("{{.Long}}")
	return cmd
}
