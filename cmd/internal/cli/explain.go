package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/lang/diag"
)

func (a *app) explainCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "explain [CODE]",
		Short:   "What a code such as DG0201 means, and what to do",
		Example: "  dg explain DG0201\n  dg explain            all codes",
		Args:    maxArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var out []cobra.Completion
			for _, c := range diag.Codes() {
				out = append(out, string(c))
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listCodes()
			}
			return a.explain(args[0])
		},
	}
}

func (a *app) listCodes() error {
	for _, c := range diag.Codes() {
		e, _ := diag.Explain(c)
		if _, err := fmt.Fprintf(a.io.Out, "%s  %s\n", c, e.Title); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
	}
	return nil
}

func (a *app) explain(code string) error {
	c := codeOf(code)
	e, ok := diag.Explain(c)
	if !ok {
		return usage(fmt.Errorf("there is no code %s", code), nearCodes(c))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n%s\n", c, e.Title, wrap(e.Text, min(a.io.Width(), 80)))
	if e.Wrong != "" {
		fmt.Fprintf(&b, "\nWrong:\n\n%s\n\nRight:\n\n%s\n", indent(e.Wrong), indent(e.Right))
	}
	if _, err := fmt.Fprint(a.io.Out, b.String()); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

func indent(text string) string { return "    " + strings.ReplaceAll(text, "\n", "\n    ") }

// wrap breaks prose at blanks so that lines have at most width columns.
func wrap(text string, width int) string {
	var b strings.Builder
	col := 0
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case col+1+n > width:
			b.WriteByte('\n')
			col = 0
		default:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
	}
	return b.String()
}

// codeOf returns the code that somebody means: its letters and noughts may be left
// out.
func codeOf(word string) diag.Code {
	c := strings.ToUpper(strings.TrimSpace(word))
	if digits := strings.TrimPrefix(c, "DG"); digits != "" && len(digits) <= 4 && strings.Trim(digits, "0123456789") == "" {
		c = "DG" + strings.Repeat("0", 4-len(digits)) + digits
	}
	return diag.Code(c)
}

// nearCodes suggests codes for one that does not exist.
func nearCodes(c diag.Code) string {
	var names []string
	for _, known := range diag.Codes() {
		names = append(names, string(known))
	}
	if hint := diag.DidYouMean(string(c), names); hint != "" {
		return hint
	}
	return "dg explain lists the codes"
}
