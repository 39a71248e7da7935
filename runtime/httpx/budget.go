package httpx

import (
	"sync"

	"github.com/dg-lang/dg/runtime/host"
)

// LimitError says that the budget of a run is used up. A script cannot catch it.
type LimitError = host.LimitError

// Stats is what a Client did so far.
type Stats struct {
	// Calls counts tasks that were answered, whatever the status; redirects and
	// repeats are part of their task.
	// Source: https://www.zoho.com/deluge/help/web-data/posturl.html
	Calls    int
	Requests int   // sent, redirects and repeats included
	Sent     int64 // bytes of entities
	Received int64 // bytes of entities
}

// budget counts the work of a run and stops it at its limits.
type budget struct {
	maxCalls int
	maxBytes int64

	mu      sync.Mutex
	started int
	done    Stats
}

func (b *budget) start() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.maxCalls > 0 && b.started >= b.maxCalls {
		return &LimitError{What: "external calls", Max: int64(b.maxCalls)}
	}
	b.started++
	return nil
}

func (b *budget) answered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done.Calls++
}

func (b *budget) sent(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done.Requests++
	b.done.Sent += max(n, 0)
}

func (b *budget) received(n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done.Received += int64(n)
	if b.maxBytes > 0 && b.done.Received > b.maxBytes {
		return &LimitError{What: "bytes received by network tasks", Max: b.maxBytes}
	}
	return nil
}

func (b *budget) stats() Stats {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.done
}
