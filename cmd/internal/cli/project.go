package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/runtime/project"
)

// appFolder is a project: its settings and its scripts.
type appFolder struct {
	root   string // empty: no dg.yaml was found
	config project.Config
}

// findProject looks for dg.yaml in a folder and those above it.
func findProject(dir string) (appFolder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return appFolder{}, err
	}
	for {
		file := filepath.Join(dir, project.FileName)
		text, err := os.ReadFile(file)
		if err == nil {
			return readProject(dir, file, string(text))
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return appFolder{}, err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return appFolder{}, nil
		}
		dir = parent
	}
}

func readProject(root, file, text string) (appFolder, error) {
	config, found := project.Parse(source.NewFile(shorten(file), text))
	if found.HasErrors() {
		// Bad configuration is wrong usage and not a bad script.
		return appFolder{}, &configError{diag.Failure{List: found}}
	}
	return appFolder{root: root, config: config}, nil
}

// configError is a mistake in dg.yaml, shown like one in a script.
type configError struct{ diag.Failure }

func (e *configError) Unwrap() error { return e.Failure }

// shorten names a file from the present folder when it lies below it.
func shorten(file string) string {
	here, err := os.Getwd()
	if err != nil {
		return file
	}
	if rel, err := filepath.Rel(here, file); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return file
}

// others reads the scripts of the project but for main: their functions may be
// called. Tests are no part of the app.
func (p appFolder) others(main string) ([]*source.File, error) {
	if p.root == "" {
		return nil, nil
	}
	names, err := walkScripts(p.root)
	if err != nil {
		return nil, err
	}
	self, _ := os.Stat(main)
	var out []*source.File
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || os.SameFile(self, info) || strings.HasSuffix(strings.ToLower(name), "_test.dg") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("a script of the project cannot be read: %w", err)
		}
		out = append(out, source.NewFile(shorten(name), string(text)))
	}
	return out, nil
}

// settle fills in what the flags leave open from dg.yaml.
func (w *worldFlags) settle(c project.Config) {
	w.config = c
	or := func(flag *string, setting string) {
		if *flag == "" {
			*flag = setting
		}
	}
	or(&w.zone, c.Timezone)
	or(&w.user, c.User)
	if w.limits == "" && c.Zoho {
		w.limits = "zoho"
	}
	if w.maxSteps == 0 {
		w.maxSteps = c.Statements
	}
	if w.timeout == 0 {
		w.timeout = c.Time
	}
}
