// Package javafmt formats and parses with the pattern letters of Java, which
// scripts pass to toString, toDate and their kin.
package javafmt

import (
	"fmt"
	"strings"
	"time"
)

// Error is a pattern that means nothing, or a text that does not fit one.
type Error struct{ Message string }

// Error returns the message.
func (e *Error) Error() string { return e.Message }

func errorf(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// part is one run of a date pattern: count times a letter, or literal text.
type part struct {
	letter byte // 0: literal
	count  int
	text   string
}

// splitDate cuts a date pattern into parts. Quoted text is literal and two quotes stand
// for one; letters that mean nothing are an error.
// Source: https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html
func splitDate(pattern string) ([]part, error) {
	var parts []part
	for i := 0; i < len(pattern); {
		c := pattern[i]
		switch {
		case c == '\'':
			text, next, ok := quoted(pattern, i)
			if !ok {
				return nil, errorf("The quote in the date pattern %q is not closed", pattern)
			}
			parts, i = append(parts, part{text: text}), next
		case isLetter(c):
			if !strings.ContainsRune(dateLetters, rune(c)) {
				return nil, errorf("Illegal pattern character '%c' in %q", c, pattern)
			}
			n := run(pattern, i)
			if c == 'X' && n > 3 {
				return nil, errorf("invalid ISO 8601 format: %q", pattern)
			}
			parts, i = append(parts, part{letter: c, count: n}), i+n
		default:
			parts, i = append(parts, part{text: pattern[i : i+1]}), i+1
		}
	}
	return parts, nil
}

const dateLetters = "GyYMLwWDdFEuaHkKhmsSzZX"

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func run(s string, i int) int {
	n := 1
	for i+n < len(s) && s[i+n] == s[i] {
		n++
	}
	return n
}

// quoted reads the quoted text at i, where two quotes stand for one.
func quoted(s string, i int) (text string, next int, ok bool) {
	if strings.HasPrefix(s[i:], "''") {
		return "'", i + 2, true
	}
	var b strings.Builder
	for i++; i < len(s); i++ {
		switch {
		case s[i] != '\'':
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "''"):
			b.WriteByte('\'')
			i++
		default:
			return b.String(), i + 1, true
		}
	}
	return "", i, false
}

// FormatDate writes t by a date pattern, with English names.
func FormatDate(t time.Time, pattern string) (string, error) {
	parts, err := splitDate(pattern)
	if err != nil {
		return "", err
	}
	var dst []byte
	for _, p := range parts {
		if p.letter == 0 {
			dst = append(dst, p.text...)
			continue
		}
		dst = appendField(dst, t, p)
	}
	return string(dst), nil
}

func appendField(dst []byte, t time.Time, p part) []byte {
	switch p.letter {
	case 'G':
		return append(dst, "AD"...)
	case 'y':
		return appendYear(dst, t.Year(), p.count)
	case 'Y':
		year, _ := week(t)
		return appendYear(dst, year, p.count)
	case 'M', 'L':
		return appendMonth(dst, t.Month(), p.count)
	case 'E':
		return appendName(dst, t.Weekday().String(), p.count)
	case 'a':
		return t.AppendFormat(dst, "PM")
	case 'z':
		return appendZoneName(dst, t, p.count)
	case 'Z':
		return t.AppendFormat(dst, "-0700")
	case 'X':
		return appendISOZone(dst, t, p.count)
	}
	return appendInt(dst, field(t, p.letter), p.count)
}

// field returns the number a letter stands for.
func field(t time.Time, letter byte) int {
	switch letter {
	case 'w':
		_, w := week(t)
		return w
	case 'W':
		first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		return (t.Day()+int(first.Weekday())-1)/7 + 1
	case 'D':
		return t.YearDay()
	case 'd':
		return t.Day()
	case 'F':
		return (t.Day()-1)/7 + 1
	case 'u':
		return (int(t.Weekday())+6)%7 + 1
	case 'H':
		return t.Hour()
	case 'k':
		return (t.Hour()+23)%24 + 1
	case 'K':
		return t.Hour() % 12
	case 'h':
		return (t.Hour()+11)%12 + 1
	case 'm':
		return t.Minute()
	case 's':
		return t.Second()
	}
	return t.Nanosecond() / int(time.Millisecond)
}

// week returns the week of t in the American way: weeks start on Sunday and the
// first one holds the first of January. year is the year the week belongs to.
func week(t time.Time) (year, n int) { return WeekOf(t, time.Sunday) }

// WeekOf returns the week of t when weeks start on the given day and the first
// one holds the first of January.
func WeekOf(t time.Time, start time.Weekday) (year, n int) {
	first := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	next := time.Date(t.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
	intoWeek := func(d time.Weekday) int { return (int(d-start) + 7) % 7 }
	if daysLeft := next.YearDay() + yearLen(t.Year()) - t.YearDay(); daysLeft <= intoWeek(next.Weekday()) {
		return t.Year() + 1, 1
	}
	return t.Year(), (t.YearDay()-1+intoWeek(first.Weekday()))/7 + 1
}

func yearLen(year int) int { return time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay() }

func appendYear(dst []byte, year, count int) []byte {
	if count == 2 {
		return appendInt(dst, year%100, 2)
	}
	return appendInt(dst, year, count)
}

func appendMonth(dst []byte, m time.Month, count int) []byte {
	if count < 3 {
		return appendInt(dst, int(m), count)
	}
	return appendName(dst, m.String(), count)
}

func appendName(dst []byte, name string, count int) []byte {
	if count < 4 {
		name = name[:3]
	}
	return append(dst, name...)
}

func appendInt(dst []byte, n, width int) []byte { return fmt.Appendf(dst, "%0*d", width, n) }

func appendISOZone(dst []byte, t time.Time, count int) []byte {
	switch count {
	case 1:
		return t.AppendFormat(dst, "Z07")
	case 2:
		return t.AppendFormat(dst, "Z0700")
	}
	return t.AppendFormat(dst, "Z07:00")
}
