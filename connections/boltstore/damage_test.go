package boltstore

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// A file that was cut or overwritten is an error with a clear text, never a crash
// and never an empty store.
func TestX14DamagedFile(t *testing.T) {
	whole := func(t *testing.T) (*Store, []byte) {
		s := filled(t)
		text, err := os.ReadFile(s.path)
		must(t, err)
		return s, text
	}
	for name, damage := range map[string]func([]byte) []byte{
		"empty":          func([]byte) []byte { return nil },
		"cut to a page":  func(b []byte) []byte { return b[:4096] },
		"cut to two":     func(b []byte) []byte { return b[:8192] },
		"cut in a page":  func(b []byte) []byte { return b[:len(b)/2+100] },
		"text":           func([]byte) []byte { return []byte(strings.Repeat("hello ", 5000)) },
		"zero meta":      func(b []byte) []byte { return append(make([]byte, 8192), b[8192:]...) },
		"garbage behind": func(b []byte) []byte { return append(b[:8192], []byte(strings.Repeat("\xff\x00", len(b)/2-4096))...) },
	} {
		t.Run(name, func(t *testing.T) {
			s, text := whole(t)
			must(t, os.WriteFile(s.path, damage(text), 0o600))
			snap, err := New(Options{Dir: s.dir, Keys: s.keys}).Lookup(ctx, "demo_account", "", "")
			if err == nil && snap.Authorization.Refresh == plantedRefresh {
				return // the damage lies where no record is
			}
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("a damaged file reads as %v", err)
			}
		})
	}
}

// A record that was changed or put in another's place does not open.
func TestX29SwappedRecords(t *testing.T) {
	s := filled(t)
	must(t, s.PutConnection(ctx, connection("other")))
	other := authorization("other")
	other.Access = "other"
	must(t, s.PutAuthorization(ctx, other))
	db, err := bbolt.Open(s.path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucketAuths))
		return b.Put([]byte(keyOf(authorization("demo_account").Key())), b.Get([]byte(keyOf(other.Key()))))
	}))
	must(t, db.Close())
	if _, err := s.Lookup(ctx, "demo_account", "", ""); !errors.Is(err, ErrDamaged) {
		t.Errorf("a swapped record was read: %v", err)
	}
	if _, err := s.Lookup(ctx, "other", "", ""); err != nil {
		t.Errorf("the untouched record: %v", err)
	}
}

func TestX14ReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root writes everywhere; the case is covered by a file in the folder's place")
	}
	s := newStore(t)
	must(t, os.WriteFile(s.dir, nil, 0o600)) // a file where the folder should be
	home := filepath.Dir(s.dir)
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home) // of Windows
	err := s.PutConnection(ctx, connection("a"))
	if err == nil || strings.Contains(err.Error(), home) || !strings.Contains(err.Error(), filepath.Join("~", filepath.Base(s.dir))) {
		t.Errorf("the error must name the file, and not whose it is: %v", err)
	}
}

func TestHeldAuthorization(t *testing.T) {
	s := filled(t)
	next := lookup(t, s).Authorization
	next.Access, next.Refresh = "renewed", "rotated"
	must(t, s.Hold(ctx, next))

	// Another process, after a kill between Hold and Put, finds the held one.
	fresh := New(Options{Dir: s.dir, Keys: s.keys})
	snap := lookup(t, fresh)
	if !snap.Pending || snap.Authorization.Refresh != "rotated" {
		t.Fatalf("held record not found: %+v", snap)
	}
	list, err := fresh.Authorizations(ctx)
	if err != nil || len(list) != 1 || list[0].Refresh != "rotated" {
		t.Errorf("list: %+v %v", list, err)
	}
	must(t, fresh.PutAuthorization(ctx, &snap.Authorization))
	if snap = lookup(t, fresh); snap.Pending || snap.Authorization.Refresh != "rotated" {
		t.Errorf("after the write: %+v", snap)
	}
	if _, err := os.Stat(s.heldPath(next.Key())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the pending file stayed: %v", err)
	}
}

// A held record from before a later login must not come back.
func TestStaleHeldAuthorizationIsHistory(t *testing.T) {
	s := filled(t)
	old := lookup(t, s).Authorization
	login := old
	login.Refresh = "new login"
	must(t, s.PutAuthorization(ctx, &login))
	old.Refresh = "stale"
	must(t, s.Hold(ctx, old))
	if snap := lookup(t, s); snap.Pending || snap.Authorization.Refresh != "new login" {
		t.Errorf("snapshot: %+v", snap)
	}
}

func TestDeleteForgetsHeldAuthorization(t *testing.T) {
	s := filled(t)
	a := authorization("demo_account")
	a.User = "someone"
	must(t, s.Hold(ctx, *a))
	must(t, s.DeleteConnection(ctx, "demo_account"))
	c := connection("demo_account")
	c.LoginUser = true
	must(t, s.PutConnection(ctx, c))
	snap, err := s.Lookup(ctx, "demo_account", "someone", "")
	must(t, err)
	if snap.Pending || snap.Authorization.Access != "" {
		t.Errorf("a new connection inherited a token: %+v", snap)
	}
}

func TestBrokenHeldFileIsNoObstacle(t *testing.T) {
	s := filled(t)
	for _, text := range []string{"", "{", `{"sealed":"AAAA"}`} {
		must(t, os.WriteFile(s.heldPath(authorization("demo_account").Key()), []byte(text), 0o600))
		if snap := lookup(t, s); snap.Pending || snap.Authorization.Refresh != plantedRefresh {
			t.Errorf("%q: %+v", text, snap)
		}
	}
}
