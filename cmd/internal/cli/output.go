package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"

	"github.com/dg-lang/dg/runtime/host"
)

// errOutput says that the output cannot be written, as on a full disk.
var errOutput = errors.New("the output cannot be written")

// printer writes info lines as they come.
type printer struct {
	w   io.Writer
	mu  sync.Mutex
	err error
}

func (p *printer) Info(_ context.Context, line host.InfoLine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		_, p.err = io.WriteString(p.w, line.Text+"\n")
	}
}

// failed returns the first error of writing.
func (p *printer) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errOutput, p.err)
}

// recorder keeps info lines and exchanges, for --json.
type recorder struct {
	mu    sync.Mutex
	info  []string
	calls []host.Exchange
}

func (r *recorder) Info(_ context.Context, line host.InfoLine) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.info = append(r.info, line.Text)
}

func (r *recorder) Exchanged(_ context.Context, e host.Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, e)
}

// requestLog prints one line a request, for -v.
type requestLog struct{ a *app }

func (l requestLog) Exchanged(_ context.Context, e host.Exchange) {
	status := fmt.Sprint(e.Status)
	if e.Error != "" {
		status = e.Error
	}
	if e.Source == host.DryRun {
		fmt.Fprintf(l.a.io.Err, "* %s %s → not sent (dry run)\n", e.Method, e.URL)
		return
	}
	details := fmt.Sprintf("%d bytes, %d ms", e.Received, e.Duration.Milliseconds())
	if e.Sent > 0 {
		details += fmt.Sprintf(", %d bytes sent", e.Sent)
	}
	if e.Renewals > 0 {
		details += ", " + count(e.Renewals, "renewal")
	}
	if e.Source != "" {
		details += ", from the " + e.Source
	}
	fmt.Fprintf(l.a.io.Err, "* %s %s → %s (%s)\n", e.Method, e.URL, status, details)
}

// Traced prints what went over the wire, for -vv: sent lines begin with >, received
// ones with <.
func (l requestLog) Traced(_ context.Context, m host.Message) {
	if l.a.verbose < 2 {
		return
	}
	sign := "<"
	if m.Sent {
		sign = ">"
	}
	parts := messageLines(sign, m)
	_, _ = io.WriteString(l.a.io.Err, parts[0]+parts[1])
}

// logger returns the log of a run: warnings for the person, plain and on one line.
func (a *app) logger() *slog.Logger { return slog.New(&notes{a: a}) }

// notes is a slog handler that writes "warning: text (key value, …)".
type notes struct {
	a     *app
	attrs []slog.Attr
}

func (n *notes) Enabled(_ context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn || n.a.verbose > 0 && l >= slog.LevelInfo || n.a.verbose > 1
}

func (n *notes) Handle(_ context.Context, r slog.Record) error {
	word, code := "warning", "1;33"
	switch {
	case r.Level >= slog.LevelError:
		word, code = "error", "1;31"
	case r.Level < slog.LevelWarn:
		word, code = "*", "36"
	}
	var more []string
	add := func(at slog.Attr) bool {
		more = append(more, at.Key+" "+at.Value.String())
		return true
	}
	for _, at := range n.attrs {
		add(at)
	}
	r.Attrs(add)
	text := r.Message
	if len(more) > 0 {
		text += " (" + strings.Join(more, ", ") + ")"
	}
	if word != "*" {
		word += ":"
	}
	_, err := fmt.Fprintf(n.a.io.Err, "%s %s\n", n.a.paint(code, word), text)
	return err
}

func (n *notes) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &notes{a: n.a, attrs: append(append([]slog.Attr(nil), n.attrs...), attrs...)}
}

func (n *notes) WithGroup(string) slog.Handler { return n }
