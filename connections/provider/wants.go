package provider

import (
	_ "embed"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// Want is a scope that calls of some addresses need.
type Want struct {
	Host   string   `yaml:"host"`   // with variables of the region
	Path   string   `yaml:"path"`   // RE2, of the beginning
	Scope  string   `yaml:"scope"`  // to ask for
	Enough []string `yaml:"enough"` // patterns of scopes, * is any text: one is enough

	begins *regexp.Regexp
}

//go:embed wants.yaml
var wantsFile []byte

// wants are read when a script with a connection is checked first.
var wants = sync.OnceValues(func() (map[string][]Want, error) {
	var all map[string][]Want
	if err := yaml.UnmarshalWithOptions(wantsFile, &all, yaml.Strict()); err != nil {
		return nil, err
	}
	for id, list := range all {
		for i := range list {
			var err error
			if list[i].begins, err = regexp.Compile("^(?:" + list[i].Path + ")"); err != nil {
				return nil, fmt.Errorf("%s: %w", id, err)
			}
		}
	}
	return all, nil
})

// Wanted returns the scope that a call of an address needs at a service of the built-in
// catalogue, if that is known. The address may lack its end.
func Wanted(address string) (Want, bool) {
	u, err := url.Parse(address)
	all, broken := wants()
	if err != nil || broken != nil || u.Scheme != "https" || u.Path == "" {
		return Want{}, false
	}
	for id, list := range all {
		s, _, err := BuiltIn().Lookup(id)
		if err != nil {
			continue
		}
		for _, w := range list {
			if w.begins.MatchString(u.Path) && w.isAt(s, u.Hostname()) {
				return w, true
			}
		}
	}
	return Want{}, false
}

// isAt reports whether the host is that of the service in one of its regions.
func (w Want) isAt(s Service, host string) bool {
	return slices.ContainsFunc(s.Regions, func(r Region) bool {
		own, err := s.expand(w.Host, r.Vars)
		return err == nil && strings.EqualFold(own, host)
	})
}

// Given reports whether one of the scopes is enough.
func (w Want) Given(scopes []string) bool {
	return slices.ContainsFunc(scopes, func(scope string) bool {
		return slices.ContainsFunc(w.Enough, func(p string) bool {
			ok, _ := path.Match(strings.ToLower(p), strings.ToLower(scope))
			return ok
		})
	})
}
