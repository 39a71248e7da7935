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

// newKeyVariable holds the key that rekey seals with, where DG_KEY holds the old one.
const newKeyVariable = "DG_NEW_KEY"

// connectionsFile is the store of the configuration folder.
func (o *accountFlags) connectionsFile() (*boltstore.Store, error) {
	dir, err := o.app.configDir()
	if err != nil {
		return nil, err
	}
	return o.app.store(dir), nil
}

// fileFault words an error of the connections file, with what can be done.
func fileFault(err error) error {
	var wrong *usageError
	if err == nil || errors.As(err, &wrong) {
		return err
	}
	fault := &connections.Error{Kind: connections.StoreFailed, Message: err.Error(), Cause: err}
	if !strings.HasPrefix(fault.Message, "the connections file") {
		fault.Message = "connections file: " + fault.Message
	}
	switch {
	case errors.Is(err, seal.ErrWrongKey), errors.Is(err, seal.ErrNoKey):
		fault.Next = "put the key back, in " + seal.KeyVariable + " or in the key file; without it, move connections.db away and use dg connections import with a backup"
	case errors.Is(err, boltstore.ErrDamaged):
		fault.Next = "dg connections doctor shows what still opens, dg connections export FILE --secrets --salvage saves it"
	}
	return fault
}

func (o *accountFlags) rekeyCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "rekey",
		Short: "Seal the connections file with a new key",
		Long: `Make a new key and seal every record of the connections file with it, all of them
or none. A copy of the file or of the key from before is worth nothing afterwards
beside the new one.

The new key goes into the system keyring if that answers, else into the key file.
Where ` + seal.KeyVariable + ` holds the key, put the new one into ` + newKeyVariable + ` for this command: 32
bytes in base64, such as from head -c 32 /dev/urandom | base64. Afterwards
` + seal.KeyVariable + ` must hold the new one.`,
		Example:           "  dg connections rekey",
		Args:              exactArgs(0),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return o.rekey(cmd.Context()) },
	}
}

func (o *accountFlags) rekey(ctx context.Context) error {
	s, err := o.connectionsFile()
	if err != nil {
		return err
	}
	fresh := o.app.io.Getenv(newKeyVariable)
	if fresh == "" && o.app.io.Getenv(seal.KeyVariable) != "" {
		return usagef("put the new key into "+newKeyVariable, seal.KeyVariable+" is set and would hide a new key")
	}
	if source, err := s.KeySource(ctx); err != nil || source == "" {
		if err == nil {
			err = usagef("dg connections add makes one", "there is no connections file yet")
		}
		return fileFault(err)
	}
	getenv := func(name string) string {
		if name == seal.KeyVariable {
			return fresh
		}
		return ""
	}
	source, err := s.Rekey(ctx, seal.Keys{Getenv: getenv, Keyring: seal.SystemKeyring{}})
	if err != nil {
		return fileFault(err)
	}
	o.app.good("Everything is sealed with a new key, %s.", source.Describe())
	if source == seal.FromEnv {
		o.app.mind("From now on %s must hold what %s holds now.", seal.KeyVariable, newKeyVariable)
	}
	return nil
}

// auditLine is one event of audit --json.
type auditLine struct {
	Time       time.Time `json:"time"`
	Kind       string    `json:"kind"`
	Connection string    `json:"connection,omitempty"`
	User       string    `json:"user,omitempty"`
	Detail     string    `json:"detail,omitempty"`
}

func (o *accountFlags) auditCmd() *cobra.Command {
	var asJSON bool
	var count int
	cmd := &cobra.Command{
		Use:   "audit [NAME]",
		Short: "Show what happened to connections: logins, renewals, refusals",
		Long: fmt.Sprintf(`Show the audit trail, the newest event last. It holds the last %d events and no
secret: logins, renewals of tokens, refusals by a provider or of a host, and changes.`, boltstore.AuditSize),
		Example:           "  dg connections audit\n  dg connections audit zoho_books -n 5\n  dg connections audit --json | jq -r '.[] | select(.kind == \"host-refused\").detail'",
		Args:              maxArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			return o.audit(cmd.Context(), name, count, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().IntVarP(&count, "number", "n", 50, "how many events at most")
	return cmd
}

// maxArgs is exactArgs for arguments that may be left out.
func maxArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef("usage: "+cmd.UseLine(), "too many arguments: "+args[n])
		}
		return nil
	}
}

func (o *accountFlags) audit(ctx context.Context, name string, count int, asJSON bool) error {
	s, err := o.connectionsFile()
	if err != nil {
		return err
	}
	all, err := s.Events(ctx, boltstore.AuditSize)
	if err != nil {
		return fileFault(err)
	}
	lines := []auditLine{}
	for _, e := range all {
		if name == "" || e.Connection == name {
			lines = append(lines, auditLine{e.Time.UTC(), e.Kind, e.Connection, e.User, e.Detail})
		}
	}
	lines = lines[max(0, len(lines)-max(count, 0)):]
	if asJSON {
		return o.app.writeJSON(lines)
	}
	if len(lines) == 0 {
		o.app.say("Nothing has happened yet.")
		return nil
	}
	var rows [][]string
	for _, l := range lines {
		rows = append(rows, []string{l.Time.Format("2006-01-02 15:04:05Z"), l.Kind, l.Connection, l.User, l.Detail})
	}
	return o.app.printTable([]string{"TIME", "EVENT", "CONNECTION", "USER", "DETAIL"}, rows)
}
