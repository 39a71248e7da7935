// Package archive reads and writes backups of connections: JSON without secrets,
// or with them, encrypted to a passphrase in the format of age, so that a backup
// can be opened without dg, too.
// Format: https://age-encryption.org/v1
package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"github.com/dg-lang/dg/connections"
)

// Format marks a backup.
const Format = "dg connections"

// version is the form of the document.
const version = 1

// limit is the most that is read of a backup, in bytes.
const limit = 64 << 20

// MinPassphrase is the least length of a new passphrase, in characters. scrypt
// makes guessing slow, not impossible.
const MinPassphrase = 8

// workFactor is the scrypt cost, as a power of two: about a second on a laptop.
const workFactor = 18

// Errors of Read.
var (
	ErrPassphrase = errors.New("the passphrase does not open this backup; nothing was changed")
	ErrEncrypted  = errors.New("the backup is encrypted: a passphrase is needed")
	ErrNotBackup  = errors.New("the file is no backup of dg connections")
	ErrDamaged    = errors.New("the backup is damaged: it was cut or changed; nothing was changed here")
)

// document is the plain form.
type document struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Secrets bool   `json:"secrets"`
	// Vendor lists the connections as extension manifests of the vendor do, for
	// other tools; Read takes them from Contents.
	Vendor   []vendorEntry        `json:"manifest"`
	Contents connections.Contents `json:"contents"`
}

// vendorEntry is one connection of a manifest.
// Source: https://help.zoho.com/portal/en/kb/zoho-sprints/automation/connections/articles/create-and-manage-connections
type vendorEntry struct {
	Link    string   `json:"connectionLinkName"`
	Name    string   `json:"connectionName"`
	Service string   `json:"serviceName"`
	User    bool     `json:"userAccess"`
	Own     bool     `json:"isUserDefinedService"`
	Scope   []string `json:"scope"`
}

// Plain is a backup without secrets.
func Plain(c connections.Contents) ([]byte, error) {
	return marshal(c.WithoutSecrets(), false)
}

// Sealed is a backup with all secrets, encrypted to a passphrase.
func Sealed(c connections.Contents, passphrase string) ([]byte, error) {
	return seal(c, passphrase, workFactor)
}

func seal(c connections.Contents, passphrase string, work int) ([]byte, error) {
	if len([]rune(passphrase)) < MinPassphrase {
		return nil, fmt.Errorf("the passphrase needs %d characters or more", MinPassphrase)
	}
	text, err := marshal(c, true)
	if err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(work)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func marshal(c connections.Contents, secrets bool) ([]byte, error) {
	d := document{Format: Format, Version: version, Secrets: secrets, Vendor: []vendorEntry{}, Contents: c}
	// Empty lists rather than null, for other programs.
	d.Contents.Services = slices.Concat([]connections.Service{}, c.Services)
	d.Contents.Connections = slices.Concat([]connections.Connection{}, c.Connections)
	d.Contents.Authorizations = slices.Concat([]connections.Authorization{}, c.Authorizations)
	own := map[string]bool{}
	for _, s := range c.Services {
		own[s.Spec.ID] = true
	}
	for _, v := range c.Connections {
		e := vendorEntry{Link: v.Link, Name: v.Title, Service: v.Service, User: v.LoginUser, Own: own[v.Service], Scope: v.Scopes}
		if e.Name == "" {
			e.Name = v.Link
		}
		if e.Scope == nil {
			e.Scope = []string{}
		}
		d.Vendor = append(d.Vendor, e)
	}
	text, err := json.MarshalIndent(d, "", "  ")
	return append(text, '\n'), err
}

// Encrypted reports whether data is an encrypted backup.
func Encrypted(data []byte) bool { return bytes.HasPrefix(data, []byte("age-encryption.org/")) }

// Read opens a backup of either kind. passphrase is empty for a plain one. Every
// record is checked as if a person had entered it.
func Read(data []byte, passphrase string) (connections.Contents, error) {
	if Encrypted(data) {
		var err error
		if data, err = decrypt(data, passphrase); err != nil {
			return connections.Contents{}, err
		}
	}
	var d document
	if err := json.Unmarshal(data, &d); err != nil || d.Format != Format {
		return connections.Contents{}, ErrNotBackup // not the decoder's text: it may quote
	}
	if d.Version > version {
		return connections.Contents{}, fmt.Errorf("the backup has form %d; this version of dg reads %d", d.Version, version)
	}
	return d.Contents, check(d.Contents)
}

func decrypt(data []byte, passphrase string) ([]byte, error) {
	if passphrase == "" {
		return nil, ErrEncrypted
	}
	by, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, ErrPassphrase
	}
	r, err := age.Decrypt(bytes.NewReader(data), by)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, ErrDamaged
	}
	text, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return nil, ErrDamaged
	}
	return text, nil
}

func check(c connections.Contents) error {
	for _, s := range c.Services {
		if err := s.Spec.Validate(); err != nil {
			return err
		}
	}
	known := map[string]bool{}
	for _, v := range c.Connections {
		if err := connections.CheckLink(v.Link); err != nil {
			return err
		}
		known[v.Link] = true
	}
	for _, a := range c.Authorizations {
		if !known[a.Connection] {
			return fmt.Errorf("%w: it holds an authorization without its connection", ErrNotBackup)
		}
	}
	return nil
}
