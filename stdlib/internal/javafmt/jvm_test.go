package javafmt_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/stdlib/internal/golden"
	"github.com/dg-lang/dg/stdlib/internal/javafmt"
)

// The tables were written by a JVM: testdata/jvm/Table.java.

func gave(s string, err error) string {
	if err != nil {
		return golden.Raised
	}
	return s
}

func TestFormatDateAgainstJava(t *testing.T) {
	for _, r := range golden.Rows(t, os.DirFS("../../.."), "testdata/jvm/dateformat.tsv") {
		ms, _ := strconv.ParseInt(r[0], 10, 64)
		got := gave(javafmt.FormatDate(time.UnixMilli(ms).In(javafmt.Zone(r[1])), r[2]))
		if got != r[3] {
			t.Errorf("%s in %s by %q: %q, Java gives %q", r[0], r[1], r[2], got, r[3])
		}
	}
}

// gregorian is the day from which Java counts by the Gregorian calendar, in
// milliseconds; dg does so on all days, as the services' dates are of our time.
const gregorian = -12219292800000

func TestParseDateAgainstJava(t *testing.T) {
	for _, r := range golden.Rows(t, os.DirFS("../../.."), "testdata/jvm/dateparse.tsv") {
		if ms, err := strconv.ParseInt(r[3], 10, 64); err == nil && ms < gregorian {
			continue
		}
		at, err := javafmt.ParseDate(r[1], r[0], javafmt.Zone(r[2]), 2045)
		if got := gave(fmt.Sprint(at.UnixMilli()), err); got != r[3] {
			t.Errorf("%q by %q in %s: %s, Java gives %s", r[1], r[0], r[2], got, r[3])
		}
	}
}

func TestFormatNumberAgainstJava(t *testing.T) {
	for _, r := range golden.Rows(t, os.DirFS("../../.."), "testdata/jvm/numberformat.tsv") {
		got := gave(javafmt.FormatNumber(decimal.RequireFromString(r[0]), r[1]))
		if got != r[2] {
			t.Errorf("%s by %q: %q, Java gives %q", r[0], r[1], got, r[2])
		}
	}
}
