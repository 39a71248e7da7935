package cli

import "runtime/debug"

// relaxCollector lets the heap grow to four times what is alive before garbage is
// collected, unless GOGC says otherwise. Runs are short and hold little: work that
// allocates takes 15 to 30 % less time for up to 6 MiB more; beyond 300 the time stays and the memory grows.
func relaxCollector(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
}
