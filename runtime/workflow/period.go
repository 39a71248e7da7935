package workflow

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Period is a length of time in calendar units: a month is not a number of hours.
type Period struct {
	Months, Days int
	Clock        time.Duration
}

// after returns t moved by p; the end of a shorter month bounds the day.
func (p Period) after(t time.Time) time.Time {
	if p.Months != 0 {
		first := time.Date(t.Year(), t.Month()+time.Month(p.Months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
		last := first.AddDate(0, 1, -1).Day()
		t = first.AddDate(0, 0, min(t.Day(), last)-1)
	}
	return t.AddDate(0, 0, p.Days).Add(p.Clock)
}

// periodOf returns n units of the given singular; ok is false for other words.
func periodOf(n int, unit string) (p Period, ok bool) {
	switch unit {
	case "second":
		p.Clock = time.Duration(n) * time.Second
	case "minute":
		p.Clock = time.Duration(n) * time.Minute
	case "hour":
		p.Clock = time.Duration(n) * time.Hour
	case "day":
		p.Days = n
	case "week":
		p.Days = 7 * n
	case "month":
		p.Months = n
	case "year":
		p.Months = 12 * n
	default:
		return Period{}, false
	}
	return p, true
}

// maxUnits keeps sums of dates inside the range of time.Time.
const maxUnits = 100_000

// parsePeriod reads NUMBER UNIT, such as "3 days" or "-2 weeks".
func parsePeriod(s string) (Period, error) {
	number, unit, ok := strings.Cut(strings.TrimSpace(s), " ")
	n, err := strconv.Atoi(number)
	unit = strings.ToLower(strings.TrimSpace(unit))
	if unit == "business day" || unit == "business days" {
		return Period{}, fmt.Errorf("business days are not available yet in this version")
	}
	p, known := periodOf(n, strings.TrimSuffix(unit, "s"))
	if !ok || err != nil || !known || n > maxUnits || n < -maxUnits {
		return Period{}, fmt.Errorf("%q is no length of time; write a number and a unit, such as 3 days", s)
	}
	return p, nil
}

// parseTimeout reads a duration such as "30s" or "30 seconds".
func parseTimeout(s string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.TrimSpace(s))
	if err != nil {
		p, perr := parsePeriod(s)
		if perr != nil || p.Months != 0 || p.Days != 0 {
			return 0, fmt.Errorf("%q is no time limit; write one such as 30s", s)
		}
		d = p.Clock
	}
	if d <= 0 {
		return 0, fmt.Errorf("a time limit must be more than zero")
	}
	return d, nil
}
