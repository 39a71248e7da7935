package demo_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/cmd/internal/cli"
	"github.com/dg-lang/dg/cmd/internal/streams"
)

// command is dg as a person starts it.
type command struct {
	stdin    string
	config   string // folder of dg's state
	out, err screen
}

// screen keeps what is printed and shows it to watch as it grows.
type screen struct {
	bytes.Buffer
	watch func(sofar string)
}

func (s *screen) Write(p []byte) (int, error) {
	n, err := s.Buffer.Write(p)
	if s.watch != nil {
		s.watch(s.String())
	}
	return n, err
}

func (c *command) run(ctx context.Context, args ...string) int {
	env := map[string]string{
		"COLUMNS": "80", "DG_CONFIG_DIR": c.config,
		"DG_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", // no keyring is asked
	}
	s := streams.New(strings.NewReader(c.stdin), &c.out, &c.err, func(name string) string { return env[name] })
	return cli.Run(ctx, args, s)
}

// emptyTemp is a folder of its own for temporary files.
func emptyTemp(t *testing.T) string {
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	return dir
}

// TestCtrlC stops the demonstration while it waits for a token to end.
func TestCtrlC(t *testing.T) {
	temp := emptyTemp(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var stopped time.Time
	c := &command{}
	c.out.watch = func(sofar string) {
		if strings.Contains(sofar, "waiting for the end") && stopped.IsZero() {
			stopped = time.Now()
			cancel()
		}
	}
	if code := c.run(ctx, "demo"); code != 130 {
		t.Errorf("exit code %d\n%s", code, c.err.String())
	}
	if took := time.Since(stopped); stopped.IsZero() || took > 2*time.Second {
		t.Errorf("it took %v to end", took)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if strings.Contains(c.out.String(), "\nDone") || !strings.Contains(c.err.String(), "Stopped.") {
		t.Errorf("errors:\n%s", c.err.String())
	}
}

// TestCommandsExist runs the demonstration as a command and asks for the help of
// every command that it tells a person to type, with the flags that it names.
func TestCommandsExist(t *testing.T) {
	temp := emptyTemp(t)
	c := &command{}
	if code := c.run(context.Background(), "demo"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, c.err.String())
	}
	if c.err.Len() > 0 {
		t.Errorf("warnings:\n%s", c.err.String())
	}
	if strings.Contains(c.out.String(), "\x1b") {
		t.Error("the output is coloured, and nobody is at a terminal")
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, line := range told(c.out.String()) {
		t.Run(line, func(t *testing.T) { checkCommand(t, line) })
	}
}

// told returns the commands of the output, each on one line.
func told(out string) []string {
	var all []string
	for line := range strings.Lines(strings.ReplaceAll(out, " \\\n    ", " ")) {
		if command, ok := strings.CutPrefix(line, "  $ dg "); ok {
			all = append(all, strings.TrimSpace(command))
		}
	}
	return all
}

func checkCommand(t *testing.T, line string) {
	line, _, _ = strings.Cut(line, " <") // what the shell does
	words := strings.Fields(strings.ReplaceAll(line, "'", ""))
	help := &command{}
	if code := help.run(context.Background(), append(words, "--help")...); code != 0 {
		t.Fatalf("exit code %d\n%s", code, help.err.String())
	}
	var name []string
	for _, w := range words {
		if strings.HasPrefix(w, "-") || strings.ContainsAny(w, ".=_") || strings.ToUpper(w) == w {
			break
		}
		name = append(name, w)
	}
	if usage := "\n  dg " + strings.Join(name, " ") + " "; !strings.Contains(help.out.String()+" ", usage) {
		t.Errorf("there is no command dg %s:\n%s", strings.Join(name, " "), help.out.String())
	}
}
