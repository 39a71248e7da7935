package boltstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/seal"
)

// FileName is the name of the store in its folder.
const FileName = "connections.db"

// Wait is how long a busy file is tried before connections.ErrBusy.
const Wait = 2 * time.Second

// Options configure a Store.
type Options struct {
	Dir  string    // made with mode 0700 when the first record is written
	Keys seal.Keys // Dir is filled in when empty
	Log  *slog.Logger
	Wait time.Duration // 0: Wait
}

// Store is a connections.Store on bbolt. It is safe for concurrent use by
// goroutines and processes.
type Store struct {
	dir  string
	path string
	keys seal.Keys
	log  *slog.Logger
	wait time.Duration

	mu    sync.Mutex // guards box and check
	box   *seal.Box
	check []byte // the meta record's key check that box was held against
}

var _ connections.Store = (*Store)(nil)

// New makes a Store. It touches no file: that happens with the first operation.
func New(o Options) *Store {
	s := &Store{dir: o.Dir, path: filepath.Join(o.Dir, FileName), keys: o.Keys, log: o.Log, wait: o.Wait}
	if s.keys.Dir == "" {
		s.keys.Dir = o.Dir
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.wait == 0 {
		s.wait = Wait
	}
	return s
}

// Path is the file of the store.
func (s *Store) Path() string { return s.path }

// KeySource says where the key of an existing store is kept; empty if there is
// no store yet.
func (s *Store) KeySource(ctx context.Context) (seal.Source, error) {
	m, err := s.readMeta(ctx)
	return m.Source, ignoreMissing(err)
}

// keyOf is the bucket key of an authorization. NUL cannot occur in a name.
func keyOf(k connections.Key) string {
	return k.Connection + "\x00" + k.User + "\x00" + k.Environment
}

// fileID names the side files of an authorization without revealing its names to
// a directory listing or depending on what a file system allows.
func fileID(k connections.Key) string {
	sum := sha256.Sum256([]byte(keyOf(k)))
	return hex.EncodeToString(sum[:8])
}
