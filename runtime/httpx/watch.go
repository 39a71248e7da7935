package httpx

import (
	"sync"
	"time"

	"github.com/dg-lang/dg/runtime/host"
)

// watch cancels a task when its time on the network is used up. It can be paused,
// because the vendor's 40 s are for the service that the script calls: a slow
// token endpoint has its own limit and must not eat them.
type watch struct {
	clock  host.Clock
	cancel func()

	mu      sync.Mutex
	timer   *time.Timer
	since   time.Time // the timer runs since
	left    time.Duration
	expired bool
}

func newWatch(clock host.Clock, d time.Duration, cancel func()) *watch {
	w := &watch{clock: clock, cancel: cancel, left: d, since: clock.Now()}
	w.timer = time.AfterFunc(d, w.expire)
	return w
}

func (w *watch) expire() {
	w.mu.Lock()
	w.expired = true
	w.mu.Unlock()
	w.cancel()
}

func (w *watch) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer.Stop()
	w.left -= w.clock.Now().Sub(w.since)
}

func (w *watch) resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.since = w.clock.Now()
	if !w.expired {
		w.timer.Reset(max(w.left, 0))
	}
}

func (w *watch) timedOut() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.expired
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel()
}
