package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/seal"
)

// txn is one transaction with the means to open its records.
type txn struct {
	tx  *bbolt.Tx
	box *seal.Box
}

// errKeyChanged says that the key was changed between reading the meta record and
// the transaction; the operation starts again.
var errKeyChanged = errors.New("the key changed meanwhile")

func (s *Store) view(ctx context.Context, fn func(txn) error) error {
	return s.run(ctx, true, fn)
}

// update runs fn in a transaction that is on the disk when update returns nil. It
// makes the store if there is none.
func (s *Store) update(ctx context.Context, fn func(txn) error) error {
	err := s.run(ctx, false, fn)
	if !errors.Is(err, errMissing) {
		return err
	}
	if err := s.create(ctx); err != nil {
		return err
	}
	return s.run(ctx, false, fn)
}

func (s *Store) run(ctx context.Context, readOnly bool, fn func(txn) error) error {
	for range 3 {
		err := s.runOnce(ctx, readOnly, fn)
		if !errors.Is(err, errKeyChanged) {
			return err
		}
	}
	return errKeyChanged
}

func (s *Store) runOnce(ctx context.Context, readOnly bool, fn func(txn) error) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	return s.withDB(ctx, readOnly, func(db *bbolt.DB) error {
		inside := func(tx *bbolt.Tx) error {
			m, err := readMetaTx(tx)
			if err != nil {
				return err
			}
			box := s.boxFor(m)
			if box == nil {
				return errKeyChanged
			}
			return fn(txn{tx, box})
		}
		if readOnly {
			return db.View(inside)
		}
		return s.explain(db.Update(inside))
	})
}

// prepare makes sure that the key is at hand and the schema is ours, with the
// file closed while it asks for the key.
func (s *Store) prepare(ctx context.Context) error {
	s.mu.Lock()
	ready := s.box != nil
	s.mu.Unlock()
	if ready {
		return nil
	}
	m, err := s.readMeta(ctx)
	if err != nil {
		return err
	}
	box, err := s.unlock(ctx, m)
	if err != nil || m.Schema == schemaVersion {
		return err
	}
	return s.withDB(ctx, false, func(db *bbolt.DB) error {
		return db.Update(func(tx *bbolt.Tx) error {
			m, err := readMetaTx(tx)
			if err != nil || m.Schema == schemaVersion {
				return err
			}
			_, err = migrate(tx, box, m)
			return err
		})
	})
}

// boxFor is the box at hand if it fits the meta record; else it is dropped.
func (s *Store) boxFor(m meta) *seal.Box {
	s.mu.Lock()
	defer s.mu.Unlock()
	if bytes.Equal(s.check, m.Check) {
		return s.box
	}
	s.box = nil
	return nil
}

func label(bucket, key string) seal.Label {
	return seal.Label{Bucket: bucket, Key: key, Field: "record", Schema: schemaVersion}
}

// get reads one record into v and reports whether it is there. Nothing of the
// transaction's memory stays in v.
func (t txn) get(bucket, key string, v any) (bool, error) {
	sealed := t.tx.Bucket([]byte(bucket)).Get([]byte(key))
	if sealed == nil {
		return false, nil
	}
	return true, t.open(bucket, key, sealed, v)
}

func (t txn) open(bucket, key string, sealed []byte, v any) error {
	plain, err := t.box.Open(sealed, label(bucket, key))
	if err != nil {
		return fmt.Errorf("%w: a record in %s was changed or moved (%w)", ErrDamaged, bucket, err)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		// Not the decoder's text: it may quote the record.
		return fmt.Errorf("%w: a record in %s does not read", ErrDamaged, bucket)
	}
	return nil
}

func (t txn) put(bucket, key string, v any) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return t.tx.Bucket([]byte(bucket)).Put([]byte(key), t.box.Seal(plain, label(bucket, key)))
}

// each calls fn for every record of a bucket, in the order of the keys.
func each[T any](t txn, bucket string, fn func(T) error) error {
	return t.tx.Bucket([]byte(bucket)).ForEach(func(k, sealed []byte) error {
		var v T
		if err := t.open(bucket, string(k), sealed, &v); err != nil {
			return err
		}
		return fn(v)
	})
}

// nextRev is a number that no record of this store ever had.
func (t txn) nextRev() (uint64, error) {
	return t.tx.Bucket([]byte(bucketMeta)).NextSequence()
}

// compare checks a record's revision against the stored one.
func compare(what, name string, stored, given uint64) error {
	if stored != given {
		return fmt.Errorf("%s %q: %w", what, name, connections.ErrConflict)
	}
	return nil
}
