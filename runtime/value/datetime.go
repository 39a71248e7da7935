package value

import (
	"fmt"
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/types"
)

// Clock is a time of day.
// Source: https://www.zoho.com/deluge/help/datatypes/datetime.html
type Clock struct{ Hour, Minute, Second int }

// ClockOf returns the time of day that many seconds after midnight; it must lie
// within one day.
func ClockOf(seconds int) Clock { return Clock{seconds / 3600, seconds / 60 % 60, seconds % 60} }

// Seconds returns the seconds since midnight.
func (c Clock) Seconds() int { return c.Hour*3600 + c.Minute*60 + c.Second }

// String returns c as HH:mm:ss.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d:%02d", c.Hour, c.Minute, c.Second) }

// millis returns the milliseconds since 1970 of a DATE-TIME.
func (v Value) millis() int64 { return (*DateTime)(v.ref).T.UnixMilli() }

// Date returns the date-time without its time of day.
func (d DateTime) Date() DateTime {
	y, m, day := d.T.Date()
	return DateTime{T: time.Date(y, m, day, 0, 0, 0, 0, d.T.Location()), DateOnly: true}
}

// isoLayouts are the forms in which services exchange date-times. Fractions of a
// second are accepted after the seconds.
var isoLayouts = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05",
	"2006-01-02 15:04",
}

// ParseISO reads an ISO 8601 date-time and shows it in the application's zone,
// which is also that of a text without one.
func ParseISO(text string, f *Format) (d DateTime, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) < len("2006-01-02T15:04") || text[4] != '-' {
		return DateTime{}, false
	}
	for _, layout := range isoLayouts {
		if t, err := time.ParseInLocation(layout, text, f.Zone()); err == nil {
			return DateTime{T: t.In(f.Zone())}, true
		}
	}
	return DateTime{}, false
}

// ToDateTime returns v as a date-time: itself, or what a text in a documented
// form or in ISO 8601 says.
func ToDateTime(v Value, f *Format) (DateTime, error) {
	if d, ok := v.AsDateTime(); ok {
		return d, nil
	}
	if s, ok := v.AsText(); ok {
		if d, found := ParseDateTime(s, f); found {
			return d, nil
		}
		if d, found := ParseISO(s, f); found {
			return d, nil
		}
	}
	return DateTime{}, CastError(v, types.DateTime)
}

// WithTime gives a date its midnight: a map stores full date-times.
// Source: https://www.zoho.com/deluge/help/datatypes/map.html
func WithTime(v Value) Value {
	if d, ok := v.AsDateTime(); ok && d.DateOnly {
		return OfDateTime(DateTime{T: d.T})
	}
	return v
}

// javaFields are the letters of Java date patterns that have a Go layout, with
// the least count of letters each stands for.
var javaFields = [256][]struct {
	count  int
	layout string
}{
	'y': {{3, "2006"}, {2, "06"}, {1, "2006"}},
	'M': {{4, "January"}, {3, "Jan"}, {2, "01"}, {1, "1"}},
	'd': {{2, "02"}, {1, "2"}},
	'E': {{4, "Monday"}, {1, "Mon"}},
}

// DateLayoutOf turns a date format in Java letters, such as "dd-MMM-yyyy", into
// the Go layout that Format takes. ok is false for letters that are no part of a
// date.
func DateLayoutOf(pattern string) (layout string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		c := pattern[i]
		n := 1
		for i+n < len(pattern) && pattern[i+n] == c {
			n++
		}
		forms := javaFields[c]
		if forms == nil {
			if c|0x20 >= 'a' && c|0x20 <= 'z' || isDigit(c) {
				return "", false
			}
			b.WriteString(pattern[i : i+n])
		}
		for _, form := range forms {
			if n >= form.count {
				b.WriteString(form.layout)
				break
			}
		}
		i += n
	}
	return b.String(), true
}
