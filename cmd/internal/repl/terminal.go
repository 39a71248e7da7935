package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/peterh/liner"
)

// Terminal runs a Core on a terminal until the person leaves. historyFile may be
// "". builtins are offered for completion.
func Terminal(c *Core, historyFile string, builtins []string) error {
	state := liner.NewLiner()
	defer state.Close()
	state.SetCtrlCAborts(true)
	state.SetBeep(false)
	state.SetTabCompletionStyle(liner.TabPrints)
	state.SetWordCompleter(func(line string, pos int) (string, []string, string) {
		head, candidates := c.Complete(line[:pos], builtins)
		return head, candidates, line[pos:]
	})
	loadHistory(state, historyFile)
	defer saveHistory(state, historyFile)
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	defer signal.Stop(ended)
	t := &terminal{core: c, state: state, ended: ended}
	return t.loop()
}

// ErrEnded says that the process was told to end while it waited at the prompt.
var ErrEnded = errors.New("told to end")

type terminal struct {
	core  *Core
	state *liner.State
	ended <-chan os.Signal
}

// prompt reads one line. A read of the terminal cannot be called back: when the
// process is told to end, it is left behind.
func (t *terminal) prompt() (string, error) {
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := t.state.Prompt(t.core.Prompt())
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-t.ended:
		fmt.Println()
		return "", ErrEnded
	}
}

func (t *terminal) loop() error {
	for !t.core.Done() {
		line, err := t.prompt()
		switch {
		case errors.Is(err, liner.ErrPromptAborted): // Ctrl-C clears the line
			t.core.Cancel()
			continue
		case errors.Is(err, io.EOF):
			fmt.Println()
			return nil
		case err != nil:
			return err
		}
		t.run(line)
	}
	return nil
}

// run takes one line. Between prompts liner leaves signals on, so Ctrl-C ends the
// evaluation and not the session; keys typed ahead, Ctrl-D too, wait for the prompt.
func (t *terminal) run(line string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	input := t.core.Line(ctx, line)
	if input != "" {
		for _, entry := range historyEntries(input) {
			t.state.AppendHistory(entry)
		}
	}
}

// historyEntries joins an input to one line, unless a comment would swallow the
// rest of it.
func historyEntries(input string) []string {
	lines := strings.Split(input, "\n")
	if strings.Contains(input, "//") {
		return lines
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return []string{strings.Join(lines, " ")}
}

func loadHistory(state *liner.State, file string) {
	if file == "" {
		return
	}
	f, err := os.Open(file)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = state.ReadHistory(f)
}

// saveHistory writes the history for this user alone; a failure costs nothing but
// the history.
func saveHistory(state *liner.State, file string) {
	if file == "" {
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = state.WriteHistory(f)
}

// Piped runs lines without prompts and stops at the first error, which has been
// reported.
func Piped(ctx context.Context, c *Core, in io.Reader) error {
	r := bufio.NewReader(in)
	for !c.Done() {
		line, err := r.ReadString('\n')
		if line != "" {
			c.Line(ctx, strings.TrimRight(line, "\r\n"))
		}
		if c.Err() != nil {
			return c.Err()
		}
		if err == io.EOF {
			c.Flush(ctx)
			return c.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
