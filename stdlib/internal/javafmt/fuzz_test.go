package javafmt_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/stdlib/internal/javafmt"
)

// No pattern and no text makes a function panic.
func FuzzPatterns(f *testing.F) {
	for _, s := range []string{"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\x002021-11-09T10:00:00.000Z", "hh 'o''clock' a z\x0010 o'clock PM PST", "#,##0.00;(#)\x00-5.25", "'\x00'", "DDD u Z\x00060 1 +0000"} {
		f.Add(s, int64(1636416000000))
	}
	f.Fuzz(func(t *testing.T, s string, ms int64) {
		pattern, text, _ := strings.Cut(s, "\x00")
		at := time.UnixMilli(ms % 250_000_000_000_000).UTC()
		if written, err := javafmt.FormatDate(at, pattern); err == nil {
			_, _ = javafmt.ParseDate(written, pattern, time.UTC, 2045)
		}
		_, _ = javafmt.ParseDate(text, pattern, time.UTC, 2045)
		_, _ = javafmt.FormatNumber(decimal.New(ms, int32(ms%40)-20), pattern)
		javafmt.IsNumberPattern(pattern)
		javafmt.Zone(text)
	})
}

var (
	fuzzFields = []string{"yyyy", "y", "M", "MM", "MMM", "MMMM", "d", "dd", "DDD", "H", "HH", "k", "h", "hh a", "K", "m", "mm", "s", "ss", "S", "SSS", "XXX", "Z", "EEE", "EEEE", "u", "yy"}
	fuzzMarks  = []string{"-", "/", " ", ":", ".", "'T'", ", ", "' of '", "''", "_"}
)

// What was written by a pattern, read and written again is the same.
func FuzzDateRoundTrip(f *testing.F) {
	f.Add("\x00\x01\x03\x02\x07", int64(1636416000000))
	f.Add("\x19\x06\x08\x03\x05", int64(946684799999))
	f.Fuzz(func(t *testing.T, shape string, ms int64) {
		if len(shape) > 20 {
			return
		}
		var pattern strings.Builder
		for i, c := range []byte(shape) {
			list := fuzzFields
			if i%2 == 1 {
				list = fuzzMarks
			}
			pattern.WriteString(list[int(c)%len(list)])
		}
		at := time.UnixMilli(ms%4_000_000_000_000 + 4_000_000_000_000).UTC() // 1970 to 2223
		once, err := javafmt.FormatDate(at, pattern.String())
		if err != nil {
			t.Fatal(err)
		}
		read, err := javafmt.ParseDate(once, pattern.String(), time.UTC, at.Year()+20)
		if err != nil {
			return // a day of the week without its date, and the like
		}
		if twice, _ := javafmt.FormatDate(read, pattern.String()); twice != once {
			t.Fatalf("%s wrote %q, which was read as %v and written as %q", pattern.String(), once, read, twice)
		}
	})
}

// The digits of a formatted number are those of the number, rounded.
func FuzzNumberRoundTrip(f *testing.F) {
	f.Add(int64(-1234567), int8(3), uint8(2))
	f.Fuzz(func(t *testing.T, coefficient int64, exponent int8, places uint8) {
		d := decimal.New(coefficient, int32(exponent)/4)
		n := int(places % 30)
		written, err := javafmt.FormatNumber(d, "#,##0."+strings.Repeat("0", n)+"#")
		if err != nil {
			t.Fatal(err)
		}
		got, err := decimal.NewFromString(strings.ReplaceAll(written, ",", ""))
		if want := d.RoundBank(int32(n + 1)); err != nil || !got.Equal(want) {
			t.Fatalf("%s became %q, want %s", d, written, want)
		}
	})
}
