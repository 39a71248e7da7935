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
	"github.com/dg-lang/dg/lang/syntax"
	dg "github.com/dg-lang/dg/runtime"
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

// projectAround is the project of a script in dir, else that of the working folder:
// a script from elsewhere runs with the settings at hand.
func projectAround(dir string) (appFolder, error) {
	p, err := findProject(dir)
	if err != nil || p.root != "" || filepath.IsLocal(dir) { // the folders above the working one are above dir
		return p, err
	}
	return findProject(".")
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

// join gives a script, called main, the other scripts of the project: their
// functions may be called. Tests are no part of the app. main may be empty.
func (p appFolder) join(opt *dg.Options, main string) error {
	if p.root == "" {
		return nil
	}
	names, err := walkScripts(p.root)
	if err != nil {
		return err
	}
	self, _ := os.Stat(main)
	opt.Places = map[string]syntax.Place{}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || project.IsTest(name) || describes(name) {
			continue
		}
		if os.SameFile(self, info) {
			opt.Places[main] = p.place(name)
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("a script of the project cannot be read: %w", err)
		}
		src := source.NewFile(shorten(name), string(text))
		opt.Places[src.Name] = p.place(name)
		opt.Files = append(opt.Files, src)
	}
	return nil
}

// place returns what the place of a script in the project says of it.
func (p appFolder) place(name string) syntax.Place {
	abs, err := filepath.Abs(name)
	if err != nil {
		return syntax.Place{}
	}
	rel, err := filepath.Rel(p.root, abs)
	if err != nil {
		return syntax.Place{}
	}
	return project.PlaceOf(filepath.ToSlash(rel), func(sidecar string) ([]byte, error) {
		return os.ReadFile(filepath.Join(p.root, filepath.FromSlash(sidecar)))
	})
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
