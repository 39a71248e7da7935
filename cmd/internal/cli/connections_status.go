package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
)

func (o *accountFlags) statusCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status [NAME]",
		Short: "Say what is good and what is not about connections, and how to mend it",
		Long: `Look at what is stored of each connection, or of one: its service, client, hosts,
region, account, token and scopes, and where its secrets lie. Nothing is sent;
dg connections test asks the service.

  ✓ good    ! works, and is worth a look    X calls fail

The exit code is 4 when anything is X. Below each finding stands the command that
repairs it.`,
		Example:           "  dg connections status\n  dg connections status zoho_books\n  dg connections status --json | jq -r '.[] | select(.ok | not).name'",
		Args:              maxArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.status(cmd.Context(), args, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

// checkLine is one check of status --json.
type checkLine struct {
	Check string `json:"check"`
	Level string `json:"level"` // ok, warning or bad
	Text  string `json:"text"`
	Next  string `json:"next,omitempty"`
}

// statusReport is one connection of status --json.
type statusReport struct {
	Name   string      `json:"name"`
	State  string      `json:"state"`
	OK     bool        `json:"ok"`
	Checks []checkLine `json:"checks"`
}

func (o *accountFlags) status(ctx context.Context, names []string, asJSON bool) error {
	reports, err := o.examineEach(ctx, names)
	if err != nil {
		return err
	}
	switch {
	case asJSON:
		err = o.app.writeJSON(reports)
	case len(reports) == 0:
		o.app.say("No connections yet: dg connections add NAME --service zoho")
	default:
		err = o.tellStatus(reports)
	}
	if err != nil {
		return err
	}
	for _, r := range reports {
		if !r.OK {
			return silent{exitAuth}
		}
	}
	return nil
}

// examineEach checks the named connections, or all.
func (o *accountFlags) examineEach(ctx context.Context, names []string) ([]statusReport, error) {
	m, err := o.manager()
	if err != nil {
		return nil, err
	}
	all, err := m.List(ctx)
	if err != nil {
		return nil, err
	}
	states, every := map[string]string{}, []string{}
	for _, s := range all {
		if states[s.Link] == "" {
			every = append(every, s.Link)
		}
		states[s.Link] = string(s.State)
	}
	if len(names) == 0 {
		names = every
	}
	reports := []statusReport{}
	for _, name := range names {
		r, err := o.examine(ctx, m, name)
		if err != nil {
			return nil, err
		}
		if r.State = states[name]; r.State == "" {
			r.State = string(connections.StateNew)
		}
		reports = append(reports, r)
	}
	return reports, nil
}

func (o *accountFlags) examine(ctx context.Context, m *connections.Manager, name string) (statusReport, error) {
	checks, err := m.Checks(ctx, name)
	if err != nil {
		return statusReport{}, err
	}
	r := statusReport{Name: name, OK: true}
	for _, c := range checks {
		r.OK = r.OK && c.Level != connections.Bad
		r.Checks = append(r.Checks, checkLine{c.Name, string(c.Level), c.Text, c.Next})
	}
	where, err := o.kept(ctx)
	if err != nil {
		return r, err
	}
	r.Checks = append(r.Checks, checkLine{"kept", string(connections.Good), boltstore.FileName + ", " + where, ""})
	return r, nil
}

// kept says under which key secrets lie.
func (o *accountFlags) kept(ctx context.Context) (string, error) {
	s, err := o.connectionsFile()
	if err != nil {
		return "", err
	}
	source, err := s.KeySource(ctx)
	if err != nil {
		return "", fileFault(err)
	}
	return "sealed; the key is " + source.Describe(), nil
}

// signOf returns what stands in front of a finding of a level, and its colour.
func signOf(level string) (sign, colour string) {
	switch connections.Level(level) {
	case connections.Good:
		return "✓", "32"
	case connections.Warn:
		return "!", "1;33"
	case connections.Bad:
		return "X", "1;31"
	}
	return "", ""
}

func (o *accountFlags) tellStatus(reports []statusReport) error {
	var b strings.Builder
	for i, r := range reports {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(r.Name + "\n")
		for _, c := range r.Checks {
			o.writeCheck(&b, c)
		}
	}
	return o.app.print(b.String())
}

func (o *accountFlags) writeCheck(b *strings.Builder, c checkLine) {
	sign, colour := signOf(c.Level)
	if paint := o.app.io.PaintOut(colour); paint != nil {
		sign = paint(sign)
	}
	fmt.Fprintf(b, "  %s %-11s %s\n", sign, c.Check, plain(c.Text))
	if c.Next != "" {
		fmt.Fprintf(b, "      %s\n", c.Next)
	}
}
