package demo

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/connector"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/seal"
	"github.com/dg-lang/dg/examples/quickstart"
	"github.com/dg-lang/dg/runtime/httpx"
)

// link is the connection that the files of the quickstart name.
const link = "demo_crm"

// world is what the demonstration runs in.
type world struct {
	provider *connectiontest.Server
	book     *Book
	files    string // folder with the quickstart's files
	store    connections.Store
	manager  *connections.Manager
	oauth    *oauthflow.Client
	plain    *http.Client // someone without dg
	catalog  *connector.Catalog

	mu       sync.Mutex
	contacts []placed
}

// placed is an entry of the API's log with the number of provider events before it.
type placed struct {
	after int
	entry Entry
}

func newWorld(o Options, dir string) (*world, error) {
	w := &world{oauth: &oauthflow.Client{}, files: filepath.Join(dir, "quickstart")}
	// Loopback only: a proxy of the environment has no business here.
	w.plain = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	w.book = newBook(w.note)
	if err := w.start(o); err != nil {
		return nil, err
	}
	err := w.copyFiles()
	if err == nil {
		w.catalog, err = connector.Load(os.DirFS(w.files), "connectors")
	}
	if err != nil {
		w.close()
		return nil, err
	}
	w.store = boltstore.New(boltstore.Options{Dir: filepath.Join(dir, "config"), Keys: seal.Keys{Getenv: throwAwayKey()}, Log: o.Log})
	w.newManager(o)
	return w, nil
}

// newManager begins a step as every command begins: with nothing but the store.
func (w *world) newManager(o Options) {
	w.settle()
	w.manager = connections.NewManager(connections.Options{Store: w.store, Refresher: w.oauth, User: func() string { return "demo" },
		HTTP: httpx.New(httpx.Options{Log: o.Log}), Log: o.Log})
}

// settle waits for refreshes that go on after their step was stopped.
func (w *world) settle() {
	if w.manager == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), cleanupTime)
	defer cancel()
	w.manager.Wait(ctx)
}

// start starts the servers at the address of the files, or on a free port.
func (w *world) start(o Options) (err error) {
	c := connectiontest.Config{ClientID: "dg-demo", ClientSecret: random(), Life: o.Life, Consent: true,
		API: w.book, Address: quickstart.Host}
	if w.provider, err = connectiontest.Start(c); err != nil {
		c.Address = ""
		w.provider, err = connectiontest.Start(c)
	}
	return err
}

// copyFiles writes the quickstart's files where scripts and rules are read from,
// with the address that the servers really have.
func (w *world) copyFiles() error {
	return fs.WalkDir(quickstart.Files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(w.files, filepath.FromSlash(name))
		if e.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		text, err := w.file(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, []byte(text), 0o600)
	})
}

// file returns a file of the quickstart as it is in this run.
func (w *world) file(name string) (string, error) {
	text, err := fs.ReadFile(quickstart.Files, name)
	return strings.ReplaceAll(string(text), quickstart.Host, w.host()), err
}

func (w *world) host() string { return strings.TrimPrefix(w.provider.URL(), "http://") }

// moved reports whether the files' own address was taken.
func (w *world) moved() bool { return w.host() != quickstart.Host }

func (w *world) close() {
	w.settle()
	_ = w.provider.Close() // its listener goes with the process at the latest
}

func (w *world) note(e Entry) {
	after := len(w.provider.Events())
	w.mu.Lock()
	defer w.mu.Unlock()
	w.contacts = append(w.contacts, placed{after, e})
}

// log is the log of both servers, in order.
func (w *world) log() []Entry {
	w.mu.Lock()
	contacts := slices.Clone(w.contacts)
	w.mu.Unlock()
	var out []Entry
	for i, e := range w.provider.Events() {
		out = append(out, Entry{e.Kind, e.Detail})
		for len(contacts) > 0 && contacts[0].after <= i+1 {
			out, contacts = append(out, contacts[0].entry), contacts[1:]
		}
	}
	return out
}

// throwAwayKey is an environment that holds nothing but a new key: no keyring is
// asked, and no key outlives the run.
func throwAwayKey() func(string) string {
	key := make([]byte, seal.KeySize)
	rand.Read(key) //nolint:errcheck // never fails: crypto/rand
	text := base64.StdEncoding.EncodeToString(key)
	return func(name string) string {
		if name == seal.KeyVariable {
			return text
		}
		return ""
	}
}

func random() string { return rand.Text() }
