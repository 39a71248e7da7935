package provider

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// placeholder is a variable in a template, as in https://{shop}.example.com.
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{([A-Za-z][A-Za-z0-9_.-]*)\}`) })

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
	if s.answered(s.RefreshURL, all) {
		s.RefreshURL = s.TokenURL // until the provider has said where
	}
	for _, field := range []*string{&s.AuthorizeURL, &s.TokenURL, &s.RefreshURL, &s.RevokeURL, &s.RequestTokenURL, &s.DeviceURL, &s.Issuer} {
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
	if s.TokenParams, err = s.expandAll(s.TokenParams, all); err != nil {
		return Service{}, err
	}
	s.RefreshParams, err = s.expandAll(s.RefreshParams, all)
	return s, err
}

// answered reports whether a template waits for a variable that comes with the
// tokens: one that neither a person nor a region gives.
func (s Service) answered(template string, vars map[string]string) bool {
	_, missing := Expand(template, vars)
	if missing == "" || slices.ContainsFunc(s.Variables, func(f Field) bool { return f.Name == missing }) {
		return false
	}
	return slices.Contains(s.Keep, missing)
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
		if f.Address {
			if err := checkAddress(v); err != nil {
				return fmt.Errorf("variable %q of service %q: %w", f.Name, s.ID, err)
			}
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
	for i, m := range placeholder().FindAllStringSubmatch(template, -1) {
		if i == 0 && strings.HasPrefix(template, m[0]) && s.isAddress(m[1]) {
			continue // checked by itself
		}
		// A value with a delimiter in it could move the request to another host.
		if strings.ContainsAny(vars[m[1]], "/\\@?#:%*{} \t\r\n") {
			return "", fmt.Errorf("variable %q of service %q may not hold any of / \\ @ ? # : %% * or blanks", m[1], s.ID)
		}
	}
	return text, nil
}

func (s Service) isAddress(name string) bool {
	return slices.ContainsFunc(s.Variables, func(f Field) bool { return f.Name == name && f.Address })
}

// checkAddress holds a value that is a whole URL to what such a URL may be.
func checkAddress(v string) error {
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(v, "{}* \t\r\n"):
		return errors.New("a whole URL is needed, such as https://login.example.com")
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())):
		return errors.New("https is needed")
	}
	return nil
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
	text = placeholder().ReplaceAllStringFunc(template, func(m string) string {
		v, ok := vars[m[1:len(m)-1]]
		if !ok && missing == "" {
			missing = m[1 : len(m)-1]
		}
		return v
	})
	return text, missing
}
