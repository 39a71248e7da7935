package streams

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestInputEndsWhenStopped(t *testing.T) {
	in, hold := io.Pipe()
	defer hold.Close()
	stop := make(chan struct{})
	s := New(in, nil, nil, nil)
	s.Stop = stop
	done := make(chan error, 1)
	go func() {
		_, err := io.ReadAll(s.Input())
		done <- err
	}()
	if _, err := hold.Write([]byte("some")); err != nil {
		t.Fatal(err)
	}
	close(stop)
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the read ended with %v, want one of cancellation", err)
	}
}

func TestInputReadsEverything(t *testing.T) {
	s := New(strings.NewReader("all of it"), nil, nil, nil)
	s.Stop = make(chan struct{})
	if b, err := io.ReadAll(s.Input()); err != nil || string(b) != "all of it" {
		t.Errorf("read %q, %v", b, err)
	}
}
