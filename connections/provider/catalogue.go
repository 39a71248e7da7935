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

// Catalogue is a set of services by id. A service is read when it is asked for, and
// then kept. It is safe for concurrent use.
type Catalogue struct {
	below   *Catalogue // asked for what is not here
	fsys    fs.FS      // holds ID.yaml in folder; nil: none
	folder  string
	own     bool // files of the user
	mu      sync.Mutex
	parsed  map[string]Service
	names   []string // of the files, sorted; read once
	listErr error
	listed  bool
}

// BuiltIn is the embedded catalogue. Nothing is read by it.
var BuiltIn = sync.OnceValue(func() *Catalogue { return Load(builtIn, "catalogue") })

// Load makes a catalogue of the files ID.yaml of one folder. Nothing is read by it;
// a folder that does not exist is an empty catalogue.
func Load(fsys fs.FS, folder string) *Catalogue {
	return &Catalogue{fsys: fsys, folder: folder, parsed: map[string]Service{}}
}

// Over returns a catalogue in which the files of the user's folder stand in for
// services of the same id. Nothing is read by it.
func (c *Catalogue) Over(fsys fs.FS, folder string) *Catalogue {
	top := Load(fsys, folder)
	top.below, top.own = c, true
	return top
}

// With returns a catalogue in which the services replace those of the same id.
func (c *Catalogue) With(services ...Service) *Catalogue {
	top := &Catalogue{below: c, parsed: map[string]Service{}, listed: true}
	for _, s := range services {
		top.parsed[s.ID] = s
		top.names = append(top.names, s.ID)
	}
	slices.Sort(top.names)
	return top
}

// Parse reads one service from YAML and validates it. Unknown keys are errors.
func Parse(text []byte) (Service, error) {
	var s Service
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		return Service{}, err
	}
	if err := s.fillEndpoint(); err != nil {
		return s, err
	}
	return s, s.Validate()
}

// Marshal writes a service as the YAML that [Parse] reads.
func Marshal(s Service) ([]byte, error) { return yaml.Marshal(s) }

// get reads one service of this layer. found is false where it has none.
func (c *Catalogue) get(id string) (s Service, found bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.parsed[id]; ok {
		return s, true, nil
	}
	if c.fsys == nil || !idPattern().MatchString(id) {
		return Service{}, false, nil
	}
	text, err := fs.ReadFile(c.fsys, path.Join(c.folder, id+".yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		return Service{}, false, nil
	}
	if err == nil {
		s, err = Parse(text)
	}
	if err == nil && s.ID != id {
		err = fmt.Errorf("its id is %q; file and id must be called the same", s.ID)
	}
	if err != nil {
		return Service{}, false, fmt.Errorf("the service file %s: %w", id+".yaml", err)
	}
	c.parsed[id] = s
	return s, true, nil
}

// find reads a service of this layer or of one below.
func (c *Catalogue) find(id string) (s Service, own, found bool, err error) {
	for ; c != nil; c = c.below {
		if s, found, err = c.get(id); found || err != nil {
			return s, c.own, found, err
		}
	}
	return Service{}, false, false, nil
}

// Lookup finds a service. "zoho-eu" finds region eu of "zoho": the second
// result is that region, or empty.
func (c *Catalogue) Lookup(id string) (s Service, region string, err error) {
	s, _, found, err := c.find(id)
	if found || err != nil {
		return s, "", err
	}
	if i := strings.LastIndexByte(id, '-'); i > 0 {
		s, _, found, err := c.find(id[:i])
		if _, ok := s.Region(id[i+1:]); found && ok || err != nil {
			return s, id[i+1:], err
		}
	}
	return Service{}, "", fmt.Errorf("%w %q", ErrUnknown, id)
}

// Own reports whether a service comes from a file of the user.
func (c *Catalogue) Own(id string) bool {
	_, own, found, err := c.find(id)
	return err == nil && found && own
}

// IDs lists the services, sorted. Files that do not read are among them.
func (c *Catalogue) IDs() ([]string, error) {
	var ids []string
	for ; c != nil; c = c.below {
		names, err := c.list()
		if err != nil {
			return nil, err
		}
		ids = append(ids, names...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (c *Catalogue) list() ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listed {
		return c.names, c.listErr
	}
	c.listed = true
	files, err := fs.ReadDir(c.fsys, c.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.listErr = fmt.Errorf("the folder of service files: %w", err)
	}
	for _, f := range files {
		if id, ok := strings.CutSuffix(f.Name(), ".yaml"); ok && idPattern().MatchString(id) {
			c.names = append(c.names, id)
		}
	}
	return c.names, c.listErr
}

// Guess finds the service and region that claim a host, to help someone who has
// not made a connection yet. A service that names the host itself comes before one
// that names its domain, and of several the first. Both are empty when none claims
// it. It reads every service.
func (c *Catalogue) Guess(host string) (id, region string) {
	host, err := CanonicalHost(host)
	if err != nil {
		return "", ""
	}
	ids, err := c.IDs()
	if err != nil {
		return "", ""
	}
	best := 0
	for _, candidate := range ids {
		s, _, err := c.Lookup(candidate)
		if err != nil {
			continue
		}
		for _, r := range append([]string{""}, s.RegionNames()...) {
			resolved, err := s.Resolve(r, nil)
			if err != nil {
				continue
			}
			if score := resolved.claims(host); score > best {
				id, region, best = candidate, r, score
			}
		}
	}
	return id, region
}

// claims is 0 when a service does not know a host, 1 by its domain, 2 by its name.
func (s Service) claims(host string) int {
	found := 0
	for _, p := range s.Hosts {
		if matchName(p, host) {
			found = max(found, 1)
			if !strings.HasPrefix(p, "*.") {
				return 2
			}
		}
	}
	return found
}
