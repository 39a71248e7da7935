//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// A terminal is coloured unless TERM says that it cannot be.
func TestTerminalWithoutColour(t *testing.T) {
	for term, coloured := range map[string]bool{"xterm": true, "dumb": false} {
		cmd := exec.Command("dg", "connections", "lst")
		cmd.Env = append(os.Environ(), "DG_CONFIG_DIR="+t.TempDir(), "NO_COLOR=", "TERM="+term)
		tty, err := pty.Start(cmd)
		if err != nil {
			t.Fatal(err)
		}
		out, _ := io.ReadAll(tty) // ends with an error of the terminal when the program is gone
		_ = cmd.Wait()
		_ = tty.Close()
		if text := string(out); strings.Contains(text, "\x1b[") != coloured || !strings.Contains(text, "unknown command") {
			t.Errorf("TERM=%s: %q", term, text)
		}
	}
}
