//go:build !unix

package value_test

import "testing"

// reportCPU reports nothing where the time of the processors is not known.
func reportCPU(_ *testing.B, _ string, body func() (n int64)) { body() }
