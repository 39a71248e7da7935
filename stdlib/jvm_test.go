package stdlib_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/golden"
)

// The tables of this file were written by a JVM: testdata/jvm/Table.java.

// outcome is what a built-in gives, or the mark of an error.
func outcome(t *testing.T, r *registry.Registry, name string, args ...value.Value) string {
	t.Helper()
	v, err := call(t, r, name, args...)
	if err != nil {
		return golden.Raised
	}
	return v.String()
}

func TestRoundingAgainstJava(t *testing.T) {
	r := library()
	for _, row := range golden.Rows(t, os.DirFS(".."), "testdata/jvm/rounding.tsv") {
		d := decimal.RequireFromString(row[1])
		args := []value.Value{value.OfDecimal(d)}
		if row[0] == "round" || row[0] == "truncate" {
			places, _ := strconv.Atoi(row[2])
			args = append(args, value.Number(int64(places)))
		}
		v, err := call(t, r, row[0], args...)
		if err != nil {
			t.Errorf("%v: %v", row, err)
			continue
		}
		if got, _ := v.AsNumeric(); !got.Equal(decimal.RequireFromString(row[3])) {
			t.Errorf("%s(%s, %s) = %s, Java gives %s", row[0], row[1], row[2], v, row[3])
		}
	}
}

func TestStringsAgainstJava(t *testing.T) {
	r := library()
	for _, row := range golden.Rows(t, os.DirFS(".."), "testdata/jvm/strings.tsv") {
		args := []value.Value{value.Text(row[1])}
		switch row[0] {
		case "length", "trim", "toUpperCase", "toLowerCase", "reverse":
		case "subString":
			for _, n := range strings.Fields(row[2]) {
				i, _ := strconv.Atoi(n)
				args = append(args, value.Number(int64(i)))
			}
		default:
			args = append(args, value.Text(row[2]))
		}
		if got := outcome(t, r, row[0], args...); got != row[3] {
			t.Errorf("%s(%q, %q) = %q, Java gives %q", row[0], row[1], row[2], got, row[3])
		}
	}
}

func TestURLsAgainstJava(t *testing.T) {
	r := library()
	names := map[string]string{"encode": "encodeUrl", "decode": "zoho.encryption.urlDecode"}
	for _, row := range golden.Rows(t, os.DirFS(".."), "testdata/jvm/urls.tsv") {
		if got := outcome(t, r, names[row[0]], value.Text(row[1])); got != row[2] {
			t.Errorf("%s(%q) = %q, Java gives %q", names[row[0]], row[1], got, row[2])
		}
	}
}

func TestDateStepsAgainstJava(t *testing.T) {
	r := library()
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range golden.Rows(t, os.DirFS(".."), "testdata/jvm/datesteps.tsv") {
		name, layout, zone := row[0], "2006-01-02", time.UTC
		if strings.HasPrefix(name, "zoned ") {
			name, layout, zone = name[len("zoned "):], "2006-01-02T15:04:05", newYork
		}
		at, err := time.ParseInLocation(layout, row[1], zone)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := strconv.Atoi(row[2])
		v, err := step(r, name, zone, at, int64(n))
		got, _ := v.AsDateTime()
		want := row[3]
		if strings.Count(want, ":") == 1 { // Java leaves seconds of 0 out
			want += ":00"
		}
		if err != nil || got.T.Format(layout) != want {
			t.Errorf("%s of %s by %d: %v, %v; Java gives %s", name, row[1], n, got.T.Format(layout), err, want)
		}
	}
}

// step runs a function of a date and a number in a zone.
func step(r *registry.Registry, name string, zone *time.Location, at time.Time, n int64) (value.Value, error) {
	f := r.Lookup(name).For(types.DateTime)
	h := host.Default(host.Host{Format: &value.Format{Location: zone}})
	return f.Call(&registry.Call{Host: h, Name: name, Args: []value.Value{value.OfDateTime(value.DateTime{T: at}), value.Number(n)}})
}
