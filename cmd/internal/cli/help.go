package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dg-lang/dg/lang/diag"
)

// strictHelp makes errors of what cobra lets pass in its own two commands: a topic
// that is none, and a shell that is none.
func strictHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, words []string) error { return knownTopic(root, words) }
			page := cmd.Run
			cmd.Run = func(cmd *cobra.Command, words []string) {
				if !helpTopic(cmd, words) {
					page(cmd, words)
				}
			}
		case "completion":
			cmd.Args = noSubcommand
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
			cmd.Example = "  dg completion bash > /etc/bash_completion.d/dg\n  dg completion zsh --help      where the file goes"
		}
	}
}

// examplesFirst prints the help of a command with its examples in front of usage
// and flags. It is no template: with text/template in the program the linker keeps
// every exported method of everything, which is 4 MB and a tenth of the start.
func examplesFirst(cmd *cobra.Command, _ []string) {
	example := cmd.Example
	cmd.Example = ""
	usage := cmd.UsageString()
	cmd.Example = example
	var b strings.Builder
	if about := strings.TrimRightFunc(cmp.Or(cmd.Long, cmd.Short), unicode.IsSpace); about != "" {
		b.WriteString(about + "\n\n")
	}
	if example != "" {
		b.WriteString("Examples:\n" + example + "\n\n")
	}
	fmt.Fprint(cmd.OutOrStdout(), b.String()+usage)
}

// knownTopic follows the words of dg help down the tree of commands.
func knownTopic(cmd *cobra.Command, words []string) error {
	for _, word := range words {
		var next *cobra.Command
		for _, c := range cmd.Commands() {
			if c.Name() == word || c.HasAlias(word) {
				next = c
			}
		}
		if next == nil {
			return noSubcommand(cmd, []string{word})
		}
		cmd = next
	}
	return nil
}

// flagError words what pflag found wrong with a flag.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	a.wrongFlags = true
	hint := cmd.CommandPath() + " --help lists the flags"
	var unknown interface{ GetSpecifiedName() string }
	var invalid interface {
		GetFlag() *pflag.Flag
		GetValue() string
	}
	switch {
	case cmd.Name() == "eval" && strings.HasPrefix(err.Error(), "unknown shorthand flag"):
		hint = "an expression that begins with - goes behind --: dg eval -- '-1 + 2'"
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		return usagef(flagForm(f), fmt.Sprintf("--%s does not take %q", f.Name, invalid.GetValue()))
	case errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1:
		if near := nearFlag(cmd, unknown.GetSpecifiedName()); near != "" {
			hint = "did you mean --" + near + "? " + hint
		}
	}
	return usage(err, hint)
}

// flagForm says what a flag takes, by its kind.
func flagForm(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int", "int64", "count":
		return "write a whole number: --" + f.Name + " 1000"
	case "duration":
		return "write a number with its unit: --" + f.Name + " 30s, 500ms or 2m"
	case "bool":
		return "write --" + f.Name + " alone, or --" + f.Name + "=false"
	}
	return f.Usage
}

func nearFlag(cmd *cobra.Command, name string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return diag.Nearest(name, names)
}

// noted remembers that a write failed: cobra prints help and completions without
// looking.
type noted struct {
	w   io.Writer
	err error
}

func (n *noted) Write(p []byte) (int, error) {
	count, err := n.w.Write(p)
	if err != nil && n.err == nil {
		n.err = fmt.Errorf("%w: %w", errOutput, err)
	}
	return count, err
}
