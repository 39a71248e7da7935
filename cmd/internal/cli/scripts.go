package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dg-lang/dg/runtime/project"
)

// scripts lists the files to work on, each once: those named, and the scripts in
// folders.
func (a *app) scripts(paths []string) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, p := range paths {
		found, err := a.scriptsAt(p)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if key := filepath.Clean(name); !seen[key] {
				seen[key] = true
				out = append(out, name)
			}
		}
	}
	return out, nil
}

func (a *app) scriptsAt(p string) ([]string, error) {
	if p == "-" {
		return []string{p}, nil
	}
	info, err := os.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage(fmt.Errorf("there is no file or folder %s", p), nearFile(p))
	case err != nil:
		return nil, err
	case !info.IsDir():
		return []string{filepath.Clean(p)}, nil
	}
	found, err := a.scriptsBelow(p)
	if err == nil && len(found) == 0 {
		err = usagef("scripts end in .dg, .deluge or .ds", "there is no script in "+p)
	}
	return found, err
}

// scriptsBelow is walkScripts that says what it leaves out.
func (a *app) scriptsBelow(dir string) ([]string, error) {
	names, err := walkScripts(dir)
	var out, left []string
	for _, name := range names {
		if describes(name) {
			left = append(left, name)
		} else {
			out = append(out, name)
		}
	}
	switch note := a.paint("36", "note"); len(left) {
	case 0:
	case 1:
		fmt.Fprintf(a.io.Err, "%s: %s describes a part of a Creator application and is no script: left out\n", note, left[0])
	default:
		fmt.Fprintf(a.io.Err, "%s: %d files describe parts of a Creator application and are no scripts: %s, … left out\n", note, len(left), left[0])
	}
	return out, err
}

// walkScripts lists the scripts below a folder; folders whose name begins with a
// point are dg's or another tool's.
func walkScripts(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != dir && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.IsDir() && project.IsScript(filepath.ToSlash(path)) && regular(path, d):
			out = append(out, path)
		}
		return nil
	})
	return out, err
}

// regular reports whether an entry is a file or a link to one.
func regular(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular() // a dead link is told when it is read
}

// head is how much of a file shows what it is, a banner in front included.
const head = 8 << 10

// describes reports whether a file describes a part of an application instead of
// being a script. Files *.dg never do.
func describes(name string) bool {
	if strings.EqualFold(filepath.Ext(name), ".dg") {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, head))
	return project.IsDefinition(string(text))
}

// readScript is readFile for a script. What is none is told in so many words, and
// not by the syntax errors in it.
func (a *app) readScript(name string) (string, error) {
	text, err := a.readFile(name)
	if err == nil && name != "-" && describes(name) {
		return "", usagef("the scripts in it can be read from files of their own", name+" describes a part of a Creator application and is no script")
	}
	return text, err
}
