package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// replaceFile gives a file another text. It is there whole or not at all, and keeps
// its mode; of a link the file it leads to is written.
func replaceFile(name, text string) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := writable(name)
	if err != nil {
		return err
	}
	return writeAtomic(name, text, info.Mode().Perm())
}

// writeAtomic makes a file, or replaces one, that is never seen half written.
func writeAtomic(name, text string, mode fs.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(name), ".dg-*")
	var at *fs.PathError
	if errors.As(err, &at) { // nobody knows the other name
		at.Path = name
	}
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // gone already when all went well
	_, err = temp.WriteString(text)
	if err == nil {
		err = temp.Chmod(mode)
	}
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}

// writable returns what is known about a file that may be written: a rename would
// replace one that is protected, too.
func writable(name string) (fs.FileInfo, error) {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}
