package streams

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// ErrNoInput says that an answer is needed and nobody can give it.
var ErrNoInput = errors.New("no terminal to ask on")

// Ask prints a question to Err and returns the trimmed answer, or fallback when it
// is empty. It fails with ErrNoInput when nobody is there.
func (s *Streams) Ask(ctx context.Context, question, fallback string) (string, error) {
	if !s.CanAsk() {
		return "", ErrNoInput
	}
	if fallback != "" {
		question += " [" + fallback + "]"
	}
	fmt.Fprint(s.Err, question+": ")
	line, err := s.line(ctx)
	if line = strings.TrimSpace(line); line == "" {
		line = fallback
	}
	return line, err
}

// AskSecret is Ask without echo.
func (s *Streams) AskSecret(ctx context.Context, question string) (string, error) {
	f, tty := terminal(s.In)
	if !s.CanAsk() || !tty {
		return "", ErrNoInput
	}
	fmt.Fprint(s.Err, question+": ")
	defer fmt.Fprintln(s.Err)
	restore, err := term.GetState(int(f.Fd()))
	if err != nil {
		return "", err
	}
	return wait(ctx, func() (string, error) {
		b, err := term.ReadPassword(int(f.Fd()))
		return strings.TrimSpace(string(b)), err
	}, func() { _ = term.Restore(int(f.Fd()), restore) })
}

// ReadSecret returns the first line of the input, for --with-secret and its kin.
func (s *Streams) ReadSecret(ctx context.Context) (string, error) {
	if s.CanAsk() {
		return s.AskSecret(ctx, "Secret")
	}
	line, err := s.line(ctx)
	return strings.TrimRight(line, "\r\n"), err
}

// Line returns the next line that a person types.
func (s *Streams) Line(ctx context.Context) (string, error) { return s.line(ctx) }

// line reads one line without taking more: a password may follow.
func (s *Streams) line(ctx context.Context) (string, error) {
	return wait(ctx, func() (string, error) {
		r := bufio.NewReader(oneByte{s.In})
		line, err := r.ReadString('\n')
		if err == io.EOF && line != "" {
			err = nil
		}
		return line, err
	}, func() {})
}

// oneByte keeps bufio from reading ahead.
type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:1]) }

// wait lets Ctrl-C end a read that cannot be interrupted.
func wait(ctx context.Context, read func() (string, error), cleanup func()) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		cleanup()
		return "", context.Cause(ctx)
	}
}

// File is the input as a file when it is one, for line editors.
func (s *Streams) File() (*os.File, bool) { return terminal(s.In) }
