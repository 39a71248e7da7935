//go:build unix

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// screen drives dg on a pseudo-terminal.
type screen struct {
	t   *testing.T
	tty *os.File
	cmd *exec.Cmd

	mu   sync.Mutex
	out  bytes.Buffer
	read chan struct{} // closed when everything that was written has been read
}

// patience bounds how long a step may take before the test gives up; nothing
// passes or fails by it otherwise.
const patience = 30 * time.Second

func startScreen(t *testing.T, dir string, size pty.Winsize, args ...string) *screen {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "dg")
	if err := os.Symlink(self, bin); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), "DG_CONFIG_DIR="+dir, "TERM=xterm", "NO_COLOR=1", "DG_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	tty, err := pty.StartWithSize(cmd, &size)
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, tty: tty, cmd: cmd, read: make(chan struct{})}
	go func() {
		defer close(s.read)
		buf := make([]byte, 4096)
		for {
			n, err := tty.Read(buf)
			s.mu.Lock()
			s.out.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = tty.Close() })
	return s
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[a-zA-Z]")

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return escapes.ReplaceAllString(s.out.String(), "")
}

// waitFor waits until text has appeared n times.
func (s *screen) waitFor(text string, n int) {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Count(s.text(), text) >= n {
			return
		}
	}
	s.t.Fatalf("%q did not appear %d times on\n%s", text, n, s.text())
}

func (s *screen) send(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.tty, text); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) exit() int {
	s.t.Helper()
	done := make(chan struct{})
	go func() { _ = s.cmd.Wait(); <-s.read; close(done) }()
	select {
	case <-done:
	case <-time.After(patience):
		s.t.Fatalf("it does not end:\n%s", s.text())
	}
	return s.cmd.ProcessState.ExitCode()
}

func TestReplOnTerminal(t *testing.T) {
	dir := t.TempDir()
	s := startScreen(t, dir, pty.Winsize{Rows: 40, Cols: 80}, "repl")
	s.waitFor("dg> ", 1)
	s.send("x = 20 + 1\r")
	s.send("x * 2\r")
	s.waitFor("42", 1)
	s.send("if(x > 1)\r{\rinfo \"big \" + x;\r}\r")
	s.waitFor(" ... ", 1)
	s.waitFor("big 21", 1)
	s.send("_ + 1\r")
	s.waitFor("43", 1)
	s.send("y = nothing\r")
	s.waitFor("Variable 'nothing' is not defined", 1)

	// Ctrl-C clears a line, and ends an evaluation, but not the session.
	s.send("garbage that is not run\x03")
	s.send("\"after \" + \"clear\"\r")
	s.waitFor("after clear", 1)
	s.send("info \"spin\" + \"ning\"; while(true) { z = 1; }\r")
	s.waitFor("spinning", 1)
	s.send("\x03")
	s.waitFor("interrupted", 1)
	s.send("\"still \" + \"here\"\r")
	s.waitFor("still here", 1)
	s.send("\x04")
	if code := s.exit(); code != 0 {
		t.Errorf("exit %d", code)
	}

	history := filepath.Join(dir, "history")
	data, err := os.ReadFile(history)
	if err != nil || !strings.Contains(string(data), `if(x > 1) { info "big " + x; }`) {
		t.Errorf("history %q, %v", data, err)
	}
	if info, err := os.Stat(history); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the history %v, %v", info.Mode(), err)
	}
}

func TestReplHistoryAndCompletion(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "history"), []byte("\"from \" + \"before\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startScreen(t, dir, pty.Winsize{Rows: 40, Cols: 80}, "repl")
	s.waitFor("dg> ", 1)
	s.send("\x1b[A\r") // the arrow up
	s.waitFor("from before", 1)
	s.send("longVariableName = 5\r")
	s.send("longVar\t + 2\r")
	s.waitFor("7", 1)
	s.send(":quit\r")
	if code := s.exit(); code != 0 {
		t.Errorf("exit %d", code)
	}
}

func TestReplOnNarrowTerminal(t *testing.T) {
	s := startScreen(t, t.TempDir(), pty.Winsize{Rows: 10, Cols: 12}, "repl")
	s.waitFor("dg> ", 1)
	s.send("20 + 3\r")
	s.waitFor("23", 1)
	s.send("\x04")
	if code := s.exit(); code != 0 {
		t.Errorf("exit %d", code)
	}
}

// A prompt that waits ends when the process is told to, and keeps the history.
func TestReplToldToEnd(t *testing.T) {
	dir := t.TempDir()
	s := startScreen(t, dir, pty.Winsize{Rows: 24, Cols: 80}, "repl")
	s.waitFor("dg> ", 1)
	s.send("20 + 3\r")
	s.waitFor("dg> ", 2)
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := s.exit(); code != 130 {
		t.Errorf("exit %d", code)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "history")); err != nil || !strings.Contains(string(text), "20 + 3") {
		t.Errorf("history %q, %v", text, err)
	}
}
