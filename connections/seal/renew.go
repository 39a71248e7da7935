package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
)

// Draft is a new key that is not in force yet.
type Draft struct {
	Source Source
	Key    []byte
	commit func() error
}

// Commit puts the key in force, after everything has been sealed with it.
func (d Draft) Commit() error {
	if d.commit == nil {
		return nil
	}
	return d.commit()
}

// draftFile holds a new key until the store has been sealed with it.
func (k Keys) draftFile() string { return k.KeyFile() + ".new" }

// Renew makes a key for sealing a store again. DG_KEY is the new key if it is
// set. A key file is written beside the old one; Load finds whichever opens the
// store, so a crash between the steps loses nothing.
func (k Keys) Renew(ctx context.Context, id string) (Draft, error) {
	if key, ok, err := k.fromEnv(); ok || err != nil {
		return Draft{Source: FromEnv, Key: key}, err
	}
	key := make([]byte, KeySize)
	rand.Read(key) //nolint:errcheck // never fails: crypto/rand
	if k.Keyring != nil && k.setKeyring(ctx, id, key) == nil {
		return Draft{Source: FromKeyring, Key: key}, nil
	}
	if err := os.Remove(k.draftFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Draft{}, err
	}
	if err := writeKey(k.draftFile(), key); err != nil {
		return Draft{}, err
	}
	commit := func() error { return os.Rename(k.draftFile(), k.KeyFile()) }
	return Draft{Source: FromFile, Key: key, commit: commit}, nil
}

// LoadDraft reads the key that a crashed Renew left behind, and returns the
// function that puts it in force.
func (k Keys) LoadDraft() (Draft, error) {
	key, err := readKey(k.draftFile())
	if err != nil {
		return Draft{}, err
	}
	return Draft{Source: FromFile, Key: key, commit: func() error { return os.Rename(k.draftFile(), k.KeyFile()) }}, nil
}
