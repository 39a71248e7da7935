package datetime

import (
	"time"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/javafmt"
)

// This file reads dates from texts and numbers, and writes them in zones.

// pivot is the latest year that two digits may stand for.
func pivot(f *value.Format) int {
	now := 2026
	if f != nil && !f.Now.IsZero() {
		now = f.Now.Year()
	}
	return now + 19
}

// read returns the date-time that v stands for. A mapping is the pattern of a
// text, zone the name of the place where it was written; both are ignored for
// other kinds.
func read(c *registry.Call, v value.Value, mapping, zone string) (date, error) {
	app := c.Host.Format.Zone()
	if ms, ok := v.AsNumber(); ok {
		return date{T: time.UnixMilli(ms).In(app)}, nil
	}
	s, ok := v.AsText()
	if !ok {
		return value.ToDateTime(v, c.Host.Format)
	}
	there := app
	if zone != "" {
		there = javafmt.Zone(zone)
	}
	if mapping != "" {
		t, err := javafmt.ParseDate(s, mapping, there, pivot(c.Host.Format))
		return date{T: t.In(app)}, err
	}
	d, err := value.ToDateTime(v, in(c.Host.Format, there))
	if err != nil {
		return date{}, unparsable(s)
	}
	return date{T: d.T.In(app), DateOnly: d.DateOnly && zone == ""}, nil
}

// in returns f with another zone.
func in(f *value.Format, zone *time.Location) *value.Format {
	var g value.Format
	if f != nil {
		g = *f
	}
	g.Location = zone
	return &g
}

func toDate(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, mapping := a.Value("value"), a.OptText("mapping", "")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	d, err := read(c, v, mapping, "")
	if err != nil {
		return value.Null, err
	}
	return give(d.Date())
}

func toTime(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, mapping, zone := a.Value("value"), a.OptText("mapping", ""), a.OptText("zone", "")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	d, err := read(c, v, mapping, zone)
	if err != nil {
		return value.Null, err
	}
	return give(date{T: d.T})
}

func toDateTimeString(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, pattern, zone := a.Value("value"), a.Text("format"), a.OptText("zone", "")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	d, err := read(c, v, "", "")
	if err != nil {
		return value.Null, err
	}
	if zone != "" {
		d.T = d.T.In(javafmt.Zone(zone))
	}
	s, err := javafmt.FormatDate(d.T, pattern)
	return value.Text(s), err
}

func unixEpoch(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, zone := a.Value("text"), a.OptText("zone", "")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	d, err := read(c, v, "", zone)
	if err != nil {
		return v, nil
	}
	return value.Number(d.T.UnixMilli()), nil
}

func isDate(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, mapping := a.Value("value"), a.OptText("mapping", "")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if _, ok := v.AsDateTime(); ok {
		return value.True, nil
	}
	if _, ok := v.AsText(); !ok {
		return value.False, nil
	}
	_, err := read(c, v, mapping, "")
	return value.Bool(err == nil), nil
}
