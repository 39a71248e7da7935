package javafmt_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/stdlib/internal/javafmt"
)

// The expectations agree with a JVM.
func TestFormatDate(t *testing.T) {
	at := time.Date(2021, 10, 6, 14, 5, 6, 7e6, time.UTC)
	for pattern, want := range map[string]string{
		"yyyy-MM-dd'T'HH:mm:ss.SSSXXX": "2021-10-06T14:05:06.007Z",
		"yy y yyyyy":                   "21 2021 02021",
		"M MM MMM MMMM":                "10 10 Oct October",
		"E EEE EEEE u":                 "Wed Wed Wednesday 3",
		"h hh K k H a":                 "2 02 2 14 14 PM",
		"D DDD F w W":                  "279 279 1 41 2",
		"d 'of' MMMM ''yy":             "6 of October '21",
		"z Z X XX XXX":                 "UTC +0000 Z Z Z",
		"'it''s'":                      "it's",
	} {
		if got, err := javafmt.FormatDate(at, pattern); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", pattern, got, err, want)
		}
	}
	for _, bad := range []string{"b", "'x", "yyyy-mm-ddTHH"} {
		if got, err := javafmt.FormatDate(at, bad); err == nil {
			t.Errorf("%s gave %q", bad, got)
		}
	}
}

func TestWeeks(t *testing.T) {
	for day, want := range map[string]int{
		"2022-01-01": 1, "2022-01-02": 2, "2021-12-25": 52, "2021-12-26": 1, "2021-12-29": 1, "2022-12-31": 53, "2021-03-14": 12,
	} {
		at, _ := time.Parse("2006-01-02", day)
		if _, got := javafmt.WeekOf(at, time.Sunday); got != want {
			t.Errorf("%s: week %d, want %d", day, got, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ text, pattern, want string }{ // want "": an error
		{"11/09/2021", "MM/dd/yyyy", "2021-11-09T00:00:00Z"},
		{"20211109223015", "yyyyMMddHHmmss", "2021-11-09T22:30:15Z"},
		{"9 Nov 21", "d MMM yy", "2021-11-09T00:00:00Z"},
		{"09-Nov-2021 07:05:00 PM", "dd-MMM-yyyy hh:mm:ss a", "2021-11-09T19:05:00Z"},
		{"12:30 AM", "hh:mm a", "1970-01-01T00:30:00Z"},
		{"2021-11-09T10:00:00+05:30", "yyyy-MM-dd'T'HH:mm:ssXXX", "2021-11-09T10:00:00+05:30"},
		{"2021-11-09T10:00:00-0700", "yyyy-MM-dd'T'HH:mm:ssZ", "2021-11-09T10:00:00-07:00"},
		{"2024-060", "yyyy-DDD", "2024-02-29T00:00:00Z"},
		{"31-02-2021", "dd-MM-yyyy", ""},
		{"13/13/2021", "MM/dd/yyyy", ""},
		{"2021-11-09", "yyyy/MM/dd", ""},
		{"2021-11-09x", "yyyy-MM-dd", ""},
	} {
		got, err := javafmt.ParseDate(c.text, c.pattern, time.UTC, 2045)
		if (err == nil) != (c.want != "") || err == nil && got.Format(time.RFC3339) != c.want {
			t.Errorf("%s by %s: %v, %v; want %s", c.text, c.pattern, got, err, c.want)
		}
	}
}

func TestFormatNumber(t *testing.T) {
	for _, c := range []struct{ number, pattern, want string }{
		{"2500000.75", "#,##0.00", "2,500,000.75"},
		{"2500000.75", "$#,##0.00", "$2,500,000.75"},
		{"0.35", "0%", "35%"},
		{"4321.5", "#,##0.00000", "4,321.50000"},
		{"1000000.05", "#,##0.0", "1,000,000.0"},
		{"57", "00000", "00057"},
		{"9876543", "##,###", "9,876,543"},
		{"-1234.5", "#,##0.00;(#,##0.00)", "(1,234.50)"},
		{"-1234.5", "0.#", "-1234.5"},
		{"0.5", "#.##", "0.5"},
		{"0.5", "#.00", ".50"},
		{"0", "#", "0"},
		{"2.5", "0", "2"},
		{"3.5", "0", "4"},
		{"12", "0 'pcs #'", "12 pcs #"},
		{"-0.001", "0.0", "-0.0"},
	} {
		got, err := javafmt.FormatNumber(decimal.RequireFromString(c.number), c.pattern)
		if err != nil || got != c.want {
			t.Errorf("%s by %s: %q, %v; want %q", c.number, c.pattern, got, err, c.want)
		}
	}
}

func TestZones(t *testing.T) {
	for name, want := range map[string]int{
		"Asia/Kolkata": 19800, "IST": 19800, "GMT+05:30": 19800, "EST": -18000, "EDT": 0, "GMT-8": -28800, "UTC+0100": 3600, "Not/AZone": 0, "": 0,
	} {
		_, got := time.Date(2021, 1, 1, 0, 0, 0, 0, javafmt.Zone(name)).Zone()
		if got != want {
			t.Errorf("%s: %d seconds, want %d", name, got, want)
		}
	}
}
