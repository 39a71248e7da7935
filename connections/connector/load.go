package connector

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Catalog holds the connector APIs of a project and its user by identifier.
type Catalog struct {
	apis map[string]*API
	ids  []string // in the order they were added
}

// Load reads every .yaml, .yml and .json file in the folder dir of fsys, in name
// order. A missing folder is an empty catalogue.
func Load(fsys fs.FS, dir string) (*Catalog, error) {
	c := &Catalog{}
	entries, err := fs.ReadDir(fsys, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	var all Errors
	for _, e := range entries {
		if e.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(e.Name())) {
			continue
		}
		err := c.addFile(fsys, path.Join(dir, e.Name()))
		var es Errors
		switch {
		case errors.As(err, &es):
			all = append(all, es...)
		case err != nil:
			return nil, err
		}
	}
	if len(all) > 0 {
		return nil, all
	}
	return c, nil
}

func (c *Catalog) addFile(fsys fs.FS, name string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	cs, err := Parse(name, data)
	if err != nil {
		return err
	}
	return c.Add(cs...)
}

// Add takes the APIs of connectors in. An identifier that is already there is a
// mistake; the error is of the type Errors.
func (c *Catalog) Add(connectors ...*Connector) error {
	var errs Errors
	for _, con := range connectors {
		for _, a := range con.APIs {
			if err := c.add(a); err != nil {
				errs = append(errs, err)
			}
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

func (c *Catalog) add(a *API) *Error {
	if old := c.apis[a.ID]; old != nil {
		return &Error{File: a.File, Line: a.Line, Col: a.Col,
			Message: fmt.Sprintf("the connector API %q is already defined at %s:%d:%d", a.ID, old.File, old.Line, old.Col)}
	}
	if c.apis == nil {
		c.apis = map[string]*API{}
	}
	c.apis[a.ID] = a
	c.ids = append(c.ids, a.ID)
	return nil
}

// Merge adds the APIs of other that c does not have; those of c win.
func (c *Catalog) Merge(other *Catalog) {
	for _, id := range other.ids {
		if c.apis[id] == nil {
			c.add(other.apis[id])
		}
	}
}

// All returns the APIs sorted by identifier.
func (c *Catalog) All() []*API {
	ids := slices.Sorted(slices.Values(c.ids))
	out := make([]*API, len(ids))
	for i, id := range ids {
		out[i] = c.apis[id]
	}
	return out
}

// UnknownError says that no connector API has the identifier ID.
type UnknownError struct{ ID, Hint string }

// Error names the identifier and the nearest known one.
func (e *UnknownError) Error() string {
	s := fmt.Sprintf("there is no connector API %q", e.ID)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// DraftError says that the connector API ID is not published.
type DraftError struct{ ID string }

// Error names the identifier.
func (e *DraftError) Error() string {
	return fmt.Sprintf("connector API %q is not published", e.ID)
}

// Find returns the API with the identifier id, or an *UnknownError.
func (c *Catalog) Find(id string) (*API, error) {
	if a := c.apis[id]; a != nil {
		return a, nil
	}
	e := &UnknownError{ID: id, Hint: didYouMean(id, c.ids)}
	if strings.HasPrefix(id, Reserved+".") {
		e.Hint = "calls of the CRM itself are not available yet in this version"
	}
	return nil, e
}

// Published returns the API with the identifier id for a script: a draft is a
// *DraftError.
func (c *Catalog) Published(id string) (*API, error) {
	a, err := c.Find(id)
	if err == nil && !a.Published {
		return nil, &DraftError{ID: id}
	}
	return a, err
}
