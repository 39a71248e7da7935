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

func TestX29Rekey(t *testing.T) {
	s := filled(t)
	old, err := os.ReadFile(s.keys.KeyFile())
	must(t, err)
	held := lookup(t, s).Authorization
	held.Refresh = "held-one"
	must(t, s.Hold(ctx, held))
	other := New(Options{Dir: s.dir}) // a process that has the old key in memory
	lookup(t, other)
	examiner, holder := New(Options{Dir: s.dir}), New(Options{Dir: s.dir})
	lookup(t, examiner)
	before := lookup(t, holder).Authorization

	source, err := s.Rekey(ctx, seal.Keys{})
	if err != nil || source != seal.FromFile {
		t.Fatalf("%s %v", source, err)
	}
	for name, store := range map[string]*Store{"same": s, "running": other, "new": New(Options{Dir: s.dir})} {
		if got := lookup(t, store).Authorization.Refresh; got != "held-one" {
			t.Errorf("%s process reads %q", name, got)
		}
	}
	if r, err := examiner.Examine(ctx); err != nil || len(r.Lost) != 0 {
		t.Errorf("running process examines: %v %v", r.Lost, err)
	}
	before.Rev, before.Refresh = lookup(t, s).Authorization.Rev, "held-after"
	must(t, holder.Hold(ctx, before))
	if got := lookup(t, New(Options{Dir: s.dir})); !got.Pending || got.Authorization.Refresh != "held-after" {
		t.Errorf("a record held by a running process after the change: %v", got)
	}
	fresh, err := os.ReadFile(s.keys.KeyFile())
	must(t, err)
	if string(fresh) == string(old) {
		t.Error("the key stayed")
	}
	must(t, os.WriteFile(s.keys.KeyFile(), old, 0o600))
	if _, err := New(Options{Dir: s.dir}).Lookup(ctx, "demo_account", "", ""); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("the old key still opens the store: %v", err)
	}
}

// A crash between the sealed store and the key file's last step.
func TestX29CrashedRekey(t *testing.T) {
	s := filled(t)
	old, err := os.ReadFile(s.keys.KeyFile())
	must(t, err)
	_, err = s.Rekey(ctx, seal.Keys{})
	must(t, err)
	must(t, os.Rename(s.keys.KeyFile(), s.keys.KeyFile()+".new"))
	must(t, os.WriteFile(s.keys.KeyFile(), old, 0o600))
	for range 2 {
		lookup(t, New(Options{Dir: s.dir}))
	}
	if _, err := os.Stat(s.keys.KeyFile() + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the draft stayed: %v", err)
	}
}

func TestX29RekeyIntoTheEnvironment(t *testing.T) {
	s := filled(t)
	source, err := s.Rekey(ctx, seal.Keys{Getenv: keyEnv('n')})
	if err != nil || source != seal.FromEnv {
		t.Fatalf("%s %v", source, err)
	}
	lookup(t, New(Options{Dir: s.dir, Keys: seal.Keys{Getenv: keyEnv('n')}}))
	if _, err := New(Options{Dir: s.dir}).Lookup(ctx, "demo_account", "", ""); !errors.Is(err, seal.ErrNoKey) || !strings.Contains(err.Error(), "DG_KEY") {
		t.Errorf("without the variable: %v", err)
	}
}

// A damaged record stops a rekey before anything changes.
func TestX29RekeyIsAllOrNothing(t *testing.T) {
	s := filled(t)
	db, err := bbolt.Open(s.path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucketFlows)).Put([]byte("x"), []byte("not sealed"))
	}))
	must(t, db.Close())
	if _, err := s.Rekey(ctx, seal.Keys{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
	lookup(t, New(Options{Dir: s.dir}))
}

// A file of an older schema is lifted in one transaction.
func TestX35Migration(t *testing.T) {
	s := filled(t)
	lookup(t, s)
	box := s.box
	db, err := bbolt.Open(s.path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error { // make it schema 0
		m, err := readMetaTx(tx)
		if err != nil {
			return err
		}
		m.Schema, m.Check = 0, box.Seal([]byte(checkText), checkLabel(0))
		return errors.Join(reseal(tx, box, schemaVersion, box, 0), writeMetaTx(tx, m))
	}))
	must(t, db.Close())

	fail := true
	migrations[0] = func(tx *bbolt.Tx, box *seal.Box) error {
		err := reseal(tx, box, 0, box, 1)
		if fail {
			return errors.New("power went out")
		}
		return err
	}
	t.Cleanup(func() { migrations[0] = nil })
	if _, err := New(Options{Dir: s.dir}).Lookup(ctx, "demo_account", "", ""); err == nil || !strings.Contains(err.Error(), "from schema 0") {
		t.Errorf("a failed migration: %v", err)
	}
	fail = false
	if a := lookup(t, New(Options{Dir: s.dir})).Authorization; a.Refresh != plantedRefresh || a.State != connections.StateConnected {
		t.Errorf("%+v", a)
	}
}
