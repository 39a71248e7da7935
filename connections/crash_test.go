package connections_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
)

// Environment of a test binary that runs as another process.
const (
	childDir   = "DG_TEST_CHILD_DIR"
	childCalls = "DG_TEST_CHILD_CALLS"
	childURL   = "DG_TEST_CHILD_URL"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child calls the API as another process and fails on anything but 200.
func child() error {
	store := boltstore.New(boltstore.Options{Dir: os.Getenv(childDir), Wait: 20 * time.Second})
	m := connections.NewManager(connections.Options{Store: store, Refresher: &oauthflow.Client{}})
	var n int
	if _, err := fmt.Sscan(os.Getenv(childCalls), &n); err != nil {
		return err
	}
	for range n {
		status, err := callAt(m, os.Getenv(childURL))
		if err != nil || status != http.StatusOK {
			return fmt.Errorf("call: %d %w", status, err)
		}
	}
	return nil
}

// start runs the test binary as another process on the world's store.
func (w *world) start(calls int) *exec.Cmd {
	w.t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childDir+"="+w.dir, childCalls+"="+fmt.Sprint(calls), childURL+"="+w.server.URL())
	cmd.Stderr = w.log
	w.check(cmd.Start())
	return cmd
}

// expire ends the stored access token by the real clock, which other processes use.
func (w *world) expire() {
	w.t.Helper()
	snap, err := w.store.Lookup(ctx, link, "", "")
	w.check(err)
	snap.Authorization.Obtained, snap.Authorization.Expiry = time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)
	w.check(w.store.PutAuthorization(ctx, &snap.Authorization))
	w.server.ExpireAccess()
}

// realTime makes a world whose server has the real clock.
func realTime(t *testing.T, c connectiontest.Config) *world {
	t.Helper()
	w := newWorld(t, c)
	w.clock.mu.Lock()
	w.clock.now = time.Now()
	w.clock.mu.Unlock()
	w.login()
	return w
}

// Two processes need the same rotating token at the same time: the provider, which
// ends the whole grant when an old token is used again, is asked exactly once.
func TestX11TwoProcessesOneRefresh(t *testing.T) {
	w := realTime(t, connectiontest.Config{Rotate: true, DetectReuse: true, Life: time.Hour})
	const rounds = 5
	for range rounds {
		w.expire()
		one, two := w.start(3), w.start(3)
		if err := errors.Join(one.Wait(), two.Wait()); err != nil {
			t.Fatalf("%v\n%s", err, w.log)
		}
	}
	w.count("refresh", rounds)
	w.count("token-error", 0)
	w.count("api", rounds*6)
}

// A process is killed at some moment of a refresh: the next one works, or says
// what to do; the store opens in any case.
func TestX13KilledDuringRefresh(t *testing.T) {
	w := realTime(t, connectiontest.Config{Rotate: true, Life: time.Hour})
	lost := 0
	for round := range 20 {
		w.expire()
		cmd := w.start(1)
		time.Sleep(time.Duration(round*3) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed, or done before
		status, err := w.call(w.newManager(connections.Options{}))
		if err == nil && status == http.StatusOK {
			continue
		}
		var e *connections.Error
		if !errors.As(err, &e) || e.Kind != connections.Unauthenticated || e.Hint() != "dg connections login "+link {
			t.Fatalf("round %d: %d %v", round, status, err)
		}
		lost++
		w.login()
	}
	t.Logf("%d of 20 kills fell between the provider's answer and the disk", lost)
}

// failing is a store whose disk is full for authorizations.
type failing struct {
	*boltstore.Store
	mu   sync.Mutex
	put  error
	hold error
}

func (f *failing) PutAuthorization(ctx context.Context, a *connections.Authorization, e ...connections.Event) error {
	f.mu.Lock()
	err := f.put
	f.mu.Unlock()
	if err != nil {
		return err
	}
	return f.Store.PutAuthorization(ctx, a, e...)
}

func (f *failing) Hold(ctx context.Context, a connections.Authorization) error {
	if f.hold != nil {
		return f.hold
	}
	return f.Store.Hold(ctx, a)
}

func TestX13X14RotatedTokenSurvivesAFailedWrite(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: true, DetectReuse: true, Life: time.Hour})
	disk := &failing{Store: w.store, put: errors.New("no space left on device")}
	m := w.newManager(connections.Options{Store: disk})
	for range 2 { // also when the held one is the base of the next
		w.clock.Add(2 * time.Hour)
		w.ok(m)
	}
	if !strings.Contains(w.log.String(), "kept beside it") {
		t.Errorf("log: %s", w.log)
	}
	pending, err := filepath.Glob(filepath.Join(w.dir, "pending-*"))
	if err != nil || len(pending) != 1 {
		t.Fatalf("pending files: %v %v", pending, err)
	}
	fresh := w.newManager(connections.Options{}) // the next start, with room on the disk
	w.ok(fresh)
	if pending, err = filepath.Glob(filepath.Join(w.dir, "pending-*")); err != nil || len(pending) != 0 {
		t.Errorf("the pending file was not taken up: %v %v", pending, err)
	}
	w.clock.Add(2 * time.Hour)
	w.ok(fresh)
	w.count("refresh", 3)
	w.count("token-error", 0)
}

// Nothing can be written at all: the new token must not be used, and the error
// says that it is the store.
func TestX14NothingCanBeWritten(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: true, Life: time.Hour})
	full := errors.New("no space left on device")
	m := w.newManager(connections.Options{Store: &failing{Store: w.store, put: full, hold: full}})
	w.clock.Add(2 * time.Hour)
	_, err := w.call(m)
	if e := kind(t, err, connections.StoreFailed); !errors.Is(err, full) || e.Hint() == "" {
		t.Error(e.Message)
	}
	w.count("api", 0)
}
