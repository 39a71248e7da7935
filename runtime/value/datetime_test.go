package value_test

import (
	"testing"
	"time"

	"github.com/dg-lang/dg/runtime/value"
)

func TestParseDateTime(t *testing.T) {
	for _, c := range []struct{ in, want string }{ // want "": no date
		{"01-Jan-2020", "01-Jan-2020"},
		{"1-jan-2020", "01-Jan-2020"},
		{"01-January-20", "01-Jan-2020"},
		{"05-20-13", "20-May-2013"},
		{"20-05-13", "13-May-2020"},
		{"2021-1-5", "05-Jan-2021"},
		{"2021/01/05", "05-Jan-2021"},
		{"31/12/2020", "31-Dec-2020"},
		{"24 Aug,2021", "24-Aug-2021"},
		{"Aug 24, 2021", "24-Aug-2021"},
		{"Tue,Aug 24,2021", "24-Aug-2021"},
		{"24.08.2021", "24-Aug-2021"},
		{"24 08 2021", "24-Aug-2021"},
		{"01-Jan-45", "01-Jan-2045"},
		{"01-Jan-46", "01-Jan-1946"},
		{"01-Jan-2020 09:05:01", "01-Jan-2020 09:05:01"},
		{"01-Jan-2020 09:05:01 PM", "01-Jan-2020 21:05:01"},
		{"01-Jan-2020 12:00:00 am", "01-Jan-2020 00:00:00"},
		{"01-Jan-2020 24:10:10", "01-Jan-2020 00:00:00"},
		{"01-Jan-2020 10:60:10", "01-Jan-2020 10:00:00"},
		{"01-Jan-2020 10:10:75", "01-Jan-2020 10:10:00"},
		{"29-Feb-2020", "29-Feb-2020"},
		{"29-Feb-2021", ""},
		{"31-Feb-2023", ""},
		{"00-Jan-2020", ""},
		{"01-Jam-2020", ""},
		{"01-Ja-2020", ""},
		{"001-Jan-2020", ""},
		{"01-Jan-20200", ""},
		{"01-Jan-2020 100:00:00", ""},
		{"01-Jan-2020 10:00", ""},
		{"01-Jan-2020x", ""},
		{"Yes", ""},
		{"", ""},
		{"12345678", ""},
	} {
		d, ok := value.ParseDateTime(c.in, nil)
		if ok != (c.want != "") || ok && value.OfDateTime(d).String() != c.want {
			t.Errorf("%q: %v %v, want %q", c.in, value.OfDateTime(d), ok, c.want)
		}
	}
}

func TestApplicationFormatComesFirst(t *testing.T) {
	f := &value.Format{DateLayout: "01/02/2006"}
	if d, ok := value.ParseDateTime("02/03/2021", f); !ok || d.T.Month() != time.February {
		t.Errorf("%v %v", d, ok)
	}
	f = &value.Format{Now: time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC)}
	if d, _ := value.ParseDateTime("01-Jan-70", f); d.T.Year() != 2070 {
		t.Errorf("pivot: %v", d.T)
	}
}

func TestParseISO(t *testing.T) {
	for in, want := range map[string]string{
		"2021-01-05T10:00:00+05:30":    "05-Jan-2021 04:30:00",
		"2021-01-05 10:00:00-07:00":    "05-Jan-2021 17:00:00",
		"2021-01-05T10:00:00.123Z":     "05-Jan-2021 10:00:00",
		"2021-01-05T10:00:00.123+0100": "05-Jan-2021 09:00:00",
		"2021-01-05T10:00":             "05-Jan-2021 10:00:00",
	} {
		if d, ok := value.ParseISO(in, nil); !ok || value.OfDateTime(d).String() != want {
			t.Errorf("%s: %v %v", in, d, ok)
		}
	}
}

func TestParseClock(t *testing.T) {
	for in, want := range map[string]string{
		"19:00:00": "19:00:00", "06:00:00 PM": "18:00:00", "12:00:00 AM": "00:00:00", "9:5:7": "09:05:07",
		"24:00:00": "", "19:00": "", "x": "",
	} {
		c, ok := value.ParseClock(in)
		if ok != (want != "") || ok && c.String() != want {
			t.Errorf("%s: %v %v", in, c, ok)
		}
	}
}

func TestDateLayoutOf(t *testing.T) {
	for in, want := range map[string]string{
		"dd-MMM-yyyy": "02-Jan-2006", "yyyy/MM/dd": "2006/01/02", "d MMMM yy": "2 January 06", "EEE, dd.MM.y": "Mon, 02.01.2006",
	} {
		if got, ok := value.DateLayoutOf(in); !ok || got != want {
			t.Errorf("%s: %q", in, got)
		}
	}
	if _, ok := value.DateLayoutOf("HH:mm"); ok {
		t.Error("a time pattern is no date format")
	}
}

func FuzzParseDateTime(f *testing.F) {
	for _, s := range []string{"01-Jan-2020", "05-20-13 10:00:00 PM", "Tue,Aug 24,2021", "2021.1.5", "0 0 0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := value.ParseDateTime(s, nil)
		if !ok {
			return
		}
		shown := value.OfDateTime(d).String()
		again, ok := value.ParseDateTime(shown, nil)
		if !ok || !again.T.Equal(d.T) || again.DateOnly != d.DateOnly {
			t.Fatalf("%q printed as %q, which reads as %v", s, shown, again)
		}
	})
}

func BenchmarkParseDateTime(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		value.ParseDateTime("24.08.2021 10:00:00", nil)
	}
}
