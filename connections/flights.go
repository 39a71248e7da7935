package connections

import (
	"context"
	"sync"
)

// flights is one lock per authorization within the process. Waiting ends with
// the context, which a sync.Mutex cannot do.
type flights struct {
	mu sync.Mutex
	m  map[Key]chan struct{}
}

// lock waits for the key and returns the function that gives it free.
func (f *flights) lock(ctx context.Context, key Key) (unlock func(), err error) {
	f.mu.Lock()
	if f.m == nil {
		f.m = map[Key]chan struct{}{}
	}
	slot := f.m[key]
	if slot == nil {
		slot = make(chan struct{}, 1)
		f.m[key] = slot
	}
	f.mu.Unlock()
	select {
	case slot <- struct{}{}:
		return func() { <-slot }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
