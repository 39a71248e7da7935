package seal

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// Source says where a key is kept.
type Source string

// The sources of a key.
const (
	FromEnv     Source = "env"     // DG_KEY
	FromKeyring Source = "keyring" // the system's
	FromFile    Source = "file"    // a file that only the user can read
)

// KeyVariable is the environment variable that holds a key: 32 bytes in base64.
const KeyVariable = "DG_KEY"

// keyringService names dg's entries in the system keyring.
const keyringService = "dg connections"

// keyringTimeout bounds a keyring that waits for someone to unlock it.
const keyringTimeout = 3 * time.Second

// ErrNoKey is wrapped when the place of the key holds none.
var ErrNoKey = errors.New("the key is not there")

// ErrMalformed is wrapped when what should be a key cannot be one.
var ErrMalformed = errors.New("not a key")

// Keyring is the part of a system keyring that is needed. A missing entry is
// keyring.ErrNotFound of github.com/zalando/go-keyring.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
}

// SystemKeyring is the keyring of the operating system.
type SystemKeyring struct{}

// Get reads an entry.
func (SystemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }

// Set writes an entry.
func (SystemKeyring) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}

// Keys finds and makes keys.
type Keys struct {
	Getenv  func(string) string // nil: no environment
	Dir     string              // of the key file
	Keyring Keyring             // nil: no keyring is asked
	Timeout time.Duration       // of a keyring call; 0: three seconds
}

// KeyFile is the path of the key file.
func (k Keys) KeyFile() string { return filepath.Join(k.Dir, "key") }

// Create decides on a source for a new store and makes a key there: DG_KEY if it
// is set, the keyring if it answers, else the key file. A key that is there
// already is taken. id tells the stores of one user apart in the keyring.
func (k Keys) Create(ctx context.Context, id string) (Source, []byte, error) {
	if key, ok, err := k.fromEnv(); ok || err != nil {
		return FromEnv, key, err
	}
	// A key file without a store is what a restored backup looks like.
	if key, err := readKey(k.KeyFile()); err == nil {
		return FromFile, key, nil
	}
	key := make([]byte, KeySize)
	rand.Read(key) //nolint:errcheck // never fails: crypto/rand
	if k.Keyring != nil && k.setKeyring(ctx, id, key) == nil {
		return FromKeyring, key, nil
	}
	return FromFile, key, writeKey(k.KeyFile(), key)
}

// Load reads the key of an existing store. DG_KEY wins over the noted source;
// nothing else is tried.
func (k Keys) Load(ctx context.Context, source Source, id string) ([]byte, error) {
	if key, ok, err := k.fromEnv(); ok || err != nil {
		return key, err
	}
	switch source {
	case FromEnv:
		return nil, fmt.Errorf("%w: set %s, with which this store was made", ErrNoKey, KeyVariable)
	case FromKeyring:
		return k.getKeyring(ctx, id)
	case FromFile:
		return readKey(k.KeyFile())
	}
	return nil, fmt.Errorf("%w: unknown source %q", ErrNoKey, source)
}

func (k Keys) fromEnv() (key []byte, ok bool, err error) {
	if k.Getenv == nil {
		return nil, false, nil
	}
	text := k.Getenv(KeyVariable)
	if text == "" {
		return nil, false, nil
	}
	key, err = decode(text)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", KeyVariable, err)
	}
	return key, true, nil
}

// decode reads 32 bytes of base64, padded or not, in either alphabet.
func decode(text string) ([]byte, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "=")
	text = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	key, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(key) != KeySize {
		// No detail of the text: it may be most of a key.
		return nil, fmt.Errorf("%w: %d bytes in base64 are needed", ErrMalformed, KeySize)
	}
	return key, nil
}

func readKey(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: key file %s is missing", ErrNoKey, path)
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("key file %s is not a regular file", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := decode(string(text))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return key, nil
}

// writeKey makes a key file; one that exists is never overwritten.
func writeKey(path string, key []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

func (k Keys) setKeyring(ctx context.Context, id string, key []byte) error {
	_, err := k.within(ctx, func() (string, error) {
		return "", k.Keyring.Set(keyringService, id, base64.StdEncoding.EncodeToString(key))
	})
	return err
}

func (k Keys) getKeyring(ctx context.Context, id string) ([]byte, error) {
	if k.Keyring == nil {
		return nil, fmt.Errorf("%w: it is in a system keyring, and there is none here; set %s", ErrNoKey, KeyVariable)
	}
	text, err := k.within(ctx, func() (string, error) { return k.Keyring.Get(keyringService, id) })
	if err != nil {
		return nil, fmt.Errorf("%w: the system keyring did not give it (%v)", ErrNoKey, err)
	}
	return decode(text)
}

// within bounds a keyring call, which has no context of its own. One that hangs
// is left behind in its goroutine.
func (k Keys) within(ctx context.Context, call func() (string, error)) (string, error) {
	timeout := k.Timeout
	if timeout == 0 {
		timeout = keyringTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := call()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-ctx.Done():
		return "", errors.New("no answer in time")
	}
}

// Describe says in words where a key is kept.
func (s Source) Describe() string {
	switch s {
	case FromEnv:
		return "given in " + KeyVariable
	case FromKeyring:
		return "kept in the system keyring"
	case FromFile:
		return "kept in the key file"
	}
	return "source " + string(s)
}
