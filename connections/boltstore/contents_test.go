package boltstore

import (
	"errors"
	"os"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/seal"
)

// One record is damaged: the others are read and put into a new store.
func TestX14SalvageWhatOpens(t *testing.T) {
	s := filled(t)
	must(t, s.PutConnection(ctx, connection("other")))
	must(t, s.PutAuthorization(ctx, authorization("other")))
	held := lookup(t, s).Authorization
	held.Refresh = "held-one"
	must(t, s.Hold(ctx, held))
	db, err := bbolt.Open(s.path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucketAuths)).Put([]byte(keyOf(authorization("other").Key())), []byte("torn"))
	}))
	must(t, db.Close())
	r, err := New(Options{Dir: s.dir}).Examine(ctx)
	must(t, err)
	if len(r.Lost) != 1 || r.Lost[0] != "authorizations: other for *" || r.Pending != 1 || r.Events != 1 {
		t.Errorf("lost %q, pending %d, %d events", r.Lost, r.Pending, r.Events)
	}
	fresh := newStore(t)
	done, err := fresh.Restore(ctx, r.Contents, false)
	if err != nil || done.Added != 3 || len(done.Names) != 2 {
		t.Fatalf("%+v %v", done, err)
	}
	if got := lookup(t, fresh); got.Authorization.Refresh != "held-one" || got.Connection.Client.Secret != plantedSecret {
		t.Errorf("%+v", got)
	}
}

// Pages of the file are overwritten: whatever is reported as read is right.
func TestX14SalvageFromDamagedPages(t *testing.T) {
	saved, opened := 0, 0
	for page := 2; page < 12; page++ {
		s := filled(t)
		for i := range 40 { // several leaf pages
			must(t, s.PutConnection(ctx, connection("extra"+strings.Repeat("x", i))))
		}
		text, err := os.ReadFile(s.path)
		must(t, err)
		if from := page * os.Getpagesize(); from < len(text) {
			copy(text[from:], strings.Repeat("\xee", min(os.Getpagesize(), len(text)-from)))
		}
		must(t, os.WriteFile(s.path, text, 0o600))
		r, err := New(Options{Dir: s.dir}).Examine(ctx)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("page %d: %v", page, err)
			}
			continue
		}
		opened++
		saved += len(r.Contents.Connections)
		for _, c := range r.Contents.Connections {
			if c.Client.Secret != plantedSecret {
				t.Errorf("page %d: %s reads wrong", page, c.Link)
			}
		}
	}
	if opened == 0 || saved == 0 {
		t.Errorf("nothing was saved from any of the files (%d opened)", opened)
	}
}

func TestRestoreKeepsOrReplaces(t *testing.T) {
	s := filled(t)
	r, err := s.Examine(ctx)
	must(t, err)
	now := lookup(t, s).Authorization
	now.Refresh = "newer"
	must(t, s.PutAuthorization(ctx, &now))
	done, err := s.Restore(ctx, r.Contents, false)
	if err != nil || done.Kept != 2 || done.Added+done.Replaced != 0 || lookup(t, s).Authorization.Refresh != "newer" {
		t.Errorf("%+v %v", done, err)
	}
	done, err = s.Restore(ctx, r.Contents, true)
	if err != nil || done.Replaced != 2 || lookup(t, s).Authorization.Refresh != plantedRefresh {
		t.Errorf("%+v %v", done, err)
	}
	// A writer with the record from before must not win over the restored one.
	if err := s.PutAuthorization(ctx, &now); !errors.Is(err, connections.ErrConflict) {
		t.Errorf("%v", err)
	}
}

// A wrong key changes nothing, whatever is tried with it.
func TestX29WrongKeyNeitherRekeysNorRestores(t *testing.T) {
	s := filled(t)
	r, err := s.Examine(ctx)
	must(t, err)
	before, err := os.ReadFile(s.path)
	must(t, err)
	wrong := New(Options{Dir: s.dir, Keys: seal.Keys{Getenv: keyEnv('w')}})
	for name, try := range map[string]func() error{
		"rekey":   func() error { _, err := wrong.Rekey(ctx, seal.Keys{}); return err },
		"restore": func() error { _, err := wrong.Restore(ctx, r.Contents, true); return err },
		"examine": func() error { _, err := wrong.Examine(ctx); return err },
		"audit":   func() error { _, err := wrong.Events(ctx, 10); return err },
	} {
		if err := try(); !errors.Is(err, seal.ErrWrongKey) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	after, err := os.ReadFile(s.path)
	must(t, err)
	if string(before) != string(after) {
		t.Error("the file was changed")
	}
	if _, err := os.Stat(s.keys.KeyFile() + ".new"); err == nil {
		t.Error("a key was made for nothing")
	}
	lookup(t, New(Options{Dir: s.dir}))
}
