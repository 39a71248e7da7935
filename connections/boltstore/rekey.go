package boltstore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"go.etcd.io/bbolt"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/seal"
)

// sealedBuckets hold records under the store's key.
var sealedBuckets = []string{bucketServices, bucketConns, bucketAuths, bucketFlows}

// reseal opens every record with one box and schema and seals it with another.
func reseal(tx *bbolt.Tx, from *seal.Box, fromSchema int, to *seal.Box, toSchema int) error {
	for _, name := range sealedBuckets {
		b := tx.Bucket([]byte(name))
		fresh := map[string][]byte{}
		err := b.ForEach(func(k, sealed []byte) error {
			at := label(name, string(k))
			at.Schema = fromSchema
			plain, err := from.Open(sealed, at)
			if err != nil {
				return fmt.Errorf("%w: a record in %s does not open (%w)", ErrDamaged, name, err)
			}
			at.Schema = toSchema
			fresh[string(k)] = to.Seal(plain, at)
			return nil
		})
		if err != nil {
			return err
		}
		for k, sealed := range fresh { // not inside ForEach: it must not see its own changes
			if err := b.Put([]byte(k), sealed); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rekey seals the whole store with a new key, all of it or nothing. keys says
// where the new one lies: its DG_KEY if that is set, else the keyring, else a new
// key file. Held authorizations are written into the store first.
func (s *Store) Rekey(ctx context.Context, keys seal.Keys) (seal.Source, error) {
	if keys.Dir == "" {
		keys.Dir = s.dir
	}
	if err := s.writeHeld(ctx); err != nil {
		return "", err
	}
	id := make([]byte, 8)
	rand.Read(id) //nolint:errcheck // never fails: crypto/rand
	draft, err := keys.Renew(ctx, hex.EncodeToString(id))
	if err != nil {
		return "", plainError(err)
	}
	box, err := seal.New(draft.Key)
	if err != nil {
		return "", err
	}
	err = s.update(ctx, func(t txn) error {
		if err := reseal(t.tx, t.box, schemaVersion, box, schemaVersion); err != nil {
			return err
		}
		m := meta{Schema: schemaVersion, ID: hex.EncodeToString(id), Source: draft.Source}
		m.Check = box.Seal([]byte(checkText), checkLabel(schemaVersion))
		if err := writeMetaTx(t.tx, m); err != nil {
			return err
		}
		return t.audit([]connections.Event{{Kind: "rekey", Detail: "key " + draft.Source.Describe()}})
	})
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.keys = keys
	s.mu.Unlock()
	// From here on only the new key opens the store. Until its file has its final
	// name, the key is found under the draft's.
	return draft.Source, draft.Commit()
}

// writeHeld puts held authorizations into the store.
func (s *Store) writeHeld(ctx context.Context) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(s.dir, heldPrefix+"*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		f, err := readHeldFile(file)
		if err != nil {
			continue // half a file: nothing was used that stood in it
		}
		if err := s.writeOne(ctx, f.Key); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) writeOne(ctx context.Context, key connections.Key) error {
	release, err := s.Lease(ctx, key)
	if err != nil {
		return err
	}
	defer release()
	held, ok, err := s.readHeld(key)
	if err != nil || !ok {
		return err
	}
	var stored connections.Authorization
	err = s.view(ctx, func(t txn) error {
		_, err := t.get(bucketAuths, keyOf(key), &stored)
		return err
	})
	if err != nil || stored.Rev != held.Rev {
		return err
	}
	return s.PutAuthorization(ctx, &held, connections.Event{Kind: "recovered", Connection: key.Connection, User: key.User})
}
