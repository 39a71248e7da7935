//go:build unix

package boltstore

import (
	"io/fs"
	"os"
)

// tighten takes the rights of group and others away, as after a careless copy.
func tighten(path string, info fs.FileInfo) error {
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return plainError(os.Chmod(path, info.Mode().Perm()&^0o077))
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
