package boltstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"github.com/dg-lang/dg/connections"
)

// Report is what Examine found.
type Report struct {
	Contents connections.Contents
	Events   int      // in the audit trail
	Lost     []string // records that do not open, as places: "authorizations: crm for *"
	Pending  int      // authorizations that wait beside the file
}

// Exposed is a file or folder that other users of the machine can reach.
type Exposed struct {
	Path       string // the home folder as ~
	Mode, Want fs.FileMode
}

// Examine reads every record that opens, each by itself, and names those that do
// not. Its error says that the file as a whole does not open.
func (s *Store) Examine(ctx context.Context) (Report, error) {
	var r Report
	err := s.view(ctx, func(t txn) error {
		r = examine(t)
		return nil
	})
	if err != nil {
		return Report{}, err
	}
	return r, s.examineHeld(&r)
}

func examine(t txn) Report {
	var r Report
	collect(t, bucketServices, &r, &r.Contents.Services)
	collect(t, bucketConns, &r, &r.Contents.Connections)
	collect(t, bucketAuths, &r, &r.Contents.Authorizations)
	for _, k := range reachable(t, bucketAudit, &r) {
		if json.Valid(k.value) {
			r.Events++
		}
	}
	return r
}

// collect reads the records of one bucket into list.
func collect[T any](t txn, bucket string, r *Report, list *[]T) {
	for _, k := range reachable(t, bucket, r) {
		var v T
		if err := t.open(bucket, k.key, k.value, &v); err != nil {
			r.Lost = append(r.Lost, placeOf(bucket, k.key))
			continue
		}
		*list = append(*list, v)
	}
}

func placeOf(bucket, key string) string {
	link, user, ok := strings.Cut(key, "\x00")
	if ok {
		user, _, _ = strings.Cut(user, "\x00")
		link += " for " + user
	}
	return bucket + ": " + link
}

// entry is one record as it lies in the file.
type entry struct {
	key   string
	value []byte
}

// reachable walks a bucket from both ends, as far as a damaged page lets it.
func reachable(t txn, bucket string, r *Report) []entry {
	b := t.tx.Bucket([]byte(bucket))
	if b == nil {
		r.Lost = append(r.Lost, bucket+": all")
		return nil
	}
	front, whole := walk(b, (*bbolt.Cursor).First, (*bbolt.Cursor).Next)
	if whole {
		return front
	}
	r.Lost = append(r.Lost, bucket+": those on a damaged page")
	back, _ := walk(b, (*bbolt.Cursor).Last, (*bbolt.Cursor).Prev)
	for _, e := range back {
		if !slices.ContainsFunc(front, func(f entry) bool { return f.key == e.key }) {
			front = append(front, e)
		}
	}
	return front
}

// walk goes through a bucket until its end or a damaged page, which shows as a
// panic of bbolt or as a memory fault.
func walk(b *bbolt.Bucket, first, next func(*bbolt.Cursor) (key, value []byte)) (list []entry, whole bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			whole = false
		}
	}()
	c := b.Cursor()
	for k, v := first(c); k != nil; k, v = next(c) {
		list = append(list, entry{string(k), slices.Clone(v)})
	}
	return list, true
}

// examineHeld puts what waits beside the file over the records it belongs to.
func (s *Store) examineHeld(r *Report) error {
	for i, a := range r.Contents.Authorizations {
		held, ok, err := s.readHeld(a.Key())
		if err != nil {
			return err
		}
		if ok && held.Rev == a.Rev {
			r.Contents.Authorizations[i] = held
			r.Pending++
		}
	}
	return nil
}

// Restore puts contents into the store in one step. Records of the same name are
// kept as they are, or replaced if that is wanted.
func (s *Store) Restore(ctx context.Context, c connections.Contents, replace bool) (connections.Restored, error) {
	var done connections.Restored
	err := s.update(ctx, func(t txn) error {
		done = connections.Restored{}
		for _, v := range c.Services {
			if _, err := restore(t, bucketServices, v.Spec.ID, v, func(v *connections.Service) *uint64 { return &v.Rev }, replace, &done); err != nil {
				return err
			}
		}
		taken := map[string]bool{}
		for _, v := range c.Connections {
			ok, err := restore(t, bucketConns, v.Link, v, func(v *connections.Connection) *uint64 { return &v.Rev }, replace, &done)
			if err != nil {
				return err
			}
			if taken[v.Link] = ok; ok {
				done.Names = append(done.Names, v.Link)
			}
		}
		for _, v := range c.Authorizations {
			if !taken[v.Connection] {
				continue // it belongs to the other connection of that name
			}
			var count connections.Restored
			if _, err := restore(t, bucketAuths, keyOf(v.Key()), v, func(v *connections.Authorization) *uint64 { return &v.Rev }, true, &count); err != nil {
				return err
			}
		}
		return t.audit([]connections.Event{{Time: time.Now(), Kind: "import", Detail: fmt.Sprintf("%d added, %d replaced", done.Added, done.Replaced)}})
	})
	return done, err
}

// restore writes one record unless it is there and stays.
func restore[T any](t txn, bucket, key string, v T, rev func(*T) *uint64, replace bool, done *connections.Restored) (bool, error) {
	var stored T
	ok, err := t.get(bucket, key, &stored)
	if err != nil && !(replace && errors.Is(err, ErrDamaged)) {
		return false, err
	}
	switch {
	case ok && !replace:
		done.Kept++
		return false, nil
	case ok:
		done.Replaced++
	default:
		done.Added++
	}
	next, err := t.nextRev()
	if err != nil {
		return false, err
	}
	*rev(&v) = next
	return true, t.put(bucket, key, v)
}
