package datetime

import (
	"strconv"
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file counts working days and hours.

// maxBusinessDays is the vendor's limit for one step.
// Source: https://www.zoho.com/deluge/help/functions/datetime/sub-business-day.html
const maxBusinessDays = 365

// maxSpan bounds the days between two dates that are walked one by one.
const maxSpan = 366 * 1000

// calendar knows which days are free.
type calendar struct {
	weekend  [7]bool
	holidays map[int64]bool // by day number
}

func (k *calendar) isFree(t time.Time) bool {
	return k.weekend[t.Weekday()] || k.holidays[dayNumber(t)]
}

// newCalendar reads the weekend's day names, Saturday and Sunday when null, and
// the dates of holidays.
func newCalendar(c *registry.Call, weekends, holidays value.Value) (*calendar, error) {
	k := &calendar{holidays: map[int64]bool{}}
	if weekends.IsNull() {
		k.weekend[time.Saturday], k.weekend[time.Sunday] = true, true
	}
	err := each(weekends, func(v value.Value) error {
		day, err := weekdayNamed(c.Host.Format.Text(v))
		k.weekend[day] = k.weekend[day] || err == nil
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(holidays, func(v value.Value) error {
		d, err := moment(c, 1, v)
		k.holidays[dayNumber(d.T)] = err == nil
		return err
	})
	if k.weekend == [7]bool{true, true, true, true, true, true, true} {
		return nil, c.Errorf("Every day given to %s is a weekend", c.Name)
	}
	return k, err
}

// each calls f for the elements of a list, collection or comma text; a single
// date counts as a list of one, null as none.
func each(v value.Value, f func(value.Value) error) error {
	if v.IsNull() {
		return nil
	}
	if v.Kind() == types.DateTime {
		return f(v)
	}
	l, err := value.ToList(v)
	if err != nil {
		return err
	}
	for _, item := range l.Items() {
		if err := f(item); err != nil {
			return err
		}
	}
	return nil
}

// businessDays makes the functions that walk working days; a negative count
// leaves the date as it is.
func businessDays(sign int, dropTime bool) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v, n := a.Value("date"), a.Number("n")
		weekends, holidays := a.OptValue("weekends", value.Null), a.OptValue("holidays", value.Null)
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		if n > maxBusinessDays {
			return value.Null, c.Errorf("%s moves by at most %d days", c.Name, maxBusinessDays)
		}
		d, err := moment(c, 1, v)
		if err != nil {
			return value.Null, err
		}
		free, err := newCalendar(c, weekends, holidays)
		if err != nil {
			return value.Null, err
		}
		if dropTime && n >= 0 {
			d = d.Date()
		}
		for left := n; left > 0; {
			if d.T = addDays(d.T, sign); !free.isFree(d.T) {
				left--
			}
			if err := c.Charge(1); err != nil {
				return value.Null, err
			}
		}
		return give(d)
	}
}

// span unpacks two dates and a calendar.
func span(c *registry.Call) (from, to date, free *calendar, err error) {
	a := c.Unpack()
	x, y := a.Value("start"), a.Value("end")
	weekends, holidays := a.OptValue("weekends", value.Null), a.OptValue("holidays", value.Null)
	if err = a.Err(); err != nil {
		return from, to, nil, err
	}
	if from, err = moment(c, 1, x); err != nil {
		return from, to, nil, err
	}
	if to, err = moment(c, 2, y); err != nil {
		return from, to, nil, err
	}
	n := days(from, to)
	if n > maxSpan || n < -maxSpan {
		return from, to, nil, outOfRange()
	}
	if err = c.Charge(int(max(n, -n)) + 1); err != nil {
		return from, to, nil, err
	}
	free, err = newCalendar(c, weekends, holidays)
	return from.Date(), to.Date(), free, err
}

func workDaysBetween(c *registry.Call) (value.Value, error) {
	from, to, free, err := span(c)
	if err != nil {
		return value.Null, err
	}
	sign := 1
	if to.T.Before(from.T) {
		sign = -1
	}
	n := int64(0)
	for t := from.T; dayNumber(t) != dayNumber(to.T); {
		if t = addDays(t, sign); !free.isFree(t) {
			n++
		}
	}
	return value.Number(int64(sign) * n), nil
}

func workDaysList(c *registry.Call) (value.Value, error) {
	from, to, free, err := span(c)
	if err != nil {
		return value.Null, err
	}
	var out []value.Value
	for t := from.T; !t.After(to.T); t = addDays(t, 1) {
		if !free.isFree(t) {
			out = append(out, value.OfDateTime(date{T: t, DateOnly: true}))
		}
	}
	return value.OfCollection(value.CollectionOf(out...)), nil
}

// window is the part of a day in which work is done, in minutes of the day.
type window struct{ start, end int }

// newWindow reads {"start":"9","end":"17"}.
func newWindow(c *registry.Call, v value.Value) (window, error) {
	w := window{9 * 60, 17 * 60}
	if v.IsNull() {
		return w, nil
	}
	m, err := value.ToMap(v)
	if err != nil {
		return w, err
	}
	for key, into := range map[string]*int{"start": &w.start, "end": &w.end} {
		if v, ok := m.Get(key); ok {
			if *into, err = minutes(c, v); err != nil {
				return w, err
			}
		}
	}
	if w.start < 0 || w.end > 24*60 || w.start >= w.end {
		return w, c.Errorf("The working hours of %s must be a start before an end, from 0 to 24", c.Name)
	}
	return w, nil
}

// minutes reads hours whose digits behind the point are minutes: 1.30 given as
// text is ninety, and 0.1 is one.
// Source: https://www.zoho.com/deluge/help/functions/datetime/add-business-hour.html
func minutes(c *registry.Call, v value.Value) (int, error) {
	s := strings.TrimSpace(c.Host.Format.Text(v))
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	h, err := strconv.Atoi(whole)
	m, errM := strconv.Atoi("0" + fraction)
	if err != nil || errM != nil || h > 100_000 || m > 59 {
		return 0, c.Errorf("'%s' is not a count of hours, with minutes behind the point", s)
	}
	if strings.HasPrefix(s, "-") {
		return -h*60 - m, nil
	}
	return h*60 + m, nil
}

func addBusinessHour(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, count := a.Value("date"), a.Value("hours")
	weekends, holidays, hours := a.OptValue("weekends", value.Null), a.OptValue("holidays", value.Null), a.OptValue("window", value.Null)
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	d, err := moment(c, 1, v)
	if err != nil {
		return value.Null, err
	}
	left, err := minutes(c, count)
	if err != nil {
		return value.Null, err
	}
	free, err := newCalendar(c, weekends, holidays)
	if err != nil {
		return value.Null, err
	}
	w, err := newWindow(c, hours)
	if err != nil {
		return value.Null, err
	}
	t, err := w.walk(c, d.T, left, free)
	if err != nil {
		return value.Null, err
	}
	return give(date{T: t})
}

// walk moves t by minutes of work.
func (w window) walk(c *registry.Call, t time.Time, left int, free *calendar) (time.Time, error) {
	for {
		if err := c.Charge(1); err != nil {
			return t, err
		}
		start, end := atMinute(t, w.start), atMinute(t, w.end)
		if left >= 0 {
			from := later(t, start)
			if room := int(end.Sub(from) / time.Minute); !free.isFree(t) && room > 0 {
				if left <= room {
					return from.Add(time.Duration(left) * time.Minute), nil
				}
				left -= room
			}
			t = atMinute(addDays(t, 1), 0)
			continue
		}
		from := earlier(t, end)
		if room := int(from.Sub(start) / time.Minute); !free.isFree(t) && room > 0 {
			if -left <= room {
				return from.Add(time.Duration(left) * time.Minute), nil
			}
			left += room
		}
		t = atMinute(addDays(t, -1), 24*60-1)
	}
}

func atMinute(t time.Time, minute int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, minute, 0, 0, t.Location())
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
