package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/archive"
)

type exportOptions struct {
	*accountFlags
	secrets, salvage, force bool
}

func (o *accountFlags) exportCmd() *cobra.Command {
	e := &exportOptions{accountFlags: o}
	cmd := &cobra.Command{
		Use:   "export FILE|-",
		Short: "Write a backup of all connections and own services",
		Long: `Write all connections and the services made here into a file.

Without flags it holds no secret: no token, key, password or client secret. Such a
file can be given to others, who log in with accounts of their own.

With --secrets it holds everything, encrypted to a passphrase of 8 characters or
more that is asked for, or read from standard input. It is a file of age
(https://age-encryption.org): age -d opens it without dg. Tokens of providers that
give a new refresh token at each renewal are good until the next renewal here.`,
		Example:           "  dg connections export connections.json\n  dg connections export backup.age --secrets",
		Args:              exactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, args []string) error { return e.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().BoolVar(&e.secrets, "secrets", false, "with tokens and keys, encrypted to a passphrase")
	cmd.Flags().BoolVar(&e.salvage, "salvage", false, "leave out records of a damaged file that do not open")
	cmd.Flags().BoolVar(&e.force, "force", false, "replace FILE")
	return cmd
}

func (e *exportOptions) run(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); err == nil && file != "-" && !e.force {
		return usagef("add --force to replace it", file+" exists")
	}
	s, err := e.connectionsFile()
	if err != nil {
		return err
	}
	r, err := s.Examine(ctx)
	if errors.Is(err, connections.ErrNotFound) {
		return usagef("dg connections add makes one", "there is no connections file yet")
	}
	if err != nil {
		return fileFault(err)
	}
	if len(r.Lost) > 0 && !e.salvage {
		return usagef("add --salvage to leave them out: "+strings.Join(r.Lost, ", "), fmt.Sprintf("%d records of the connections file do not open", len(r.Lost)))
	}
	r.Contents.Made = time.Now().UTC().Truncate(time.Second)
	data, err := e.encode(ctx, r.Contents)
	if err != nil {
		return err
	}
	if err := e.write(file, data); err != nil {
		return err
	}
	for _, place := range r.Lost {
		e.app.mind("lost: %s", plain(place))
	}
	e.app.good("%d connections and %d services are in the backup.", len(r.Contents.Connections), len(r.Contents.Services))
	return s.Audit(ctx, connections.Event{Time: time.Now(), Kind: "export", Detail: map[bool]string{true: "with secrets", false: "without secrets"}[e.secrets]})
}

func (e *exportOptions) encode(ctx context.Context, c connections.Contents) ([]byte, error) {
	if !e.secrets {
		return archive.Plain(c)
	}
	pass, err := e.app.secret(ctx, "Passphrase")
	if err != nil {
		return nil, err
	}
	if e.app.io.CanAsk() {
		again, err := e.app.secret(ctx, "The same again")
		if err != nil {
			return nil, err
		}
		if again != pass {
			return nil, usagef("nothing was written", "the two passphrases differ")
		}
	}
	data, err := archive.Sealed(c, pass)
	if err != nil {
		return nil, usage(err, "nothing was written")
	}
	return data, nil
}

func (e *exportOptions) write(file string, data []byte) error {
	if file == "-" {
		return e.app.print(string(data))
	}
	if err := writeWhole(file, data); err != nil {
		return usage(err, "nothing was written")
	}
	return nil
}

// writeWhole makes or replaces a file for its owner alone, all of it or nothing.
func writeWhole(file string, data []byte) error {
	draft, err := os.CreateTemp(filepath.Dir(file), ".dg-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = draft.Write(data)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err == nil {
		err = os.Rename(draft.Name(), file)
	}
	if err != nil {
		_ = os.Remove(draft.Name())
	}
	return err
}

func (o *accountFlags) importCmd() *cobra.Command {
	var replace bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Put a backup back, all of it or nothing",
		Long: `Read what export wrote. Connections and services that exist are kept as they are,
unless --replace is given. The passphrase of an encrypted backup is asked for, or
read from standard input.`,
		Example: "  dg connections import connections.json\n  dg connections import backup.age --replace",
		Args:    exactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return o.restore(cmd.Context(), args[0], replace) },
	}
	cmd.Flags().BoolVar(&replace, "replace", false, "let the backup win over what is here")
	return cmd
}

func (o *accountFlags) restore(ctx context.Context, file string, replace bool) error {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return usage(fmt.Errorf("there is no file %s", file), nearFile(file))
	}
	if err != nil {
		return usage(err, "")
	}
	pass := ""
	if archive.Encrypted(data) {
		if pass, err = o.app.secret(ctx, "Passphrase"); err != nil {
			return err
		}
	}
	c, err := archive.Read(data, pass)
	if err != nil {
		return usage(err, "")
	}
	s, err := o.connectionsFile()
	if err != nil {
		return err
	}
	done, err := s.Restore(ctx, c, replace)
	if err != nil {
		return fileFault(err)
	}
	o.app.good("%d added, %d replaced, %d kept as they were.", done.Added, done.Replaced, done.Kept)
	if done.Kept > 0 {
		o.app.say("--replace lets the backup win.")
	}
	return o.adviseLogins(ctx, done.Names)
}

// adviseLogins names the restored connections that somebody must log in to.
func (o *accountFlags) adviseLogins(ctx context.Context, names []string) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	for _, name := range names {
		s, err := m.Status(ctx, name)
		if err != nil {
			o.app.mind("%s: %v", name, err)
			continue
		}
		if s.State == connections.StateNew || s.State == connections.StateNeedsReconnect {
			o.app.say("dg connections login %s", name)
		}
	}
	return nil
}
