package boltstore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"

	"github.com/dg-lang/dg/connections/seal"
)

// schemaVersion is the form of the file. It is part of every record's seal.
const schemaVersion = 1

// The buckets of the file.
const (
	bucketMeta     = "meta"
	bucketServices = "services"
	bucketConns    = "connections"
	bucketAuths    = "authorizations"
	bucketFlows    = "flows"
	bucketAudit    = "audit"
	bucketPending  = "pending" // side files, sealed as if they stood in a bucket
)

var buckets = []string{bucketMeta, bucketServices, bucketConns, bucketAuths, bucketFlows, bucketAudit}

// metaKey is the only key of the meta bucket.
const metaKey = "store"

// checkText is sealed in the meta record to tell a wrong key from a damaged record.
const checkText = "dg connections"

// ErrNewer is wrapped when a newer version of dg has written the file.
var ErrNewer = errors.New("the connections file was written by a newer version of dg; nothing was changed")

// meta is the plain record that says how to read the rest.
type meta struct {
	Schema int         `json:"schema"`
	ID     string      `json:"id"` // tells the stores of one user apart in the keyring
	Source seal.Source `json:"source"`
	Check  []byte      `json:"check"`
}

func checkLabel(schema int) seal.Label {
	return seal.Label{Bucket: bucketMeta, Key: metaKey, Field: "check", Schema: schema}
}

// migrations lift a file from the schema of their index to the next. They run in
// the transaction that notices the old schema; all or none of it is kept. The
// first entry stays empty: schema 0 never existed.
var migrations = []func(tx *bbolt.Tx, box *seal.Box) error{nil}

func readMetaTx(tx *bbolt.Tx) (meta, error) {
	var m meta
	b := tx.Bucket([]byte(bucketMeta))
	if b == nil {
		return m, fmt.Errorf("%w (it has no description of itself)", ErrDamaged)
	}
	if err := json.Unmarshal(b.Get([]byte(metaKey)), &m); err != nil {
		return m, fmt.Errorf("%w (its description of itself does not read)", ErrDamaged)
	}
	if m.Schema > schemaVersion {
		return m, fmt.Errorf("%w (schema %d, this version knows %d)", ErrNewer, m.Schema, schemaVersion)
	}
	return m, nil
}

func writeMetaTx(tx *bbolt.Tx, m meta) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(bucketMeta)).Put([]byte(metaKey), text)
}

func (s *Store) readMeta(ctx context.Context) (m meta, err error) {
	err = s.withDB(ctx, true, func(db *bbolt.DB) error {
		return db.View(func(tx *bbolt.Tx) error {
			m, err = readMetaTx(tx)
			return err
		})
	})
	return m, err
}

// create makes the store if there is none. It is built beside its place and
// renamed, so that no one ever sees half of it.
func (s *Store) create(ctx context.Context) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return plainError(err)
	}
	lock := flock.New(filepath.Join(s.dir, "create.lock"), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, leasePoll); err != nil {
		return plainError(err)
	}
	defer lock.Close() //nolint:errcheck // the kernel drops the lock with the file
	if err := s.inspect(); !errors.Is(err, errMissing) {
		return err
	}
	id := make([]byte, 8)
	rand.Read(id) //nolint:errcheck // never fails: crypto/rand
	m := meta{Schema: schemaVersion, ID: hex.EncodeToString(id)}
	source, key, err := s.keys.Create(ctx, m.ID)
	if err != nil {
		return plainError(err)
	}
	box, err := seal.New(key)
	if err != nil {
		return err
	}
	if source == seal.FromFile {
		s.log.Warn("the key lies in a file beside the connections file; whoever can read your files can read both", "file", "key")
	}
	m.Source, m.Check = source, box.Seal([]byte(checkText), checkLabel(schemaVersion))
	return s.createFile(m)
}

func (s *Store) createFile(m meta) error {
	draft := s.path + ".new"
	if err := os.Remove(draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return plainError(err)
	}
	db, err := bbolt.Open(draft, 0o600, &bbolt.Options{Timeout: lockTry})
	if err != nil {
		return s.explain(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return writeMetaTx(tx, m)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return s.explain(err)
	}
	if err := os.Rename(draft, s.path); err != nil {
		return plainError(err)
	}
	return plainError(syncDir(s.dir))
}

// unlock returns the box for a store's meta record. It asks for the key outside
// of any transaction, because a keyring may take seconds.
func (s *Store) unlock(ctx context.Context, m meta) (*seal.Box, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.box != nil && slices.Equal(s.check, m.Check) {
		return s.box, nil
	}
	key, err := s.keys.Load(ctx, m.Source, m.ID)
	if err != nil && m.Source != seal.FromFile {
		return nil, err
	}
	box, opens := fits(key, m)
	if opens != nil && m.Source == seal.FromFile {
		box = s.crashedRekey(m)
	}
	if box == nil && err != nil {
		return nil, err
	}
	if box == nil {
		return nil, fmt.Errorf("the connections file was made with another key (%s); nothing was changed: %w", m.Source.Describe(), seal.ErrWrongKey)
	}
	s.box, s.check = box, m.Check
	return box, nil
}

// fits makes the box of a key if it is the store's.
func fits(key []byte, m meta) (*seal.Box, error) {
	box, err := seal.New(key)
	if err != nil {
		return nil, err
	}
	if _, err := box.Open(m.Check, checkLabel(m.Schema)); err != nil {
		return nil, err
	}
	return box, nil
}

// crashedRekey finds the new key of a Rekey that did not come to its last step,
// and takes that step.
func (s *Store) crashedRekey(m meta) *seal.Box {
	draft, err := s.keys.LoadDraft()
	if err != nil {
		return nil
	}
	box, err := fits(draft.Key, m)
	if err != nil {
		return nil
	}
	if err := draft.Commit(); err != nil {
		s.log.Warn("the new key file could not take its place yet", "error", plainError(err).Error())
	}
	return box
}

// migrate lifts an older file to this schema in the given transaction.
func migrate(tx *bbolt.Tx, box *seal.Box, m meta) (meta, error) {
	for m.Schema < schemaVersion {
		if err := migrations[m.Schema](tx, box); err != nil {
			return m, fmt.Errorf("lifting the connections file from schema %d: %w", m.Schema, err)
		}
		m.Schema++
	}
	m.Check = box.Seal([]byte(checkText), checkLabel(m.Schema))
	return m, writeMetaTx(tx, m)
}
