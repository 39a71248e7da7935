package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/dg-lang/dg/connections"
)

// ErrDamaged is wrapped when the file is not a whole bbolt file any more.
var ErrDamaged = errors.New("the connections file is damaged")

// errMissing says that there is no store yet.
var errMissing error = missing{}

type missing struct{}

func (missing) Error() string { return "no connections file: " + connections.ErrNotFound.Error() }
func (missing) Unwrap() error { return connections.ErrNotFound }

// lockTry makes bbolt look at the lock once: it sleeps 50 ms between looks
// unless the time-out is shorter.
const lockTry = time.Millisecond

// withDB opens the file, runs fn and closes it. Damage that shows as a panic or a
// memory fault inside bbolt becomes ErrDamaged.
func (s *Store) withDB(ctx context.Context, readOnly bool, fn func(*bbolt.DB) error) (err error) {
	db, err := s.open(ctx, readOnly)
	if err != nil {
		return err
	}
	// A page that lies behind the end of a cut file is a fault, not an error.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w (%v)", ErrDamaged, p)
		}
	}()
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

func (s *Store) open(ctx context.Context, readOnly bool) (*bbolt.DB, error) {
	if err := s.inspect(); err != nil {
		return nil, err
	}
	options := &bbolt.Options{Timeout: lockTry, ReadOnly: readOnly, OpenFile: openNoLink}
	patience := time.NewTimer(s.wait)
	defer patience.Stop()
	for {
		db, err := openSafely(s.path, options)
		if !errors.Is(err, bolterrors.ErrTimeout) {
			return db, s.explain(err)
		}
		pause := time.Duration(500+rand.IntN(1500)) * time.Microsecond
		select {
		case <-time.After(pause):
		case <-patience.C:
			return nil, fmt.Errorf("another dg%s is using it; try again when it is done: %w", holder(s.path), connections.ErrBusy)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// openSafely is bbolt.Open for files that may be damaged.
func openSafely(path string, o *bbolt.Options) (db *bbolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w (%v)", ErrDamaged, p)
		}
	}()
	return bbolt.Open(path, 0o600, o)
}

// inspect refuses what is not a file of our own and tightens its mode.
func (s *Store) inspect() error {
	info, err := os.Lstat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return errMissing
	}
	if err != nil {
		return plainError(err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s is a symbolic link; it is not followed", FileName)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", FileName)
	}
	if info.Size() == 0 {
		return fmt.Errorf("%w: it is empty", ErrDamaged) // bbolt would make a new store of it
	}
	return tighten(s.path, info)
}

// openNoLink opens the file and makes sure that it is the one that was inspected,
// not a link put there meanwhile.
func openNoLink(path string, flag int, mode fs.FileMode) (*os.File, error) {
	f, err := os.OpenFile(path, flag, mode)
	if err != nil {
		return nil, err
	}
	link, err1 := os.Lstat(path)
	file, err2 := f.Stat()
	if err := errors.Join(err1, err2); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if !os.SameFile(link, file) {
		return nil, errors.Join(fmt.Errorf("%s is a symbolic link; it is not followed", FileName), f.Close())
	}
	return f, nil
}

// explain turns bbolt's errors into ours.
func (s *Store) explain(err error) error {
	for _, damage := range []error{bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch, bolterrors.ErrInvalidMapping} {
		if errors.Is(err, damage) {
			return fmt.Errorf("%w (%v)", ErrDamaged, err)
		}
	}
	if err != nil && strings.Contains(err.Error(), "file size too small") { // bbolt has no value for it
		return fmt.Errorf("%w (%v)", ErrDamaged, err)
	}
	return plainError(err)
}

// plainError names the file of a file error, its folder from the home folder on: the
// user's name is often in the rest, and errors are sent to others.
func plainError(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return fmt.Errorf("%s %s: %w", pe.Op, fromHome(pe.Path), pe.Err)
	case errors.As(err, &le):
		return fmt.Errorf("%s %s: %w", le.Op, fromHome(le.New), le.Err)
	}
	return err
}

// fromHome spells the home folder of the user as ~.
func fromHome(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "" {
		return path
	}
	if rest, inside := strings.CutPrefix(path, home+string(filepath.Separator)); inside {
		return filepath.Join("~", rest)
	}
	return path
}

func ignoreMissing(err error) error {
	if errors.Is(err, errMissing) {
		return nil
	}
	return err
}
