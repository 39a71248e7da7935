package workflow

import (
	"strconv"
	"strings"
	"time"

	"github.com/dg-lang/dg/runtime/value"
)

// dates returns the stretch of time [from, to) that a given value names: a day, a
// calendar period, or an instant, for which from equals to.
func (c comparison) dates(v value.Value) (from, to time.Time, ok bool) {
	if d, isDate := v.AsDateTime(); isDate {
		return stretch(d)
	}
	s, isText := v.AsText()
	if !isText {
		return from, to, false
	}
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	now := c.now.In(c.format.Zone())
	if from, to, ok = relative(s, now); ok {
		return from, to, true
	}
	if d, ok := value.ParseISO(strings.ToUpper(s), c.format); ok {
		return stretch(d)
	}
	if d, ok := value.ParseDateTime(s, c.format); ok {
		return stretch(d)
	}
	return from, to, false
}

func stretch(d value.DateTime) (from, to time.Time, ok bool) {
	if !d.DateOnly {
		return d.T, d.T, true
	}
	from, to = day(d.T)
	return from, to, true
}

// day returns the day of t in its zone.
func day(t time.Time) (from, to time.Time) {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location()), time.Date(y, m, d+1, 0, 0, 0, 0, t.Location())
}

// relative reads the words for a time near now: now, today, tomorrow, yesterday,
// "+3 days", "this week", "next month", "last 30 days".
func relative(s string, now time.Time) (from, to time.Time, ok bool) {
	switch s {
	case "now":
		return now, now, true
	case "today":
		from, to = day(now)
		return from, to, true
	case "tomorrow":
		from, to = day(now.AddDate(0, 0, 1))
		return from, to, true
	case "yesterday":
		from, to = day(now.AddDate(0, 0, -1))
		return from, to, true
	case "":
		return from, to, false
	}
	if s[0] == '+' || s[0] == '-' {
		return offset(s, now)
	}
	which, rest, _ := strings.Cut(s, " ")
	if which != "this" && which != "next" && which != "last" {
		return from, to, false
	}
	if count, unit, counted := strings.Cut(rest, " "); counted {
		return counting(which, count, unit, now)
	}
	return period(which, rest, now)
}

// offset moves now; by hours and minutes it is an instant, else a day.
func offset(s string, now time.Time) (from, to time.Time, ok bool) {
	p, err := parsePeriod(s[1:])
	if err != nil {
		return from, to, false
	}
	if s[0] == '-' {
		p = Period{-p.Months, -p.Days, -p.Clock}
	}
	at := p.after(now)
	if p.Clock != 0 {
		return at, at, true
	}
	from, to = day(at)
	return from, to, true
}

// counting is "last 30 days" or "next 2 weeks"; both include today.
func counting(which, count, unit string, now time.Time) (from, to time.Time, ok bool) {
	n, err := strconv.Atoi(count)
	p, perr := parsePeriod(count + " " + unit)
	if err != nil || perr != nil || n < 1 || p.Clock != 0 || which == "this" {
		return from, to, false
	}
	from, to = day(now)
	if which == "last" {
		from, _ = day(Period{-p.Months, -p.Days, 0}.after(now))
	} else {
		_, to = day(p.after(now))
	}
	return from, to, true
}

// period is a whole calendar period; weeks begin on Monday as in ISO 8601.
func period(which, unit string, now time.Time) (from, to time.Time, ok bool) {
	k := map[string]int{"this": 0, "next": 1, "last": -1}[which]
	y, m, d := now.Date()
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, now.Location()) }
	switch unit {
	case "week":
		monday := d - int(now.Weekday()+6)%7 + 7*k
		return at(y, m, monday), at(y, m, monday+7), true
	case "month":
		return at(y, m+time.Month(k), 1), at(y, m+time.Month(k+1), 1), true
	case "quarter":
		first := m - (m-1)%3 + time.Month(3*k)
		return at(y, first, 1), at(y, first+3, 1), true
	case "year":
		return at(y+k, 1, 1), at(y+k+1, 1, 1), true
	}
	return from, to, false
}
