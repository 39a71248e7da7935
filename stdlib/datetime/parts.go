package datetime

import (
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/javafmt"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file reads the parts of dates: their day, hour and week.

// parts are the functions that give one number of a date. clock marks those
// that a time of day has too.
var parts = []struct {
	name    string
	aliases []string
	get     func(time.Time) int
	clock   bool
	summary string
	prints  string // for 28-Sep-2021 16:07:59
}{
	{"day", []string{"getDay"}, time.Time.Day, false, "The day of the month.", "28\n"},
	{"month", []string{"getMonth"}, func(t time.Time) int { return int(t.Month()) }, false, "The month, from 1.", "9\n"},
	{"getYear", []string{"year"}, time.Time.Year, false, "The year with four digits.", "2021\n"},
	{"hour", []string{"getHour"}, time.Time.Hour, true, "The hour, from 0 to 23.", "16\n"},
	{"minute", []string{"getMinutes"}, time.Time.Minute, true, "The minute.", "7\n"},
	{"second", []string{"getSeconds"}, time.Time.Second, true, "The second.", "59\n"},
	{"weekday", []string{"getDayOfWeek"}, func(t time.Time) int { return int(t.Weekday()) + 1 }, false, "The day of the week, 1 for Sunday.", "3\n"},
	{"getDayOfYear", nil, time.Time.YearDay, false, "The day of the year, from 1.", "271\n"},
}

func registerParts(r *registry.Registry) {
	for _, p := range parts {
		recv := sig.Date
		if p.clock {
			recv = sig.DateOrTime
		}
		r.Add(&registry.Func{
			Name: p.name, Aliases: p.aliases, Forms: registry.Both, Call: part(p.get), Sig: sig.Of(recv, types.Number),
			Doc: sig.Doc("functions/date-time.html", p.summary, "info '28-Sep-2021 16:07:59'."+p.name+"();", p.prints),
		})
	}
}

func part(get func(time.Time) int) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v := a.Value("date")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		if clock, ok := v.AsTime(); ok {
			return value.Number(int64(get(time.Unix(int64(clock.Seconds()), 0).UTC()))), nil
		}
		d, err := moment(c, 1, v)
		if s, ok := v.AsText(); err != nil && ok && isShapeless(s) {
			return value.Null, nil
		}
		if err != nil {
			return value.Null, err
		}
		return value.Number(int64(get(d.T))), nil
	}
}

// isShapeless reports whether a text that is no date has a part of a length that
// no date has: three digits, five or more, or a word of less than three letters.
// The functions that read a part of a date answer those with null and every
// other unreadable text with an error.
// Source: https://www.zoho.com/deluge/help/functions/datetime/getday.html
func isShapeless(s string) bool {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !isDigit(r) && !isLetter(r) }) {
		digits := strings.TrimFunc(word, isDigit) == ""
		if digits && (len(word) == 3 || len(word) > 4) || !digits && len(word) < 3 && !isHalf(word) {
			return true
		}
	}
	return false
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
func isHalf(s string) bool { return strings.EqualFold(s, "am") || strings.EqualFold(s, "pm") }

// startOf makes a built-in that goes back to the start of a period, a full
// date-time at midnight.
func startOf(start func(date) time.Time) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v := a.Value("date")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		d, err := moment(c, 1, v)
		if err != nil {
			return value.Null, err
		}
		return give(date{T: start(d.Date())})
	}
}

func weekStart(d date) time.Time  { return d.T.AddDate(0, 0, -int(d.T.Weekday())) }
func monthStart(d date) time.Time { return d.T.AddDate(0, 0, 1-d.T.Day()) }

// weekdayNamed returns the day with an English name.
func weekdayNamed(name string) (time.Weekday, error) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), strings.TrimSpace(name)) {
			return d, nil
		}
	}
	return 0, &value.Error{Message: "'" + name + "' is not the name of a day, such as \"Sunday\""}
}

// weekDay makes nextWeekDay or previousWeekDay; the date itself never counts.
func weekDay(sign int) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v, name := a.Value("date"), a.Text("dayName")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		d, err := moment(c, 1, v)
		if err != nil {
			return value.Null, err
		}
		day, err := weekdayNamed(name)
		if err != nil {
			return value.Null, err
		}
		away := (sign*int(day-d.T.Weekday())+6)%7 + 1
		return give(date{T: addDays(d.Date().T, sign*away), DateOnly: true})
	}
}

func weekOfYear(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, name := a.Value("date"), a.OptText("startDay", "Sunday")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if len(c.Args) > 1 && c.Host.Dialect == host.Creator {
		return value.Null, registry.ArityError(c.Name)
	}
	d, err := moment(c, 1, v)
	if err != nil {
		return value.Null, err
	}
	start, err := weekdayNamed(name)
	if err != nil {
		return value.Null, err
	}
	_, n := javafmt.WeekOf(d.T, start)
	return value.Number(int64(n)), nil
}
