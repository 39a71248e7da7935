//go:build unix

package value_test

import (
	"syscall"
	"testing"
	"time"
)

// reportCPU adds what b's body takes of the processors for n units of work: unlike
// the time on the clock it hardly changes when other programs run.
func reportCPU(b *testing.B, unit string, body func() (n int64)) {
	from := used(b)
	n := body()
	b.ReportMetric(float64(used(b)-from)/float64(n), unit)
}

func used(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
