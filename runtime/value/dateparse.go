package value

import (
	"strings"
	"sync"
	"time"
)

// This file reads dates and times, in literals and in text, by one list of
// forms.
// Source: https://www.zoho.com/deluge/help/datatypes/datetime.html

// ParseDateTime reads a date with an optional time of day in one of the
// documented forms, first the application's own, then the others in the vendor's
// order; a form whose day or month does not exist is passed over. ok is false
// when no form fits the whole text.
//
// A two-digit year lies within 80 years before and 20 years after f.Now. An hour
// of 24 or more sets the whole time to midnight, minutes or seconds of 60 or more
// set themselves and what follows to zero.
func ParseDateTime(text string, f *Format) (d DateTime, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) < len("1-1-20") || len(text) > 64 {
		return DateTime{}, false
	}
	if d, ok = f.parseWith(compileLayout(f.dateLayout()), text); ok {
		return d, true
	}
	for _, p := range datePatterns() {
		if d, ok = f.parseWith(p, text); ok {
			return d, true
		}
	}
	return DateTime{}, false
}

// dateLayouts is the vendor's list, in its order, as Go layouts.
var dateLayouts = []string{
	"02-Jan-06", "02-Jan-2006", "02-January-06", "02-January-2006",
	"01-02-06", "06-01-02", "02-01-06", "02-01-2006", "01-02-2006", "2006-01-02",
	"06/01/02", "02/01/06", "01/02/06", "2006/01/02", "01/02/2006", "02/01/2006",
	"02 Jan,06", "Jan 02,06", "02 Jan,2006", "Jan 02,2006", "02 January,06", "January 02,06",
	"02 January,2006", "January 02,2006", "Mon,January 02,2006", "Mon,Jan 02,2006",
	"Jan 02 06", "02 Jan 06", "Jan 02 2006", "02 Jan 2006", "January 02 06", "02 January 06",
	"02 January 2006", "January 02 2006",
	"02.01.06", "01.02.06", "06.01.02", "02 01 2006", "02.01.2006", "01.02.2006", "2006.01.02",
}

var datePatterns = sync.OnceValue(func() (all [][]token) {
	for _, l := range dateLayouts {
		all = append(all, compileLayout(l))
	}
	return all
})

// token is one part of a date form: a field, or a separator to match as it is.
type token struct {
	field byte // one of the letters of fields; 0: separator
	text  string
}

// fields maps the parts of a Go layout to field letters; longer ones first.
var fields = []struct {
	layout string
	field  byte
}{
	{"January", 'M'}, {"Jan", 'M'}, {"Monday", 'E'}, {"Mon", 'E'}, {"2006", 'Y'}, {"06", 'y'},
	{"02", 'd'}, {"_2", 'd'}, {"2", 'd'}, {"01", 'm'}, {"1", 'm'},
}

func compileLayout(layout string) (out []token) {
	for layout != "" {
		t, size := nextToken(layout)
		out, layout = append(out, t), layout[size:]
	}
	return out
}

func nextToken(layout string) (token, int) {
	for _, f := range fields {
		if strings.HasPrefix(layout, f.layout) {
			return token{field: f.field}, len(f.layout)
		}
	}
	return token{text: layout[:1]}, 1
}

// parseWith reads text as the form p followed by an optional time.
func (f *Format) parseWith(p []token, text string) (DateTime, bool) {
	s := scanner{s: text}
	day, month, year := 0, 0, -1
	for _, t := range p {
		switch t.field {
		case 0:
			s.literal(t.text)
		case 'd':
			day = s.number(1, 2)
		case 'm':
			month = s.number(1, 2)
		case 'M':
			month = s.name(monthNames[:]) + 1
		case 'E':
			s.name(dayNames[:])
		case 'Y':
			year = s.number(4, 4)
		case 'y':
			year = f.fullYear(s.number(2, 2))
		}
		if s.bad {
			return DateTime{}, false
		}
	}
	if !dayExists(year, month, day) {
		return DateTime{}, false
	}
	return f.withClock(year, month, day, s.s)
}

func dayExists(year, month, day int) bool {
	if year < 0 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// withClock adds the time of day in rest to a date.
func (f *Format) withClock(year, month, day int, rest string) (DateTime, bool) {
	at := func(h, m, s int) time.Time {
		return time.Date(year, time.Month(month), day, h, m, s, 0, f.Zone())
	}
	if rest == "" {
		return DateTime{T: at(0, 0, 0), DateOnly: true}, true
	}
	if rest[0] != ' ' {
		return DateTime{}, false
	}
	h, m, s, ok := clockParts(rest)
	if !ok {
		return DateTime{}, false
	}
	h, m, s = resetClock(h, m, s)
	return DateTime{T: at(h, m, s)}, true
}

func resetClock(h, m, s int) (int, int, int) {
	switch {
	case h >= 24:
		return 0, 0, 0
	case m >= 60:
		return h, 0, 0
	case s >= 60:
		return h, m, 0
	}
	return h, m, s
}

// clockParts reads HH:mm:ss or hh:mm:ss AM, all of text.
func clockParts(text string) (h, m, sec int, ok bool) {
	s := scanner{s: text}
	h = s.number(1, 2)
	s.literal(":")
	m = s.number(1, 2)
	s.literal(":")
	sec = s.number(1, 2)
	if s.bad {
		return 0, 0, 0, false
	}
	switch half := strings.TrimSpace(s.s); {
	case half == "":
	case strings.EqualFold(half, "am"):
		if h == 12 {
			h = 0
		}
	case strings.EqualFold(half, "pm"):
		if h < 12 {
			h += 12
		}
	default:
		return 0, 0, 0, false
	}
	return h, m, sec, true
}

// OutsideDay reports whether text is written as a time of day and is none, such as
// 24:00:00.
// Source: https://www.zoho.com/deluge/help/datatypes/time.html
func OutsideDay(text string) bool {
	h, m, s, ok := clockParts(strings.TrimSpace(text))
	return ok && (h > 23 || m > 59 || s > 59)
}

// ParseClock reads a time of day, HH:mm:ss or hh:mm:ss AM. ok is false for
// anything else and for times outside the day.
func ParseClock(text string) (c Clock, ok bool) {
	h, m, s, ok := clockParts(strings.TrimSpace(text))
	if !ok || h > 23 || m > 59 || s > 59 {
		return Clock{}, false
	}
	return Clock{h, m, s}, true
}

// fullYear gives a two-digit year its century: within 80 years before and 20
// years after the present one.
func (f *Format) fullYear(yy int) int {
	now := 2026
	if f != nil && !f.Now.IsZero() {
		now = f.Now.Year()
	}
	first := now - 80
	year := first - first%100 + yy
	if year < first {
		year += 100
	}
	return year
}

var monthNames = [...]string{
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December",
}

var dayNames = [...]string{
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
}

// scanner takes parts off the front of s. After a part that is missing, bad is
// set and the results mean nothing.
type scanner struct {
	s   string
	bad bool
}

func (s *scanner) literal(t string) {
	if !strings.HasPrefix(s.s, t) {
		s.bad = true
		return
	}
	s.s = s.s[len(t):]
}

// number reads a run of least to most digits; blanks in front do not count.
func (s *scanner) number(least, most int) int {
	s.s = strings.TrimLeft(s.s, " ")
	n, i := 0, 0
	for i < len(s.s) && isDigit(s.s[i]) {
		if i < most {
			n = n*10 + int(s.s[i]-'0')
		}
		i++
	}
	if i < least || i > most {
		s.bad = true
		return -1
	}
	s.s = s.s[i:]
	return n
}

// name reads one of names, whole or its first three letters, in any case, and
// returns its position.
func (s *scanner) name(names []string) int {
	s.s = strings.TrimLeft(s.s, " ")
	i := 0
	for i < len(s.s) && (s.s[i]|0x20) >= 'a' && (s.s[i]|0x20) <= 'z' {
		i++
	}
	word := s.s[:i]
	for at, n := range names {
		if strings.EqualFold(word, n) || strings.EqualFold(word, n[:3]) {
			s.s = s.s[i:]
			return at
		}
	}
	s.bad = true
	return -1
}
