//go:build unix

package boltstore

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// tighten takes the rights of group and others away, as after a careless copy.
func tighten(path string, info fs.FileInfo) error {
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return plainError(os.Chmod(path, info.Mode().Perm()&^0o077))
}

// Exposed lists what lies in the store's folder and can be read or changed by other
// users of the machine, the folder first. It changes nothing, but opening the store
// tightens the store itself.
func (s *Store) Exposed() ([]Exposed, error) {
	var found []Exposed
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == s.dir && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			return plainError(err)
		}
		info, err := d.Info()
		if err != nil {
			return plainError(err)
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if mode := info.Mode(); mode&fs.ModeSymlink == 0 && mode.Perm()&0o077 != 0 && ours(s.dir, path) {
			found = append(found, Exposed{Path: fromHome(path), Mode: mode.Perm(), Want: want})
		}
		return nil
	})
	return found, err
}

// ours reports whether a file of the folder holds secrets, or says which there are.
// Others, such as connectors and services, may be shared.
func ours(dir, path string) bool {
	name, err := filepath.Rel(dir, path)
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(filepath.ToSlash(name), "/")
	return slices.Contains([]string{".", FileName, FileName + ".new", "key", "history", "locks"}, first) || strings.HasPrefix(first, heldPrefix) || strings.HasPrefix(first, "key.")
}

// syncDir makes a rename in the folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // only read
	return d.Sync()
}
