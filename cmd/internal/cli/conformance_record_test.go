package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dg-lang/dg/cmd/internal/conformance"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// recordCase is a case of the records of a CRM. Those that only call connectors
// can run before there is a store of records.
type recordCase struct {
	Given map[string]json.RawMessage `json:"given"`
	Src   string                     `json:"src"`
	Want  json.RawMessage            `json:"want"`
}

type recordWant struct {
	Out      string `json:"out"`
	Requests []struct {
		Method, Path, Body *string
	} `json:"requests"`
	Error *struct {
		Kind     string   `json:"kind"`
		Contains []string `json:"contains"`
	} `json:"error"`
	Store    json.RawMessage `json:"store"`
	Calls    json.RawMessage `json:"calls"`
	RulesRun json.RawMessage `json:"rules_run"`
	Warn     json.RawMessage `json:"warn"`
}

// watched notes the requests that connectors prepare.
type watched struct {
	host.Connectors
	calls []*host.ConnectorRequest
}

func (w *watched) Prepare(ctx context.Context, id string, values *value.Map) (*host.ConnectorRequest, error) {
	r, err := w.Connectors.Prepare(ctx, id, values)
	if err == nil {
		w.calls = append(w.calls, r)
	}
	return r, err
}

func runRecordCase(line []byte) error {
	var c recordCase
	if err := json.Unmarshal(line, &c); err != nil {
		return err
	}
	for key := range c.Given {
		switch key {
		case "now", "user", "next_id", "connectors":
		default:
			return &conformance.NotYetError{Part: "the record store"}
		}
	}
	if c.Given["connectors"] == nil {
		return &conformance.NotYetError{Part: "the record store"}
	}
	var want recordWant
	if json.Unmarshal(c.Want, &want.Out) != nil {
		if err := json.Unmarshal(c.Want, &want); err != nil {
			return err
		}
	}
	if want.Store != nil || want.Calls != nil || want.RulesRun != nil || want.Warn != nil {
		return &conformance.NotYetError{Part: "the record store"}
	}
	return c.run(want)
}

func (c *recordCase) run(want recordWant) error {
	dir, err := os.MkdirTemp("", "dg-case-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(file, []byte(`{"connectors":`+string(c.Given["connectors"])+`}`), 0o600); err != nil {
		return err
	}
	var out bytes.Buffer
	w := &worldFlags{connectors: file}
	a := &app{}
	seen := &watched{Connectors: a.connectors(w)}
	h := host.Default(host.Host{Out: &printer{w: &out}, Connectors: seen})
	prog, found := dg.Compile(source.NewFile("case.dg", c.Src), dg.Options{Registry: builtins(), Host: h})
	if found.HasErrors() {
		return found.Err()
	}
	_, err = prog.Run(context.Background(), dg.Call{})
	if out.String() != want.Out {
		return fmt.Errorf("got %q, want %q (%v)", out.String(), want.Out, err)
	}
	if err := want.matchRequests(seen.calls); err != nil {
		return err
	}
	return want.matchError(err)
}

func (w recordWant) matchRequests(got []*host.ConnectorRequest) error {
	if len(got) < len(w.Requests) {
		return fmt.Errorf("%d requests, want %d", len(got), len(w.Requests))
	}
	for i, r := range w.Requests {
		for name, pair := range map[string][2]*string{"method": {r.Method, &got[i].Method}, "path": {r.Path, &got[i].URL}, "body": {r.Body, ptr(string(got[i].Body))}} {
			if pair[0] != nil && *pair[0] != *pair[1] {
				return fmt.Errorf("request %d: %s %q, want %q", i, name, *pair[1], *pair[0])
			}
		}
	}
	return nil
}

func ptr(s string) *string { return &s }

func (w recordWant) matchError(err error) error {
	switch {
	case w.Error == nil:
		return err
	case err == nil:
		return fmt.Errorf("no error, want %q", w.Error.Contains)
	}
	for _, part := range w.Error.Contains {
		if !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(part)) {
			return fmt.Errorf("error %q, want %q in it", err, part)
		}
	}
	return nil
}
