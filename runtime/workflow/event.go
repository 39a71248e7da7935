package workflow

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/value"
)

// EventReader reads events and completes them.
type EventReader struct {
	Now    time.Time // of events without a time
	Format *value.Format
	ids    int
}

// eventName is MODULE.OPERATION.
var eventName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*\.[a-z_]+$`) })

// IsShorthand reports whether s has the form MODULE.OPERATION.
func IsShorthand(s string) bool { return eventName().MatchString(s) }

// Shorthand reads an event from words: MODULE.OPERATION, perhaps the id of the
// record, then FIELD=VALUE. Values are texts, or JSON where they are.
func (r *EventReader) Shorthand(words []string) (*Event, error) {
	e := &Event{Record: value.NewMap(), Source: "command"}
	if err := e.name(words[0]); err != nil {
		return nil, err
	}
	for i, w := range words[1:] {
		field, v, ok := strings.Cut(w, "=")
		switch {
		case ok && field != "":
			e.Record.Put(field, scalar(v))
		case i == 0 && !ok:
			e.Record.Put("id", value.Text(w))
		default:
			return nil, fmt.Errorf("%q is not FIELD=VALUE", w)
		}
	}
	r.complete(e)
	return e, nil
}

// scalar reads JSON values, and everything else as text.
func scalar(s string) value.Value {
	if v, err := value.FromJSON(s); err == nil {
		return v
	}
	return value.Text(s)
}

// name splits MODULE.OPERATION.
func (e *Event) name(s string) error {
	module, op, ok := strings.Cut(s, ".")
	if !ok || module == "" {
		return fmt.Errorf("%q is no event; write MODULE.create, MODULE.edit or MODULE.delete", s)
	}
	if strings.HasPrefix(op, "note_") {
		return fmt.Errorf("the event %s is not available yet in this version", s)
	}
	known := []string{string(Create), string(Edit), string(Delete)}
	for _, k := range known {
		if op == k {
			e.Module, e.Op = module, Op(op)
			return nil
		}
	}
	msg := fmt.Sprintf("%q is no event; there are create, edit and delete", s)
	if near := diag.Nearest(op, known); near != "" {
		msg += fmt.Sprintf("; did you mean %q?", module+"."+near)
	}
	return fmt.Errorf("%s", msg)
}

// complete gives an event the parts it was read without.
func (r *EventReader) complete(e *Event) {
	r.ids++
	if e.ID == "" {
		e.ID = fmt.Sprintf("e-%04d", r.ids)
	}
	if e.Time.IsZero() {
		e.Time = r.Now
	}
	if id, ok := e.Record.Get("id"); !ok || id.IsNull() {
		e.Record.Put("id", value.Text(fmt.Sprintf("1%017d", r.ids)))
	}
}

// eventKeys are the keys of an event object.
var eventKeys = []string{"event", "record", "before", "changed", "user", "time", "source", "id", "store"}

// JSON reads one event object or a list of them.
func (r *EventReader) JSON(data []byte) ([]*Event, error) {
	v, err := value.FromJSON(string(data))
	if err != nil {
		return nil, fmt.Errorf("the events are not JSON: %w", err)
	}
	l, ok := v.AsList()
	if !ok {
		l = value.NewList(v)
	}
	if l.Len() == 0 {
		return nil, errors.New("there is no event in it")
	}
	var out []*Event
	for i, item := range l.Items() {
		m, ok := item.AsMap()
		if !ok {
			return nil, fmt.Errorf("event %d is no object", i+1)
		}
		e, err := r.object(m)
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", i+1, err)
		}
		out = append(out, e)
	}
	return out, nil
}

func (r *EventReader) object(m *value.Map) (*Event, error) {
	if m.Has("operation") && m.Has("ids") {
		return nil, fmt.Errorf("notifications with ids are not available yet in this version: they need the record store")
	}
	e := &Event{}
	p := eventParts{m: m}
	for key := range m.All() {
		p.known(key)
	}
	if err := e.name(p.text("event")); err != nil && p.err == nil {
		p.err = err
	}
	e.Record, e.Before, e.User = p.fields("record"), p.fields("before"), p.fields("user")
	if e.Record == nil && e.Op == Delete {
		e.Record = e.Before
	}
	if e.Record == nil && p.err == nil {
		p.err = fmt.Errorf("it has no record")
	}
	e.ID, e.Source, e.Changed = p.text("id"), p.text("source"), p.names("changed")
	e.Time = p.time("time", r.Format)
	if p.err != nil {
		return nil, p.err
	}
	r.complete(e)
	return e, nil
}

// eventParts takes an event object apart and keeps the first mistake.
type eventParts struct {
	m   *value.Map
	err error
}

func (p *eventParts) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

func (p *eventParts) known(key string) {
	for _, k := range eventKeys {
		if k == key {
			return
		}
	}
	hint := diag.DidYouMean(key, eventKeys)
	if hint == "" {
		hint = "the keys are " + strings.Join(eventKeys, ", ")
	}
	p.fail("unknown key %q; %s", key, hint)
}

func (p *eventParts) text(key string) string {
	v, ok := p.m.Get(key)
	if !ok || v.IsNull() {
		return ""
	}
	return v.String()
}

func (p *eventParts) fields(key string) *value.Map {
	v, ok := p.m.Get(key)
	if !ok || v.IsNull() {
		return nil
	}
	m, ok := v.AsMap()
	if !ok {
		p.fail("%s must be an object", key)
	}
	return m
}

func (p *eventParts) names(key string) []string {
	v, ok := p.m.Get(key)
	if !ok || v.IsNull() {
		return nil
	}
	l, ok := v.AsList()
	if !ok {
		p.fail("%s must be a list of field names", key)
		return nil
	}
	out := []string{}
	for _, item := range l.Items() {
		out = append(out, item.String())
	}
	return out
}

func (p *eventParts) time(key string, f *value.Format) time.Time {
	v, ok := p.m.Get(key)
	if !ok || v.IsNull() {
		return time.Time{}
	}
	d, err := value.ToDateTime(v, f)
	if err != nil {
		p.fail("%s is no time; write one such as 2026-03-04T10:15:00+00:00", key)
	}
	return d.T
}
