package cli

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/dg-lang/dg/connections"
)

// examineConnections looks at what is stored of each connection, and asks its service
// with --online.
func (d *doctorOptions) examineConnections(ctx context.Context) ([]finding, error) {
	m, err := d.manager()
	if err != nil {
		return nil, err
	}
	lines, err := m.List(ctx)
	if err != nil {
		return nil, err
	}
	var all []finding
	for _, s := range lines {
		owner := s.User
		if owner == connections.SharedUser {
			owner = ""
		}
		m, err := d.app.managerOf(whose{owner: owner, environment: s.Environment})
		if err != nil {
			return nil, err
		}
		found, err := d.examineOne(ctx, m, s)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// nameOf names an authorization: the connection, and whose it is where that matters.
func nameOf(s connections.Summary) string {
	name := s.Link
	if s.User != connections.SharedUser {
		name += " of " + s.User
	}
	if s.Environment != "" && s.Environment != connections.DefaultEnvironment {
		name += " in " + s.Environment
	}
	return name
}

// examineOne is a line for the connection, and one for each thing that is not good.
func (d *doctorOptions) examineOne(ctx context.Context, m *connections.Manager, s connections.Summary) ([]finding, error) {
	checks, err := m.Checks(ctx, s.Link)
	if err != nil {
		return nil, err
	}
	var bad []finding
	for _, c := range checks {
		if f, worth := findingOf(s, c); worth {
			bad = append(bad, f)
		}
	}
	if d.online && usable(s.State) && worstOf(bad) == exitOK {
		bad = append(bad, d.askService(ctx, m, s)...)
	}
	if len(bad) == 0 {
		f := fine(fmt.Sprintf("%s: %s", nameOf(s), s.State), "")
		f.Connection = s.Link
		bad = append(bad, f)
	}
	return bad, nil
}

// findingOf turns a check into a finding. A connection that was never connected waits
// for its owner; a token that ends soon does so while nobody looks.
func findingOf(s connections.Summary, c connections.Check) (finding, bool) {
	f := finding{OK: c.Level != connections.Bad, Level: string(c.Level), Connection: s.Link, What: nameOf(s) + ": " + c.Text, Next: c.Next}
	switch {
	case c.Level == connections.Good:
		return f, false
	case s.State == connections.StateNew && (c.Name == "account" || c.Name == "client"):
		f.OK, f.Level = true, string(connections.Warn)
	case c.Name == "token":
		f.OK = false
	}
	return f, true
}

// askService sends the test request.
func (d *doctorOptions) askService(ctx context.Context, m *connections.Manager, s connections.Summary) []finding {
	t, err := m.Target(ctx, s.Link)
	if err != nil || t.Service.TestURL == "" {
		return nil
	}
	p, err := m.Probe(ctx, s.Link)
	f := finding{OK: true, Level: string(connections.Good), Connection: s.Link, Next: "dg connections login " + s.Link}
	switch {
	case err != nil:
		f.OK, f.Level, f.What, f.Next = false, string(connections.Bad), fmt.Sprintf("%s: the service could not be asked: %v", nameOf(s), withCause(err)), "dg connections test "+s.Link
	case p.Status == http.StatusUnauthorized:
		f.OK, f.Level, f.What = false, string(connections.Bad), nameOf(s)+": the service does not accept the credentials any more"
	case p.Status >= 300:
		f.Level, f.What, f.Next = string(connections.Warn), fmt.Sprintf("%s: the service answers %d to its test request", nameOf(s), p.Status), "dg connections test "+s.Link
	default:
		f.What, f.Next = fmt.Sprintf("%s: answers as %s", nameOf(s), orElse(p.Account, t.Service.Title)), ""
	}
	all := []finding{f}
	if err == nil && p.Skew.Abs() > clockSlack {
		all = append(all, notable(fmt.Sprintf("%s: this machine's clock is %s off that of the service", nameOf(s), span(p.Skew.Abs())), "set the clock of this machine"))
	}
	return all
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func (d *doctorOptions) tellFindings(found []finding) error {
	var b strings.Builder
	for _, f := range found {
		sign, colour := signOf(f.Level)
		if paint := d.app.io.PaintOut(colour); paint != nil {
			sign = paint(sign)
		}
		fmt.Fprintf(&b, "%s %s\n", sign, plain(f.What))
		if f.Next != "" {
			fmt.Fprintf(&b, "    %s\n", f.Next)
		}
	}
	return d.app.print(b.String())
}
