package provider

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// placeholder is a variable in a template, as in https://{shop}.example.com.
var placeholder = regexp.MustCompile(`\{([A-Za-z][A-Za-z0-9_.-]*)\}`)

// MissingError says that a template names a variable without a value.
type MissingError struct {
	Service, Variable string
	Regions           []string // filled when a region would supply it
}

func (e *MissingError) Error() string {
	if len(e.Regions) > 0 {
		return fmt.Sprintf("service %q needs a region: one of %s", e.Service, strings.Join(e.Regions, ", "))
	}
	return fmt.Sprintf("service %q needs a value for %q", e.Service, e.Variable)
}

// Resolve fills region and variables into the URLs and hosts of a service and
// returns the copy. Unknown regions, missing variables and values that would
// change the host of a URL (they hold "/", "@", ":" and the like) are errors.
// Test URL and product URLs are left alone: [Expand] fills them when they are
// used, with what the provider told about the account.
func (s Service) Resolve(region string, vars map[string]string) (Service, error) {
	all, err := s.Values(region, vars)
	if err != nil {
		return Service{}, err
	}
	for _, field := range []*string{&s.AuthorizeURL, &s.TokenURL, &s.RefreshURL, &s.RevokeURL, &s.RequestTokenURL, &s.Issuer} {
		if *field, err = s.expand(*field, all); err != nil {
			return Service{}, err
		}
	}
	s.Hosts = slices.Clone(s.Hosts)
	for i := range s.Hosts {
		if s.Hosts[i], err = s.expand(s.Hosts[i], all); err != nil {
			return Service{}, err
		}
	}
	s.AuthorizeParams, err = s.expandAll(s.AuthorizeParams, all)
	if err != nil {
		return Service{}, err
	}
	s.TokenParams, err = s.expandAll(s.TokenParams, all)
	return s, err
}

// Values merges defaults, the region's values and the user's own, and checks them.
func (s Service) Values(region string, vars map[string]string) (map[string]string, error) {
	all := map[string]string{}
	for _, f := range s.Variables {
		if f.Default != "" {
			all[f.Name] = f.Default
		}
	}
	if region != "" {
		r, ok := s.Region(region)
		if !ok {
			return nil, fmt.Errorf("service %q has no region %q: one of %s", s.ID, region, strings.Join(s.RegionNames(), ", "))
		}
		maps.Copy(all, r.Vars)
	}
	maps.Copy(all, vars)
	return all, s.checkValues(all)
}

func (s Service) checkValues(all map[string]string) error {
	for _, f := range s.Variables {
		v, ok := all[f.Name]
		if !ok {
			continue
		}
		if len(f.Enum) > 0 && !slices.Contains(f.Enum, v) {
			return fmt.Errorf("variable %q of service %q is one of %s", f.Name, s.ID, strings.Join(f.Enum, ", "))
		}
		if f.Pattern == "" {
			continue
		}
		re, err := regexp.Compile("^(?:" + f.Pattern + ")$")
		if err != nil {
			return fmt.Errorf("pattern of variable %q of service %q: %w", f.Name, s.ID, err)
		}
		if !re.MatchString(v) {
			return fmt.Errorf("variable %q of service %q does not look right (example: %s)", f.Name, s.ID, f.Example)
		}
	}
	return nil
}

func (s Service) expand(template string, vars map[string]string) (string, error) {
	text, missing := Expand(template, vars)
	if missing != "" {
		return "", s.missing(missing)
	}
	for _, m := range placeholder.FindAllStringSubmatch(template, -1) {
		// A value with a delimiter in it could move the request to another host.
		if strings.ContainsAny(vars[m[1]], "/\\@?#:%*{} \t\r\n") {
			return "", fmt.Errorf("variable %q of service %q may not hold any of / \\ @ ? # : %% * or blanks", m[1], s.ID)
		}
	}
	return text, nil
}

func (s Service) expandAll(in, vars map[string]string) (map[string]string, error) {
	out := maps.Clone(in)
	for k, v := range in {
		text, missing := Expand(v, vars)
		if missing != "" {
			return nil, s.missing(missing)
		}
		out[k] = text
	}
	return out, nil
}

func (s Service) missing(name string) error {
	e := &MissingError{Service: s.ID, Variable: name}
	for _, r := range s.Regions {
		if _, ok := r.Vars[name]; ok {
			e.Regions = s.RegionNames()
			break
		}
	}
	return e
}

// Expand fills variables into a template. The second result names the first
// variable that has no value, or is empty.
func Expand(template string, vars map[string]string) (text, missing string) {
	text = placeholder.ReplaceAllStringFunc(template, func(m string) string {
		v, ok := vars[m[1:len(m)-1]]
		if !ok && missing == "" {
			missing = m[1 : len(m)-1]
		}
		return v
	})
	return text, missing
}
