package boltstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/seal"
)

// heldPrefix starts the names of the side files of Hold.
const heldPrefix = "pending-"

// leasePoll is the pause between two looks at a taken lease.
const leasePoll = 5 * time.Millisecond

func (s *Store) heldPath(key connections.Key) string {
	return filepath.Join(s.dir, heldPrefix+fileID(key))
}

// Hold implements connections.Store. The caller has the lease of the key.
func (s *Store) Hold(ctx context.Context, a connections.Authorization) error {
	plain, err := json.Marshal(a)
	if err != nil {
		return err
	}
	var box *seal.Box // of the key in force: another process may have changed it
	err = s.view(ctx, func(t txn) error {
		box = t.box
		return nil
	})
	if err != nil {
		return err
	}
	file, err := json.Marshal(heldFile{Key: a.Key(), Sealed: box.Seal(plain, label(bucketPending, keyOf(a.Key())))})
	if err != nil {
		return err
	}
	return s.writeFile(s.heldPath(a.Key()), file)
}

// heldFile is the form of a side file: names plain, the record sealed.
type heldFile struct {
	Key    connections.Key `json:"key"`
	Sealed []byte          `json:"sealed"`
}

func readHeldFile(path string) (f heldFile, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(text, &f)
}

// writeFile replaces a file in one step and makes it durable.
func (s *Store) writeFile(path string, data []byte) error {
	draft := path + ".new"
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return plainError(err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return plainError(err)
	}
	if err := os.Rename(draft, path); err != nil {
		return plainError(err)
	}
	return plainError(syncDir(s.dir))
}

// readHeld returns the held authorization of a key, if there is one.
func (s *Store) readHeld(key connections.Key) (connections.Authorization, bool, error) {
	f, err := readHeldFile(s.heldPath(key))
	if errors.Is(err, fs.ErrNotExist) {
		return connections.Authorization{}, false, nil
	}
	var a connections.Authorization
	if err == nil {
		a, err = s.openHeld(f.Sealed, keyOf(key))
	}
	if err != nil {
		// A held record that does not open is left for a person to look at; the
		// stored one may still serve.
		s.log.Warn("a pending file beside the connections file does not open", "error", plainError(err).Error())
		return a, false, nil
	}
	return a, true, nil
}

func (s *Store) openHeld(sealed []byte, key string) (a connections.Authorization, err error) {
	s.mu.Lock()
	box := s.box
	s.mu.Unlock()
	if box == nil {
		return a, errKeyChanged
	}
	plain, err := box.Open(sealed, label(bucketPending, key))
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(plain, &a)
}

// dropHeld removes a held record that has been written. What remains after a
// failure is recognised by its revision.
func (s *Store) dropHeld(key connections.Key) {
	if err := os.Remove(s.heldPath(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.log.Debug("a pending file was not removed", "error", plainError(err).Error())
	}
}

// dropHeldOf removes the held records of a deleted connection, so that a new one
// of the same name does not inherit a token.
func (s *Store) dropHeldOf(link string) error {
	files, err := filepath.Glob(filepath.Join(s.dir, heldPrefix+"*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		f, err := readHeldFile(file)
		if err != nil || f.Key.Connection != link {
			continue
		}
		if err := os.Remove(file); err != nil {
			return plainError(err)
		}
	}
	return nil
}

// Lease implements connections.Store with an advisory lock on a file, which the
// kernel gives free when the process dies.
func (s *Store) Lease(ctx context.Context, key connections.Key) (release func(), err error) {
	dir := filepath.Join(s.dir, "locks")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, plainError(err)
	}
	lock := flock.New(filepath.Join(dir, fileID(key)), flock.SetPermissions(0o600))
	if ok, err := lock.TryLockContext(ctx, leasePoll); !ok {
		return nil, fmt.Errorf("waiting for another dg that renews the token: %w", plainError(err))
	}
	return func() {
		// The file stays: removing it would let two processes lock two files.
		if err := lock.Close(); err != nil {
			s.log.Debug("lease", "error", plainError(err).Error())
		}
	}, nil
}
