package javafmt

import (
	"strings"
	"time"
)

// reader takes the fields of a date off the front of a text.
type reader struct {
	text string // what is left
	bad  bool

	year, month, day       int // month and day are 0 when not given
	hour, minute, sec, mil int
	pm, half               bool // half: the hour counts to 12
	yearDay                int
	weekday                int // 1 for Monday to 7; 0: not given
	zone                   *time.Location
	zoneWord               string // name of a zone in the text
	pivot                  int    // latest year a two-digit year may mean
}

// ParseDate reads text by a date pattern, in loc unless the text names a zone.
// Numbers must exist (no 31st of February) and the whole text must fit. pivot is
// the latest year that two digits may stand for.
func ParseDate(text, pattern string, loc *time.Location, pivot int) (time.Time, error) {
	parts, err := splitDate(pattern)
	if err != nil {
		return time.Time{}, err
	}
	r := reader{text: text, year: 1970, zone: loc, pivot: pivot}
	for i, p := range parts {
		r.take(p, i+1 < len(parts) && parts[i+1].letter != 0)
	}
	t, ok := r.time()
	if !ok || r.bad || strings.TrimSpace(r.text) != "" {
		return time.Time{}, errorf("UnParsable date: %q does not fit %q", preview(text), preview(pattern))
	}
	return t, nil
}

// preview cuts a text that goes into a message.
func preview(s string) string {
	if runes := []rune(s); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return s
}

// take reads one part. A number that is followed by another one without a
// separator has exactly as many digits as the pattern has letters.
func (r *reader) take(p part, adjacent bool) {
	if p.letter == 0 {
		r.literal(p.text)
		return
	}
	width := 0
	if adjacent {
		width = p.count
	}
	switch p.letter {
	case 'G':
		r.name([]string{"AD", "BC"})
	case 'y', 'Y':
		r.takeYear(p, width)
	case 'M', 'L':
		if p.count > 2 {
			r.month = r.name(monthNames) + 1
			return
		}
		r.month = r.number(width)
		r.bad = r.bad || r.month < 1
	case 'E':
		r.weekday = (r.name(dayNames)+6)%7 + 1
	case 'a':
		r.pm, r.half = r.name([]string{"AM", "PM"}) == 1, true
	case 'z', 'Z', 'X':
		r.takeZone(p)
	default:
		r.takeNumber(p.letter, r.number(width))
	}
}

func (r *reader) takeNumber(letter byte, n int) {
	switch letter {
	case 'd':
		r.day = n
		r.bad = r.bad || n < 1
	case 'D':
		r.yearDay = n
		r.bad = r.bad || n < 1
	case 'H':
		r.hour = n
	case 'k':
		r.hour = n % 24
		r.bad = r.bad || n < 1 || n > 24
	case 'h':
		r.hour, r.half = n%12, true
		r.bad = r.bad || n < 1 || n > 12
	case 'K':
		r.hour, r.half = n%12, true
		r.bad = r.bad || n > 11
	case 'u':
		r.weekday = n
		r.bad = r.bad || n < 1 || n > 7
	case 'm':
		r.minute = n
	case 's':
		r.sec = n
	case 'S':
		r.mil = n
	}
}

func (r *reader) literal(s string) {
	if !strings.HasPrefix(r.text, s) {
		r.bad = true
		return
	}
	r.text = r.text[len(s):]
}

// number reads width digits, or as many as there are when width is 0.
func (r *reader) number(width int) int {
	r.text = strings.TrimLeft(r.text, " ")
	n, i := 0, 0
	for i < len(r.text) && (width == 0 || i < width) && r.text[i] >= '0' && r.text[i] <= '9' && i < 9 {
		n = n*10 + int(r.text[i]-'0')
		i++
	}
	if i == 0 || i < width {
		r.bad = true
	}
	r.text = r.text[i:]
	return n
}

func (r *reader) takeYear(p part, width int) {
	before := len(strings.TrimLeft(r.text, " "))
	r.year = r.number(width)
	if digits := before - len(r.text); p.count <= 2 && digits == 2 {
		century := r.pivot - r.pivot%100
		if r.year += century; r.year > r.pivot {
			r.year -= 100
		}
	}
}

var monthNames = []string{
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December",
}

var dayNames = []string{
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
}

// name reads one of names, whole or its first three letters, in any case.
func (r *reader) name(names []string) int {
	i := 0
	for i < len(r.text) && isLetter(r.text[i]) {
		i++
	}
	for at, n := range names {
		if strings.EqualFold(r.text[:i], n) || len(n) > 3 && strings.EqualFold(r.text[:i], n[:3]) {
			r.text = r.text[i:]
			return at
		}
	}
	r.bad = true
	return -1
}

// takeZone reads an offset as the letter writes it, or the name of a zone.
func (r *reader) takeZone(p part) {
	r.text = strings.TrimLeft(r.text, " ")
	end := strings.IndexByte(r.text, ' ')
	if end < 0 {
		end = len(r.text)
	}
	word := r.text[:end]
	layout := "-0700"
	if p.letter == 'X' {
		layout = []string{"Z07", "Z0700", "Z07:00"}[p.count-1]
	}
	if t, err := time.Parse(layout, word); err == nil {
		_, offset := t.Zone()
		r.zone, r.text = time.FixedZone("", offset), r.text[end:]
		return
	}
	if p.letter == 'X' || word == "" {
		r.bad = true
		return
	}
	r.zoneWord, r.text = word, r.text[end:]
}

func (r *reader) time() (time.Time, bool) {
	hour := r.hour
	if r.half && r.pm {
		hour = hour%12 + 12
	}
	day := r.date()
	if hour > 23 || r.minute > 59 || r.sec > 59 || r.mil > 999 || r.year > 9999 {
		return time.Time{}, false
	}
	if !r.exists(day) || !r.findZone(day) {
		return time.Time{}, false
	}
	t := time.Date(day.Year(), day.Month(), day.Day(), hour, r.minute, r.sec, r.mil*int(time.Millisecond), r.zone)
	return later(t), t.Hour() == hour && t.Minute() == r.minute // no clock shows the hour that summer time skips
}

// exists reports whether there is such a day, and whether the fields agree.
func (r *reader) exists(day time.Time) bool {
	if r.weekday > 0 && r.weekday != (int(day.Weekday())+6)%7+1 {
		return false
	}
	if r.yearDay > yearLen(r.year) {
		return false
	}
	return (r.day == 0 || day.Day() == r.day) && (r.month == 0 || int(day.Month()) == r.month)
}

// date returns the day that the fields name; months and days that do not exist give
// one that does not agree with them.
func (r *reader) date() time.Time {
	month, day := max(r.month, 1), max(r.day, 1)
	if r.yearDay > 0 {
		month, day = 1, r.yearDay
	}
	return time.Date(r.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// findZone looks the name of a zone in the text up.
func (r *reader) findZone(day time.Time) bool {
	if r.zoneWord == "" {
		return true
	}
	zone, ok := zoneNamed(r.zoneWord, time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, r.zone))
	r.zone = zone
	return ok
}

// later returns the second of the two moments that have the wall clock of t, where
// clocks were put back, else t.
func later(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	if end.IsZero() {
		return t
	}
	_, before := t.Zone()
	_, after := end.Zone()
	if second := t.Add(time.Duration(before-after) * time.Second); before > after && !second.Before(end) {
		return second
	}
	return t
}
