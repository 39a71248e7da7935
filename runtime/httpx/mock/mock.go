// Package mock answers requests from a file that a person wrote:
//
//	# mocks.yaml
//	- method: GET                                   # absent: any
//	  url: https://www.example.com/v1/leads/*       # * is any text; without a ? any query
//	  json: {data: [{id: "1"}]}
//	- path: /v1/leads                               # instead of url: at any host
//	  status: 201                                   # default 200
//	  headers: {X-Total: "1"}
//	  body: created                                 # instead of json
//
// The first entry that fits answers, as often as it is asked.
package mock

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

// File is a stage that answers from the entries of a file.
type File struct {
	name    string
	entries []entry
	final   bool
}

// entry is one answer and what it is for.
type entry struct {
	Method  string            `yaml:"method"`
	URL     string            `yaml:"url"`
	Path    string            `yaml:"path"`
	Status  int               `yaml:"status"`
	Headers map[string]string `yaml:"headers"`
	Body    *string           `yaml:"body"`
	JSON    document          `yaml:"json"`

	pattern *regexp.Regexp
}

// document is a value as JSON, with the order of its keys and all digits of its numbers.
type document []byte

// UnmarshalYAML implements yaml.BytesUnmarshaler.
func (d *document) UnmarshalYAML(text []byte) error {
	out, err := yaml.YAMLToJSON(text)
	*d = []byte(strings.TrimRight(string(out), "\n"))
	return err
}

// Load reads a file of mocks; name is how errors call it.
func Load(name string, text []byte) (*File, error) {
	f := &File{name: name, final: true}
	if err := f.read(text); err != nil {
		return nil, fmt.Errorf("%s: %s", name, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	for i := range f.entries {
		if err := f.entries[i].settle(); err != nil {
			return nil, fmt.Errorf("%s: mock %d: %w", name, i+1, err)
		}
	}
	return f, nil
}

// read is Unmarshal without its panics: the library has some for odd files.
func (f *File) read(text []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is no YAML that can be read")
		}
	}()
	return yaml.UnmarshalWithOptions(text, &f.entries, yaml.Strict())
}

// Pass lets requests that no entry is for go on to the next stage.
func (f *File) Pass() *File {
	f.final = false
	return f
}

func (e *entry) settle() error {
	switch {
	case (e.URL == "") == (e.Path == ""):
		return fmt.Errorf("give it url, or path for any host")
	case e.URL != "" && !strings.Contains(e.URL, "://") && !strings.HasPrefix(e.URL, "*"):
		return fmt.Errorf("url %q begins with no https://", e.URL)
	case e.Path != "" && !strings.HasPrefix(e.Path, "/") && !strings.HasPrefix(e.Path, "*"):
		return fmt.Errorf("path %q begins with no /", e.Path)
	case e.Body != nil && e.JSON != nil:
		return fmt.Errorf("give it body or json, not both")
	case e.Status != 0 && (e.Status < 100 || e.Status > 599):
		return fmt.Errorf("status %d is none of HTTP", e.Status)
	}
	if e.Status == 0 {
		e.Status = http.StatusOK
	}
	text := strings.ReplaceAll(regexp.QuoteMeta(e.URL+e.Path), `\*`, `.*`)
	if !strings.Contains(e.URL+e.Path, "?") {
		text += `(?:\?.*)?`
	}
	var err error
	e.pattern, err = regexp.Compile("(?s)^" + text + "$")
	return err
}

// matches holds a request against an entry. A path is compared with its query.
func (e *entry) matches(c *httpx.Call) bool {
	if e.Method != "" && !strings.EqualFold(e.Method, c.Method) {
		return false
	}
	if e.URL != "" {
		return e.pattern.MatchString(c.URL)
	}
	u, err := url.Parse(c.URL)
	return err == nil && e.pattern.MatchString(u.RequestURI())
}

// Answer implements httpx.Stage. A request that no entry is for is a host.StopError
// with the lines to add, unless it may pass.
func (f *File) Answer(_ context.Context, c *httpx.Call) (*httpx.Reply, error) {
	for i := range f.entries {
		if e := &f.entries[i]; e.matches(c) {
			return e.reply(), nil
		}
	}
	if !f.final {
		return nil, nil
	}
	address, _, _ := strings.Cut(c.URL, "?")
	return nil, &host.StopError{
		Message: fmt.Sprintf("%s has no mock for %s %s", f.name, c.Method, c.URL),
		Next: fmt.Sprintf("add to %s:\n- method: %s\n  url: %s\n  status: 200\n  json: {}",
			f.name, c.Method, address),
	}
}

func (e *entry) reply() *httpx.Reply {
	r := &httpx.Reply{Status: e.Status, Header: http.Header{}, Source: "mock"}
	switch {
	case e.JSON != nil:
		r.Body = e.JSON
		r.Header.Set("Content-Type", "application/json")
	case e.Body != nil:
		r.Body = []byte(*e.Body)
		r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	for name, v := range e.Headers {
		r.Header.Set(name, v)
	}
	return r
}
