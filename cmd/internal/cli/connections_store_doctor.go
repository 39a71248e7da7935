package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/seal"
)

// refreshNotice is how long before its end a refresh token is worth a word.
const refreshNotice = 14 * 24 * time.Hour

// finding is one line of doctor --json.
type finding struct {
	OK   bool   `json:"ok"`
	What string `json:"what"`
	Next string `json:"next,omitempty"`
}

func (o *accountFlags) doctorCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the connections file and every connection, without the network",
		Long: `Open every record of the connections file, and look at the state of every
connection. Where the file is damaged it says which records are lost and how to save
the others. Nothing is changed and nothing is sent.

The exit code is 0 when all is well, 4 when a connection needs a login, and 5 when
the file is damaged or does not open.`,
		Example:           "  dg connections doctor\n  dg connections doctor --json | jq -r '.[] | select(.ok | not).next'",
		Args:              exactArgs(0),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return o.doctor(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

func (o *accountFlags) doctor(ctx context.Context, asJSON bool) error {
	s, err := o.connectionsFile()
	if err != nil {
		return err
	}
	found, code := o.examineFile(ctx, s)
	if code == exitOK {
		more, err := o.examineConnections(ctx)
		if err != nil {
			return err
		}
		for _, f := range more {
			if !f.OK {
				code = exitAuth
			}
		}
		found = append(found, more...)
	}
	if asJSON {
		err = o.app.writeJSON(found)
	} else {
		err = o.tellFindings(found)
	}
	if err != nil || code == exitOK {
		return err
	}
	return silent{code}
}

// examineFile opens every record.
func (o *accountFlags) examineFile(ctx context.Context, s *boltstore.Store) ([]finding, int) {
	r, err := s.Examine(ctx)
	switch {
	case errors.Is(err, connections.ErrNotFound):
		return []finding{{OK: true, What: "there is no connections file yet", Next: "dg connections add NAME"}}, exitOK
	case errors.Is(err, seal.ErrWrongKey), errors.Is(err, seal.ErrNoKey):
		return []finding{{What: err.Error(), Next: "put the key back, or move connections.db away and run: dg connections import BACKUP"}}, exitOutside
	case errors.Is(err, boltstore.ErrDamaged):
		return []finding{{What: err.Error() + "; no record of it opens", Next: "move connections.db away and run: dg connections import BACKUP"}}, exitOutside
	case err != nil:
		return []finding{{What: err.Error()}}, exitOutside
	}
	c := r.Contents
	all := []finding{{OK: true, What: fmt.Sprintf("%d services, %d connections, %d authorizations and %d events open",
		len(c.Services), len(c.Connections), len(c.Authorizations), r.Events)}}
	if r.Pending > 0 {
		all = append(all, finding{OK: true, What: fmt.Sprintf("%d renewed tokens wait beside the file; the next call writes them", r.Pending)})
	}
	code := exitOK
	for _, place := range r.Lost {
		code = exitOutside
		all = append(all, finding{What: "damaged, does not open: " + place})
	}
	if code != exitOK {
		all = append(all, finding{What: "the other records can be saved; then move connections.db away and import them",
			Next: "dg connections export saved.age --secrets --salvage"})
	}
	return all, code
}

// examineConnections looks at what is stored of each connection.
func (o *accountFlags) examineConnections(ctx context.Context) ([]finding, error) {
	m, err := o.manager()
	if err != nil {
		return nil, err
	}
	lines, err := m.List(ctx)
	if err != nil {
		return nil, err
	}
	var all []finding
	for _, s := range lines {
		all = append(all, examineOne(s, time.Now()))
	}
	return all, nil
}

func examineOne(s connections.Summary, now time.Time) finding {
	f := finding{OK: true, What: fmt.Sprintf("%s: %s", s.Link, s.State)}
	login := "dg connections login " + s.Link
	left := s.RefreshExpiry.Sub(now)
	switch {
	case s.State == connections.StateNeedsReconnect:
		f = finding{What: f.What + " (" + s.Reason + ")", Next: login}
	case s.State == connections.StateExpiring && !s.HasRefresh:
		f = finding{What: f.What + "; its token has ended and cannot be renewed", Next: login}
	case !s.RefreshExpiry.IsZero() && left <= 0:
		f = finding{What: s.Link + ": its refresh token ended on " + s.RefreshExpiry.UTC().Format(time.DateOnly), Next: login}
	case !s.RefreshExpiry.IsZero() && left < refreshNotice:
		f = finding{What: s.Link + ": its refresh token ends on " + s.RefreshExpiry.UTC().Format(time.DateOnly), Next: login}
	case s.State == connections.StateNew:
		f.Next = login
	}
	return f
}

func (o *accountFlags) tellFindings(found []finding) error {
	for _, f := range found {
		sign := "✓ "
		if !f.OK {
			sign = "✗ "
		}
		text := sign + plain(f.What) + "\n"
		if f.Next != "" {
			text += "    " + f.Next + "\n"
		}
		if err := o.app.print(text); err != nil {
			return err
		}
	}
	return nil
}
