package datetime

import (
	"fmt"
	"time"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file measures the time between two dates.

// two unpacks two dates.
func two(c *registry.Call) (from, to date, err error) {
	a := c.Unpack()
	x, y := a.Value("start"), a.Value("end")
	if err = a.Err(); err != nil {
		return from, to, err
	}
	if from, err = moment(c, 1, x); err != nil {
		return from, to, err
	}
	to, err = moment(c, 2, y)
	return from, to, err
}

// between makes a built-in that counts from one date to another.
func between(count func(from, to date) int64) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		from, to, err := two(c)
		if err != nil {
			return value.Null, err
		}
		return value.Number(count(from, to)), nil
	}
}

// dayNumber counts days without regard to zones and their changes.
func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}

func days(from, to date) int64 { return dayNumber(to.T) - dayNumber(from.T) }

func hours(from, to date) int64 { return int64(to.T.Sub(from.T) / time.Hour) }

// calendarMonths counts whole months, whatever the times of day.
func calendarMonths(from, to date) int64 {
	if dayNumber(to.T) < dayNumber(from.T) {
		return -calendarMonths(to, from)
	}
	n := int64(to.T.Year()-from.T.Year())*12 + int64(to.T.Month()-from.T.Month())
	if to.T.Day() < from.T.Day() {
		n--
	}
	return n
}

func yearFraction(c *registry.Call) (value.Value, error) {
	from, to, err := two(c)
	if err != nil {
		return value.Null, err
	}
	const year = 365 * 24 * float64(time.Hour/time.Millisecond)
	return value.Float(float64(to.T.UnixMilli()-from.T.UnixMilli()) / year), nil
}

// timeBetween folds days into hours; the end must not lie before the start.
func timeBetween(c *registry.Call) (value.Value, error) {
	from, to, err := two(c)
	if err != nil {
		return value.Null, err
	}
	s := int64(to.T.Sub(from.T) / time.Second)
	if s < 0 {
		return value.Null, c.Errorf("The end given to timeBetween lies before the start")
	}
	return value.Text(fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)), nil
}
