package boltstore

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// holder names the process that holds the file's lock, as " (process 123)", or
// is empty. See proc_locks(5).
func holder(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	table, err := os.ReadFile("/proc/locks")
	if err != nil {
		return ""
	}
	inode := fmt.Sprintf(":%d", st.Ino)
	for line := range strings.Lines(string(table)) {
		// 1: FLOCK  ADVISORY  WRITE 3540 08:01:917537 0 EOF
		f := strings.Fields(line)
		if len(f) >= 6 && f[1] == "FLOCK" && f[4] != "-1" && strings.HasSuffix(f[5], inode) {
			return " (process " + f[4] + ")"
		}
	}
	return ""
}
