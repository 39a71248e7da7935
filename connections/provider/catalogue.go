package provider

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed catalogue/*.yaml
var builtIn embed.FS

// ErrUnknown is returned for a service that is not in a catalogue.
var ErrUnknown = errors.New("unknown service")

// Catalogue is a set of services by id. It is safe for concurrent reading.
type Catalogue struct {
	services map[string]Service
}

// BuiltIn is the embedded catalogue. It is read once; an error in it is a fault
// of the program and is found by this package's tests.
var BuiltIn = sync.OnceValue(func() *Catalogue {
	c, err := Load(builtIn, "catalogue")
	if err != nil {
		panic(err)
	}
	return c
})

// Load reads every *.yaml file of one folder as a service.
func Load(fsys fs.FS, folder string) (*Catalogue, error) {
	files, err := fs.Glob(fsys, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	c := &Catalogue{services: map[string]Service{}}
	for _, file := range files {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		s, err := Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(file), err)
		}
		c.services[s.ID] = s
	}
	return c, nil
}

// Parse reads one service from YAML and validates it. Unknown keys are errors.
func Parse(text []byte) (Service, error) {
	var s Service
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		return Service{}, err
	}
	return s, s.Validate()
}

// Marshal writes a service as the YAML that [Parse] reads.
func Marshal(s Service) ([]byte, error) { return yaml.Marshal(s) }

// With returns a catalogue in which s replaces a service of the same id.
func (c *Catalogue) With(services ...Service) *Catalogue {
	all := &Catalogue{services: map[string]Service{}}
	for id, s := range c.services {
		all.services[id] = s
	}
	for _, s := range services {
		all.services[s.ID] = s
	}
	return all
}

// Lookup finds a service. "zoho-eu" finds region eu of "zoho": the second
// result is that region, or empty.
func (c *Catalogue) Lookup(id string) (s Service, region string, err error) {
	if s, ok := c.services[id]; ok {
		return s, "", nil
	}
	if i := strings.LastIndexByte(id, '-'); i > 0 {
		if s, ok := c.services[id[:i]]; ok {
			if _, ok := s.Region(id[i+1:]); ok {
				return s, id[i+1:], nil
			}
		}
	}
	return Service{}, "", fmt.Errorf("%w %q", ErrUnknown, id)
}

// IDs lists the services, sorted.
func (c *Catalogue) IDs() []string {
	ids := make([]string, 0, len(c.services))
	for id := range c.services {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Guess finds the service and region that claim a host, to help someone who has
// not made a connection yet. Both are empty when none does.
func (c *Catalogue) Guess(host string) (id, region string) {
	host, err := CanonicalHost(host)
	if err != nil {
		return "", ""
	}
	for _, id := range c.IDs() {
		s := c.services[id]
		regions := append([]string{""}, s.RegionNames()...)
		for _, r := range regions {
			if resolved, err := s.Resolve(r, nil); err == nil && resolved.claims(host) {
				return id, r
			}
		}
	}
	return "", ""
}

func (s Service) claims(host string) bool {
	return slices.ContainsFunc(s.Hosts, func(p string) bool { return matchName(p, host) })
}
