package streams

import (
	"context"
	"io"
)

// stopped is the error of a read that Ctrl-C ended.
type stopped struct{}

func (stopped) Error() string { return "stopped while reading the input" }
func (stopped) Unwrap() error { return context.Canceled }

// Input returns the input for commands that read all of it. A read that waits for
// more ends when the command is stopped; its goroutine is left behind, because a
// read of a pipe or a terminal cannot be called back.
func (s *Streams) Input() io.Reader {
	if s.Stop == nil {
		return s.In
	}
	return stoppable{in: s.In, stop: s.Stop}
}

type stoppable struct {
	in   io.Reader
	stop <-chan struct{}
}

func (r stoppable) Read(p []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	own := make([]byte, len(p)) // p belongs to the caller again after a stop
	go func() {
		n, err := r.in.Read(own)
		done <- result{n, err}
	}()
	select {
	case got := <-done:
		return copy(p, own[:got.n]), got.err
	case <-r.stop:
		return 0, stopped{}
	}
}
