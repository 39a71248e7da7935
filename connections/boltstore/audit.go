package boltstore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/dg-lang/dg/connections"
)

// AuditSize is how many events are kept.
const AuditSize = 1000

// Audit implements connections.Store.
func (s *Store) Audit(ctx context.Context, events ...connections.Event) error {
	return s.update(ctx, func(t txn) error { return t.audit(events) })
}

// audit appends events and drops the oldest. They are plain text: they hold no
// secret, and they must be readable when the key is lost.
func (t txn) audit(events []connections.Event) error {
	b := t.tx.Bucket([]byte(bucketAudit))
	for _, e := range events {
		n, err := b.NextSequence()
		if err != nil {
			return err
		}
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if err := b.Put(binary.BigEndian.AppendUint64(nil, n), text); err != nil {
			return err
		}
		if n > AuditSize {
			if err := b.Delete(binary.BigEndian.AppendUint64(nil, n-AuditSize)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Events implements connections.Store.
func (s *Store) Events(ctx context.Context, n int) ([]connections.Event, error) {
	var list []connections.Event
	err := s.view(ctx, func(t txn) error {
		list = nil
		c := t.tx.Bucket([]byte(bucketAudit)).Cursor()
		for k, text := c.Last(); k != nil && len(list) < n; k, text = c.Prev() {
			var e connections.Event
			if err := json.Unmarshal(text, &e); err != nil {
				return fmt.Errorf("%w: an event does not read", ErrDamaged)
			}
			list = append(list, e)
		}
		return nil
	})
	slices.Reverse(list)
	return list, ignoreMissing(err)
}

// flowKey hides a login's state, which is a secret until it is used.
func flowKey(state string) string {
	sum := sha256.Sum256([]byte(state))
	return hex.EncodeToString(sum[:])
}

// PutLogin implements connections.Store.
func (s *Store) PutLogin(ctx context.Context, p connections.PendingLogin) error {
	return s.update(ctx, func(t txn) error { return t.put(bucketFlows, flowKey(p.State), p) })
}

// TakeLogin implements connections.Store. It also drops logins that ended.
func (s *Store) TakeLogin(ctx context.Context, state string, now time.Time) (connections.PendingLogin, error) {
	var found connections.PendingLogin
	err := s.update(ctx, func(t txn) error {
		found = connections.PendingLogin{}
		b := t.tx.Bucket([]byte(bucketFlows))
		var ended []string
		err := each(t, bucketFlows, func(p connections.PendingLogin) error {
			if p.State == state && now.Before(p.Expires) {
				found = p
			}
			if p.State == state || !now.Before(p.Expires) {
				ended = append(ended, flowKey(p.State))
			}
			return nil
		})
		for _, k := range ended {
			if err == nil {
				err = b.Delete([]byte(k))
			}
		}
		return err
	})
	if err == nil && found.State == "" {
		err = fmt.Errorf("login: %w", connections.ErrNotFound)
	}
	return found, err
}
