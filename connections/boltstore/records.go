package boltstore

import (
	"context"
	"fmt"
	"strings"

	"go.etcd.io/bbolt"

	"github.com/dg-lang/dg/connections"
)

// Lookup implements connections.Store.
func (s *Store) Lookup(ctx context.Context, link, user, environment string) (connections.Snapshot, error) {
	var snap connections.Snapshot
	var key connections.Key
	err := s.view(ctx, func(t txn) error {
		ok, err := t.get(bucketConns, link, &snap.Connection)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("connection %q: %w", link, connections.ErrNotFound)
		}
		if _, err := t.get(bucketServices, snap.Connection.Service, &snap.Service); err != nil {
			return err
		}
		key = snap.Connection.Key(user, environment)
		_, err = t.get(bucketAuths, keyOf(key), &snap.Authorization)
		return err
	})
	if err != nil {
		return connections.Snapshot{}, err
	}
	held, ok, err := s.readHeld(key)
	if err != nil {
		return connections.Snapshot{}, err
	}
	// A held record stands on the stored one it was made from; if that has
	// changed since, the held one is history.
	if ok && held.Rev == snap.Authorization.Rev {
		snap.Authorization, snap.Pending = held, true
	}
	return snap, nil
}

// Service implements connections.Store.
func (s *Store) Service(ctx context.Context, name string) (connections.Service, error) {
	var v connections.Service
	err := s.view(ctx, func(t txn) error {
		ok, err := t.get(bucketServices, name, &v)
		if err == nil && !ok {
			err = fmt.Errorf("service %q: %w", name, connections.ErrNotFound)
		}
		return err
	})
	return v, err
}

// Services implements connections.Store.
func (s *Store) Services(ctx context.Context) ([]connections.Service, error) {
	return all[connections.Service](ctx, s, bucketServices)
}

// Connections implements connections.Store.
func (s *Store) Connections(ctx context.Context) ([]connections.Connection, error) {
	return all[connections.Connection](ctx, s, bucketConns)
}

// Authorizations implements connections.Store.
func (s *Store) Authorizations(ctx context.Context) ([]connections.Authorization, error) {
	list, err := all[connections.Authorization](ctx, s, bucketAuths)
	if err != nil {
		return nil, err
	}
	for i, a := range list {
		held, ok, err := s.readHeld(a.Key())
		if err != nil {
			return nil, err
		}
		if ok && held.Rev == a.Rev {
			list[i] = held
		}
	}
	return list, nil
}

func all[T any](ctx context.Context, s *Store, bucket string) ([]T, error) {
	var list []T
	err := s.view(ctx, func(t txn) error {
		list = nil
		return each(t, bucket, func(v T) error {
			list = append(list, v)
			return nil
		})
	})
	return list, ignoreMissing(err)
}

// PutService implements connections.Store.
func (s *Store) PutService(ctx context.Context, v *connections.Service, events ...connections.Event) error {
	return put(ctx, s, bucketServices, "service", v.Spec.ID, v, func(v *connections.Service) *uint64 { return &v.Rev }, events)
}

// PutConnection implements connections.Store.
func (s *Store) PutConnection(ctx context.Context, v *connections.Connection, events ...connections.Event) error {
	return put(ctx, s, bucketConns, "connection", v.Link, v, func(v *connections.Connection) *uint64 { return &v.Rev }, events)
}

// PutAuthorization implements connections.Store.
func (s *Store) PutAuthorization(ctx context.Context, v *connections.Authorization, events ...connections.Event) error {
	err := put(ctx, s, bucketAuths, "authorization for", keyOf(v.Key()), v, func(v *connections.Authorization) *uint64 { return &v.Rev }, events)
	if err == nil {
		s.dropHeld(v.Key())
	}
	return err
}

// put writes a record if its revision is the stored one, with its events, and
// gives it the next revision.
func put[T any](ctx context.Context, s *Store, bucket, what, key string, v *T, rev func(*T) *uint64, events []connections.Event) error {
	var written T
	err := s.update(ctx, func(t txn) error {
		var stored T
		if _, err := t.get(bucket, key, &stored); err != nil {
			return err
		}
		name, _, _ := strings.Cut(key, "\x00")
		if err := compare(what, name, *rev(&stored), *rev(v)); err != nil {
			return err
		}
		next, err := t.nextRev()
		if err != nil {
			return err
		}
		written = *v
		*rev(&written) = next
		if err := t.put(bucket, key, written); err != nil {
			return err
		}
		return t.audit(events)
	})
	if err == nil {
		*v = written // only what is on the disk
	}
	return err
}

// DeleteService implements connections.Store.
func (s *Store) DeleteService(ctx context.Context, name string, events ...connections.Event) error {
	return s.update(ctx, func(t txn) error {
		if err := t.remove(bucketServices, name); err != nil {
			return err
		}
		return t.audit(events)
	})
}

// DeleteConnection implements connections.Store.
func (s *Store) DeleteConnection(ctx context.Context, link string, events ...connections.Event) error {
	err := s.update(ctx, func(t txn) error {
		if err := t.remove(bucketConns, link); err != nil {
			return err
		}
		c := t.tx.Bucket([]byte(bucketAuths)).Cursor()
		prefix := link + "\x00"
		for k, _ := c.Seek([]byte(prefix)); strings.HasPrefix(string(k), prefix); k, _ = c.Next() {
			if err := c.Delete(); err != nil {
				return err
			}
		}
		return t.audit(events)
	})
	if err != nil {
		return err
	}
	return s.dropHeldOf(link)
}

func (t txn) remove(bucket, key string) error {
	b := t.tx.Bucket([]byte(bucket))
	if b.Get([]byte(key)) == nil {
		return fmt.Errorf("%q: %w", key, connections.ErrNotFound)
	}
	return b.Delete([]byte(key))
}

// Names returns the link names of all connections. They stand in plain text, so
// that this needs no key; without a file there are none.
func (s *Store) Names(ctx context.Context) ([]string, error) {
	var names []string
	err := s.withDB(ctx, true, func(db *bbolt.DB) error {
		return db.View(func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucketConns))
			if b == nil {
				return nil
			}
			return b.ForEach(func(k, _ []byte) error {
				names = append(names, string(k))
				return nil
			})
		})
	})
	return names, ignoreMissing(err)
}
