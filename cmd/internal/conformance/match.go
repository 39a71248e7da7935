package conformance

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// matchAll holds what arrived against the exchanges: these, in this order, and
// nothing else.
func matchAll(exchanges []Exchange, arrived []arrival) error {
	var errs []error
	for i, a := range arrived {
		if i >= len(exchanges) {
			errs = append(errs, fmt.Errorf("request %d was not expected: %s %s%s", i+1, a.Method, a.Host, a.RequestURI))
			continue
		}
		if err := exchanges[i].Request.match(a); err != nil {
			errs = append(errs, fmt.Errorf("request %d, %s %s: %w", i+1, a.Method, a.RequestURI, err))
		}
	}
	if len(arrived) < len(exchanges) {
		errs = append(errs, fmt.Errorf("%d requests arrived, want %d", len(arrived), len(exchanges)))
	}
	return errors.Join(errs...)
}

func (want Request) match(a arrival) error {
	var errs []error
	differ := func(what string, got, want any) {
		errs = append(errs, fmt.Errorf("%s is %q, want %q", what, got, want))
	}
	if a.at != want.At {
		differ("server", a.at, want.At)
	}
	if want.Method != "" && a.Method != want.Method {
		differ("method", a.Method, want.Method)
	}
	if want.Path != nil && a.URL.Path != *want.Path {
		differ("path", a.URL.Path, *want.Path)
	}
	rawPath, rawQuery, _ := strings.Cut(a.RequestURI, "?")
	if want.RawPath != nil && rawPath != *want.RawPath {
		differ("raw path", rawPath, *want.RawPath)
	}
	if want.RawQuery != nil && rawQuery != *want.RawQuery {
		differ("raw query", rawQuery, *want.RawQuery)
	}
	if want.Query != nil {
		errs = append(errs, matchPairs("query", rawQuery, *want.Query, false))
	}
	for name, m := range want.Headers {
		if err := m.match(a.Header.Values(name)); err != nil {
			errs = append(errs, fmt.Errorf("header %s %w", name, err))
		}
	}
	if want.Body != nil {
		errs = append(errs, want.Body.match(a))
	}
	return errors.Join(errs...)
}

// match looks at a text that was sent never, once or several times.
func (m Matcher) match(values []string) error {
	if m.Absent {
		if len(values) > 0 {
			return errors.New("is there and must not be")
		}
		return nil
	}
	got := strings.Join(values, ", ")
	switch {
	case len(values) == 0:
		return errors.New("is missing")
	case m.Equals != nil && got != *m.Equals:
		return fmt.Errorf("is %q, want %q", got, *m.Equals)
	case m.Prefix != nil && !strings.HasPrefix(got, *m.Prefix):
		return fmt.Errorf("is %q, want it to begin with %q", got, *m.Prefix)
	case m.Regex != nil && !regexp.MustCompile(*m.Regex).MatchString(got):
		return fmt.Errorf("is %q, want it to match %q", got, *m.Regex)
	}
	return nil
}

// matchPairs holds an encoded query or form against ordered pairs.
func matchPairs(what, raw string, want [][2]string, subset bool) error {
	got, err := decodePairs(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if !subset {
		if !slices.Equal(got, want) {
			return fmt.Errorf("%s is %q, want %q", what, got, want)
		}
		return nil
	}
	for _, p := range want {
		if !slices.Contains(got, p) {
			return fmt.Errorf("%s %q lacks %q", what, got, p)
		}
	}
	return nil
}

func decodePairs(raw string) (pairs [][2]string, err error) {
	if raw == "" {
		return [][2]string{}, nil
	}
	for part := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(part, "=")
		if name, err = url.QueryUnescape(name); err != nil {
			return nil, err
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return nil, err
		}
		pairs = append(pairs, [2]string{name, value})
	}
	return pairs, nil
}
