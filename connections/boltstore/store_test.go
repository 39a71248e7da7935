package boltstore

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/connections/seal"
)

var ctx = context.Background()

// secrets that are planted in records and must not be seen anywhere.
const (
	plantedAccess  = "planted-access-token-1"
	plantedRefresh = "planted-refresh-token-2"
	plantedSecret  = "planted-client-secret-3"
)

func newStore(t *testing.T) *Store {
	t.Helper()
	return New(Options{Dir: filepath.Join(t.TempDir(), "dg"), Wait: 50 * time.Millisecond})
}

func connection(link string) *connections.Connection {
	return &connections.Connection{Link: link, Service: "demo", Client: connections.Client{ID: "id", Secret: plantedSecret}}
}

func authorization(link string) *connections.Authorization {
	return &connections.Authorization{
		Connection: link, User: connections.SharedUser, Environment: connections.DefaultEnvironment,
		Access: plantedAccess, Refresh: plantedRefresh, State: connections.StateConnected,
	}
}

// filled is a store with one connection and its authorization.
func filled(t *testing.T) *Store {
	t.Helper()
	s := newStore(t)
	fill(t, s)
	return s
}

func fill(t *testing.T, s *Store) {
	t.Helper()
	must(t, s.PutService(ctx, &connections.Service{Spec: provider.Service{ID: "demo", Title: "Demo"}}))
	must(t, s.PutConnection(ctx, connection("demo_account")))
	must(t, s.PutAuthorization(ctx, authorization("demo_account"), connections.Event{Kind: "login", Connection: "demo_account"}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func lookup(t *testing.T, s *Store) connections.Snapshot {
	t.Helper()
	snap, err := s.Lookup(ctx, "demo_account", "", "")
	must(t, err)
	return snap
}

func TestRoundTrip(t *testing.T) {
	s := filled(t)
	again := New(Options{Dir: s.dir}) // another process would see the same
	snap := lookup(t, again)
	if snap.Service.Spec.Title != "Demo" || snap.Connection.Client.Secret != plantedSecret || snap.Authorization.Refresh != plantedRefresh || snap.Pending {
		t.Errorf("snapshot: %+v", snap)
	}
	if _, err := again.Lookup(ctx, "nobody", "", ""); !errors.Is(err, connections.ErrNotFound) {
		t.Errorf("missing: %v", err)
	}
	list, err := again.Connections(ctx)
	if err != nil || len(list) != 1 {
		t.Errorf("list: %v %v", list, err)
	}
}

func TestReadingAnAbsentStoreMakesNothing(t *testing.T) {
	s := newStore(t)
	if _, err := s.Lookup(ctx, "x", "", ""); !errors.Is(err, connections.ErrNotFound) {
		t.Errorf("lookup: %v", err)
	}
	list, err := s.Connections(ctx)
	if err != nil || len(list) != 0 {
		t.Errorf("list: %v %v", list, err)
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestCompareAndSwap(t *testing.T) {
	s := filled(t)
	first, second := lookup(t, s).Authorization, lookup(t, s).Authorization
	first.Access = "first"
	must(t, s.PutAuthorization(ctx, &first))
	second.Access = "second"
	rev := second.Rev
	if err := s.PutAuthorization(ctx, &second); !errors.Is(err, connections.ErrConflict) || second.Rev != rev {
		t.Errorf("stale put: %v, rev %d", err, second.Rev)
	}
	first.Access = "again"
	must(t, s.PutAuthorization(ctx, &first))
	if got := lookup(t, s).Authorization.Access; got != "again" {
		t.Errorf("stored %q", got)
	}
	if err := s.PutConnection(ctx, connection("demo_account")); !errors.Is(err, connections.ErrConflict) {
		t.Errorf("second new record of one name: %v", err)
	}
}

// A revision is never used twice, so a copy from before a deletion stays stale.
func TestRevisionSurvivesDeletion(t *testing.T) {
	s := filled(t)
	old := lookup(t, s).Connection
	must(t, s.DeleteConnection(ctx, "demo_account"))
	must(t, s.PutConnection(ctx, connection("demo_account")))
	if err := s.PutConnection(ctx, &old); !errors.Is(err, connections.ErrConflict) {
		t.Errorf("a record from before the deletion was accepted: %v", err)
	}
	if a := lookup(t, s).Authorization; a.Rev != 0 {
		t.Errorf("the authorization outlived its connection: %+v", a)
	}
	if err := s.DeleteService(ctx, "nobody"); !errors.Is(err, connections.ErrNotFound) {
		t.Errorf("deleting nothing: %v", err)
	}
}

func TestConcurrentPutsLoseNothing(t *testing.T) {
	s := filled(t)
	s.wait = 10 * time.Second
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			own := New(Options{Dir: s.dir, Wait: 10 * time.Second})
			for n := 0; n < 10; {
				snap, err := own.Lookup(ctx, "demo_account", "", "")
				if err != nil {
					t.Error(err)
					return
				}
				snap.Authorization.Scopes = append(snap.Authorization.Scopes, "x")
				if err := own.PutAuthorization(ctx, &snap.Authorization); err == nil {
					n++
				} else if !errors.Is(err, connections.ErrConflict) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if n := len(lookup(t, s).Authorization.Scopes); n != 40 {
		t.Errorf("%d of 40 changes are there", n)
	}
}

func TestX28NoSecretInTheFile(t *testing.T) {
	s := filled(t)
	must(t, s.Hold(ctx, *authorization("demo_account")))
	must(t, s.PutLogin(ctx, connections.PendingLogin{State: "planted-state", Verifier: "planted-verifier", Expires: time.Unix(1, 0)}))
	err := filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "key" {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "planted") || strings.Contains(string(text), base64.StdEncoding.EncodeToString([]byte("planted-"))[:10]) {
			t.Errorf("%s holds a secret", d.Name())
		}
		return err
	})
	must(t, err)
}

func TestX30Modes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("modes are access lists here")
		return
	}
	s := filled(t)
	must(t, s.Hold(ctx, *authorization("demo_account")))
	release, err := s.Lease(ctx, authorization("demo_account").Key())
	must(t, err)
	release()
	must(t, os.Chmod(s.path, 0o644)) // as after a careless restore
	lookup(t, s)
	err = filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", d.Name(), info.Mode())
		}
		return err
	})
	must(t, err)
}

func TestX30SymlinkRefused(t *testing.T) {
	s := filled(t)
	real := filepath.Join(t.TempDir(), "elsewhere")
	must(t, os.Rename(s.path, real))
	must(t, os.Symlink(real, s.path))
	if _, err := s.Lookup(ctx, "demo_account", "", ""); err == nil || !strings.Contains(err.Error(), "symbolic link") {
		t.Errorf("lookup through a link: %v", err)
	}
	if err := s.Audit(ctx, connections.Event{Kind: "x"}); err == nil {
		t.Error("written through a link")
	}
}

func keyEnv(fill byte) func(string) string {
	key := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(rune(fill)), seal.KeySize)))
	return func(name string) string {
		if name == seal.KeyVariable {
			return key
		}
		return ""
	}
}

func TestX29WrongKeyChangesNothing(t *testing.T) {
	s := filled(t)
	before, err := os.ReadFile(s.path)
	must(t, err)
	wrong := New(Options{Dir: s.dir, Keys: seal.Keys{Getenv: keyEnv('w')}})
	_, readErr := wrong.Lookup(ctx, "demo_account", "", "")
	writeErr := wrong.PutConnection(ctx, connection("another"))
	holdErr := wrong.Hold(ctx, *authorization("demo_account"))
	for _, err := range []error{readErr, writeErr, holdErr} {
		if !errors.Is(err, seal.ErrWrongKey) || !strings.Contains(err.Error(), "kept in the key file") {
			t.Errorf("wrong key: %v", err)
		}
	}
	after, err := os.ReadFile(s.path)
	must(t, err)
	if string(before) != string(after) {
		t.Error("the file changed")
	}
	lookup(t, New(Options{Dir: s.dir})) // still good with its own key
}

func TestX29LostKeyIsNotReplaced(t *testing.T) {
	s := filled(t)
	must(t, os.Remove(s.keys.KeyFile()))
	fresh := New(Options{Dir: s.dir})
	if _, err := fresh.Lookup(ctx, "demo_account", "", ""); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("lookup: %v", err)
	}
	if err := fresh.PutConnection(ctx, connection("b")); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("put: %v", err)
	}
	if _, err := os.Stat(s.keys.KeyFile()); err == nil {
		t.Error("a new key was made over the old store")
	}
}

func TestX15BusyFile(t *testing.T) {
	s := filled(t)
	db, err := bbolt.Open(s.path, 0o600, nil)
	must(t, err)
	_, err = s.Lookup(ctx, "demo_account", "", "")
	if !errors.Is(err, connections.ErrBusy) || !strings.Contains(err.Error(), "try again when it is done") {
		t.Errorf("busy: %v", err)
	}
	if pid := fmt.Sprint(os.Getpid()); runtime.GOOS == "linux" && err != nil && !strings.Contains(err.Error(), pid) {
		t.Errorf("the holder %s is not named: %v", pid, err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	s.wait = time.Hour
	if _, err := s.Lookup(ended, "demo_account", "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	must(t, db.Close())
	lookup(t, s)
}

// rewriteMeta changes the plain description of a store.
func rewriteMeta(t *testing.T, s *Store, change func(*meta)) {
	t.Helper()
	db, err := bbolt.Open(s.path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		m, err := readMetaTx(tx)
		if err != nil {
			return err
		}
		change(&m)
		return writeMetaTx(tx, m)
	}))
	must(t, db.Close())
}

func TestX35NewerSchemaRefused(t *testing.T) {
	s := filled(t)
	rewriteMeta(t, s, func(m *meta) { m.Schema = schemaVersion + 1 })
	for _, own := range []*Store{s, New(Options{Dir: s.dir})} {
		if _, err := own.Lookup(ctx, "demo_account", "", ""); !errors.Is(err, ErrNewer) {
			t.Errorf("lookup: %v", err)
		}
		if err := own.PutConnection(ctx, connection("b")); !errors.Is(err, ErrNewer) {
			t.Errorf("put: %v", err)
		}
	}
}

func TestAuditIsARing(t *testing.T) {
	s := newStore(t)
	events := make([]connections.Event, AuditSize+7)
	for i := range events {
		events[i] = connections.Event{Kind: "e", Detail: fmt.Sprint(i)}
	}
	must(t, s.Audit(ctx, events...))
	all, err := s.Events(ctx, 10*AuditSize)
	if err != nil || len(all) != AuditSize || all[0].Detail != "7" || all[len(all)-1].Detail != fmt.Sprint(AuditSize+6) {
		t.Fatalf("%d events from %v, %v", len(all), all[0], err)
	}
	last, err := s.Events(ctx, 2)
	if err != nil || len(last) != 2 || last[1].Detail != fmt.Sprint(AuditSize+6) {
		t.Errorf("newest two: %v %v", last, err)
	}
}

func TestPendingLoginIsTakenOnce(t *testing.T) {
	s := newStore(t)
	now := time.Unix(1000, 0)
	p := connections.PendingLogin{State: "a", Key: connections.Key{Connection: "c"}, Expires: now.Add(time.Minute)}
	must(t, s.PutLogin(ctx, p))
	must(t, s.PutLogin(ctx, connections.PendingLogin{State: "b", Expires: now.Add(-time.Minute)}))
	got, err := s.TakeLogin(ctx, "a", now)
	if err != nil || !reflect.DeepEqual(got.Key, p.Key) {
		t.Errorf("take: %+v %v", got, err)
	}
	for _, state := range []string{"a", "b", "c"} {
		if _, err := s.TakeLogin(ctx, state, now); !errors.Is(err, connections.ErrNotFound) {
			t.Errorf("take %s: %v", state, err)
		}
	}
}
