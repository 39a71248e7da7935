package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/seal"
)

// finding is one line of doctor --json.
type finding struct {
	OK         bool   `json:"ok"`
	Level      string `json:"level"` // ok, warning or bad
	Connection string `json:"connection,omitempty"`
	What       string `json:"what"`
	Next       string `json:"next,omitempty"`
}

func fine(what, next string) finding {
	return finding{OK: true, Level: string(connections.Good), What: what, Next: next}
}

func notable(what, next string) finding {
	return finding{OK: true, Level: string(connections.Warn), What: what, Next: next}
}

func wrong(what, next string) finding {
	return finding{Level: string(connections.Bad), What: what, Next: next}
}

type doctorOptions struct {
	*accountFlags
	json, online bool
}

func (o *accountFlags) doctorCmd() *cobra.Command {
	d := &doctorOptions{accountFlags: o}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find what is wrong with the connections file and every connection",
		Long: `Open every record of the connections file, look at its key, its place and who can
read it, at the clock, and at every connection: its region, hosts, tokens, scopes and
the provider's limits. Below each finding stands what repairs it. Nothing is changed,
and without --online nothing is sent.

--online sends the test request of each connected service: it shows whether the
account still answers, and how far this machine's clock is off.

The exit code is 0 when all is well, 1 when files can be read by others, 4 when a
connection needs a login, and 5 when the file is damaged or does not open.`,
		Example:           "  dg connections doctor\n  dg connections doctor --online\n  dg connections doctor --json | jq -r '.[] | select(.ok | not).next'",
		Args:              exactArgs(0),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.app.concluded(cmd.Context(), d.run(cmd.Context()), "Nothing was changed.")
		},
	}
	cmd.Flags().BoolVar(&d.json, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&d.online, "online", false, "ask each service, too")
	return cmd
}

func (d *doctorOptions) run(ctx context.Context) error {
	s, err := d.connectionsFile()
	if err != nil {
		return err
	}
	found, code := d.examineModes(s) // before the store is opened, which tightens it
	more, opened := d.examineFile(ctx, s)
	found = append(found, more...)
	if opened == exitOK {
		each, err := d.examineConnections(ctx)
		if err != nil {
			return err
		}
		found = append(found, each...)
		opened = worstOf(each)
	}
	if opened != exitOK {
		code = opened
	}
	if d.json {
		err = d.app.writeJSON(found)
	} else {
		err = d.tellFindings(found)
	}
	if err != nil || code == exitOK {
		return err
	}
	return silent{code}
}

func worstOf(all []finding) int {
	for _, f := range all {
		if !f.OK {
			return exitAuth
		}
	}
	return exitOK
}

// examineModes looks who else can read the files.
func (o *accountFlags) examineModes(s *boltstore.Store) ([]finding, int) {
	open, err := s.Exposed()
	if err != nil {
		return []finding{wrong(err.Error(), "dg help files lists the files, which must be yours")}, exitOutside
	}
	var all []finding
	for _, e := range open {
		all = append(all, wrong(fmt.Sprintf("others can reach %s (mode %04o)", e.Path, e.Mode), fmt.Sprintf("chmod %o %s", e.Want, shellPath(e.Path))))
	}
	if len(all) > 0 {
		return all, exitNo
	}
	return nil, exitOK
}

// shellPath quotes a path where a shell would take it apart, but for ~.
func shellPath(path string) string {
	if strings.ContainsAny(path, " '\"$&;()*?[]\\`|<>!{}") {
		if rest, ok := strings.CutPrefix(path, "~/"); ok {
			return "~/" + shellQuote(rest)
		}
		return shellQuote(path)
	}
	return path
}

// examineFile opens every record.
func (o *accountFlags) examineFile(ctx context.Context, s *boltstore.Store) ([]finding, int) {
	r, err := s.Examine(ctx)
	if err != nil {
		return closedFile(err)
	}
	c := r.Contents
	all := []finding{fine(fmt.Sprintf("%d services, %d connections, %d authorizations and %d events open",
		len(c.Services), len(c.Connections), len(c.Authorizations), r.Events), "")}
	all = append(all, o.examineKey(ctx, s)...)
	if r.Pending > 0 {
		all = append(all, fine(fmt.Sprintf("%d renewed tokens wait beside the file; the next call writes them", r.Pending), ""))
	}
	all = append(all, examineClock(ctx, s)...)
	all = append(all, o.examineCrowds(c)...)
	code := exitOK
	for _, place := range r.Lost {
		code = exitOutside
		all = append(all, wrong("damaged, does not open: "+place, ""))
	}
	if code != exitOK {
		all = append(all, wrong("the other records can be saved; then move connections.db away and import them",
			"dg connections export saved.age --secrets --salvage"))
	}
	return all, code
}

// closedFile words that the file as a whole does not open.
func closedFile(err error) ([]finding, int) {
	switch {
	case errors.Is(err, connections.ErrNotFound):
		return []finding{fine("there is no connections file yet", "dg connections add NAME")}, exitOK
	case errors.Is(err, seal.ErrWrongKey), errors.Is(err, seal.ErrNoKey):
		return []finding{wrong(err.Error(), "put the key back, or move connections.db away and run: dg connections import BACKUP")}, exitOutside
	case errors.Is(err, boltstore.ErrDamaged):
		return []finding{wrong(err.Error()+"; no record of it opens", "move connections.db away and run: dg connections import BACKUP")}, exitOutside
	}
	return []finding{wrong(err.Error(), "dg help files says what must be where, and whose")}, exitOutside
}

// examineKey says where the key lies.
func (o *accountFlags) examineKey(ctx context.Context, s *boltstore.Store) []finding {
	source, err := s.KeySource(ctx)
	switch {
	case err != nil:
		return []finding{wrong(err.Error(), "")}
	case source == seal.FromFile && o.app.io.Getenv(seal.KeyVariable) == "":
		return []finding{notable("the key lies in a file beside the connections file: a copy of the folder opens itself",
			"dg connections rekey puts a new one into the system keyring, if there is one; "+seal.KeyVariable+" takes it from elsewhere")}
	}
	return []finding{fine("the key is "+source.Describe(), "")}
}

// clockSlack is how far the clock may be off.
const clockSlack = 5 * time.Minute

// examineClock notices a clock that went back since the last event.
func examineClock(ctx context.Context, s *boltstore.Store) []finding {
	events, err := s.Events(ctx, 1)
	if err != nil || len(events) == 0 {
		return nil
	}
	if ahead := time.Until(events[0].Time); ahead > clockSlack {
		return []finding{notable(fmt.Sprintf("the last event happened %s in the future: the clock of this machine is wrong, or was", ahead.Round(time.Minute)),
			"set the clock of this machine; dg connections doctor --online compares it")}
	}
	return nil
}

// examineCrowds counts the refresh tokens of one account, where the provider keeps
// only so many.
func (o *accountFlags) examineCrowds(c connections.Contents) []finding {
	m, err := o.manager()
	if err != nil {
		return nil
	}
	type crowd struct{ service, region, account string }
	count, names := map[crowd]int{}, map[crowd]string{}
	by := map[string]connections.Connection{}
	for _, v := range c.Connections {
		by[v.Link] = v
	}
	for _, a := range c.Authorizations {
		v := by[a.Connection]
		if k := (crowd{v.Service, v.Region, a.Account}); a.Refresh != "" && a.Account != "" {
			count[k]++
			names[k] = v.Link
		}
	}
	var all []finding
	for k, n := range count {
		s, _, err := m.FindService(context.Background(), k.service)
		if most := s.Spec.RefreshTokens; err == nil && most > 0 && n > most*3/4 {
			all = append(all, notable(fmt.Sprintf("%s has %d refresh tokens of %s here; %s keeps %d of an account, and one more ends the oldest", k.account, n, s.Spec.Title, s.Spec.Title, most),
				"dg connections revoke NAME ends those that nobody uses, such as "+names[k]))
		}
	}
	return all
}
