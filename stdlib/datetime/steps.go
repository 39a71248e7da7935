package datetime

import (
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file adds to dates and takes away from them.

type date = value.DateTime

// maxSteps bounds the count of a step, so that no date overflows.
const maxSteps = 100_000_000

// moment returns v as a date-time. Text counts outside Creator, which insists on
// dates.
func moment(c *registry.Call, index int, v value.Value) (date, error) {
	if d, ok := v.AsDateTime(); ok {
		return d, nil
	}
	s, ok := v.AsText()
	if !ok || c.Host.Dialect == host.Creator {
		return date{}, registry.TypeError(index, v.Kind(), types.DateTime)
	}
	d, err := value.ToDateTime(v, c.Host.Format)
	if err != nil {
		return date{}, unparsable(s)
	}
	return d, nil
}

// unparsable is the vendor's text for a date that cannot be read.
// Source: https://www.zoho.com/deluge/help/error-messages.html
func unparsable(s string) error {
	return &value.Error{Message: "UnParsable date: '" + value.Preview(s) + "'"}
}

// dateAnd unpacks a date and a whole number.
func dateAnd(c *registry.Call) (date, int64, error) {
	a := c.Unpack()
	v, n := a.Value("date"), a.Number("count")
	if err := a.Err(); err != nil {
		return date{}, 0, err
	}
	if n < -maxSteps || n > maxSteps {
		return date{}, 0, outOfRange()
	}
	d, err := moment(c, 1, v)
	return d, n, err
}

func outOfRange() error { return &value.Error{Message: "The date is out of range"} }

// give returns a date whose year has four digits.
func give(d date) (value.Value, error) {
	if y := d.T.Year(); y < 1 || y > 9999 {
		return value.Null, outOfRange()
	}
	return value.OfDateTime(d), nil
}

// step adds n units to t.
type step func(t time.Time, n int) time.Time

func addDays(t time.Time, n int) time.Time  { return sameClock(t, t.AddDate(0, 0, n)) }
func addWeeks(t time.Time, n int) time.Time { return addDays(t, 7*n) }

// sameClock moves a new day's time behind the hour that summer time skips, as Java
// does, where the clock of t does not exist on it.
func sameClock(t, moved time.Time) time.Time {
	sinceMidnight := func(t time.Time) int { return t.Hour()*3600 + t.Minute()*60 + t.Second() }
	if lost := sinceMidnight(t) - sinceMidnight(moved); lost > 0 {
		return moved.Add(time.Duration(lost) * time.Second)
	}
	return moved
}

// addMonths keeps the day, or takes the last one of a shorter month.
func addMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return sameClock(t, first.AddDate(0, 0, min(d, last)-1))
}

func addYears(t time.Time, n int) time.Time { return addMonths(t, 12*n) }

// steps are the units of the add and sub functions, and whether a date without a
// time stays one. later and earlier are what a step of one makes of
// 14-Jan-2021 20:15:45.
var steps = []struct {
	unit           string
	aliases        []string
	add            step
	whole          bool
	word           string
	later, earlier string
}{
	{"Day", []string{"Days"}, addDays, true, "days", "15-Jan-2021 20:15:45\n", "13-Jan-2021 20:15:45\n"},
	{"Week", nil, addWeeks, true, "weeks", "21-Jan-2021 20:15:45\n", "07-Jan-2021 20:15:45\n"},
	{"Month", nil, addMonths, true, "months", "14-Feb-2021 20:15:45\n", "14-Dec-2020 20:15:45\n"},
	{"Year", nil, addYears, true, "years", "14-Jan-2022 20:15:45\n", "14-Jan-2020 20:15:45\n"},
	{"Hour", nil, addHours, false, "hours", "14-Jan-2021 21:15:45\n", "14-Jan-2021 19:15:45\n"},
	{"Minutes", []string{"Minute"}, addMinutes, false, "minutes", "14-Jan-2021 20:16:45\n", "14-Jan-2021 20:14:45\n"},
	{"Seconds", []string{"Second"}, addSeconds, false, "seconds", "14-Jan-2021 20:15:46\n", "14-Jan-2021 20:15:44\n"},
}

func addHours(t time.Time, n int) time.Time   { return t.Add(time.Duration(n) * time.Hour) }
func addMinutes(t time.Time, n int) time.Time { return t.Add(time.Duration(n) * time.Minute) }
func addSeconds(t time.Time, n int) time.Time { return t.Add(time.Duration(n) * time.Second) }

func registerSteps(r *registry.Registry) {
	for _, s := range steps {
		for _, way := range []struct {
			prefix, word, prints string
			sign                 int
		}{{"add", "later", s.later, 1}, {"sub", "earlier", s.earlier, -1}} {
			name := way.prefix + s.unit
			f := &registry.Func{
				Name: name, Forms: registry.Both, Call: stepBy(s.add, way.sign, s.whole),
				Sig: sig.Of(sig.Date, types.DateTime, sig.P("count", sig.Numeric)),
				Doc: sig.Doc(page(strings.ToLower(name)), "The date-time that many "+s.word+" "+way.word+"; a negative count goes the other way.",
					"info '14-Jan-2021 20:15:45'."+name+"(1);", way.prints),
			}
			for _, a := range s.aliases {
				f.Aliases = append(f.Aliases, way.prefix+a)
			}
			if !s.whole {
				f.Sig.Recv, f.Sig.Result = sig.DateOrTime, []types.Kind{types.DateTime, types.Time}
			}
			r.Add(f)
		}
	}
}

func stepBy(add step, sign int, whole bool) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		if len(c.Args) > 0 && c.Args[0].Kind() == types.Time {
			return stepClock(c, add, sign)
		}
		d, n, err := dateAnd(c)
		if err != nil {
			return value.Null, err
		}
		return give(date{T: add(d.T, sign*int(n)), DateOnly: d.DateOnly && whole})
	}
}

// stepClock moves a time of day, which must stay inside its day.
// Source: https://www.zoho.com/deluge/help/datatypes/time.html
func stepClock(c *registry.Call, add step, sign int) (value.Value, error) {
	a := c.Unpack()
	v, n := a.Value("time"), a.Number("count")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	clock, _ := v.AsTime()
	midnight := time.Unix(0, 0).UTC()
	t := add(midnight.Add(time.Duration(clock.Seconds())*time.Second), sign*int(n))
	seconds := int(t.Sub(midnight) / time.Second)
	if n < -maxSteps || n > maxSteps || seconds < 0 || seconds >= 24*60*60 {
		return value.Null, c.Errorf("Invalid Operation. Value outside 24 hour range")
	}
	return value.OfTime(value.ClockOf(seconds)), nil
}

func edate(c *registry.Call) (value.Value, error) {
	d, n, err := dateAnd(c)
	if err != nil {
		return value.Null, err
	}
	return give(date{T: addMonths(d.T, int(n))}.Date())
}

func eomonth(c *registry.Call) (value.Value, error) {
	d, n, err := dateAnd(c)
	if err != nil {
		return value.Null, err
	}
	y, m, _ := d.T.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, d.T.Location())
	return give(date{T: last, DateOnly: true})
}
