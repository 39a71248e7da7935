package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

// Runner compiles the script src and runs it against h. An error from before the
// run is a *CheckError.
type Runner func(ctx context.Context, src string, h *host.Host) error

// CheckError says that a script was refused before it ran.
type CheckError struct{ Err error }

func (e *CheckError) Error() string { return e.Err.Error() }

// Unwrap returns what was found.
func (e *CheckError) Unwrap() error { return e.Err }

// NotYetError says that a case needs a part that does not exist yet.
type NotYetError struct{ Part string }

func (e *NotYetError) Error() string { return "not yet: " + e.Part }

// InvokeCase runs the case of a network task on one line. It returns nil when the
// case holds, a *NotYetError when it cannot be run yet, and else all differences.
func InvokeCase(ctx context.Context, line []byte, run Runner) error {
	s, err := startServers()
	if err != nil {
		return err
	}
	defer s.close()
	c, err := parse(s.fill(line))
	if err != nil {
		return err
	}
	if part := c.missing(); part != "" {
		return &NotYetError{part}
	}
	s.exchanges = c.Server.Exchanges
	dir, err := os.MkdirTemp("", "dg-conformance-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	r := &outcome{}
	log := slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	accounts, err := newAccounts(ctx, dir, log, c.Setup.Connections)
	if err != nil {
		return err
	}
	h, client := c.host(r, log, accounts)
	defer client.Close()
	runErr := run(ctx, c.Src, h)
	r.calls = client.Stats().Calls
	return errors.Join(
		matchAll(c.Server.Exchanges, s.taken()),
		c.Want.matchError(runErr),
		c.Want.match(r, runErr),
		accounts.match(ctx, c.Want.Store),
	)
}

var (
	needsMail      = regexp.MustCompile(`(?i)\bsendmail\s*\[`)
	needsOpenURL   = regexp.MustCompile(`(?i)\bopenUrl\s*\(`)
	needsInvokeAPI = regexp.MustCompile(`(?i)\binvokeapi\s*\[`)
)

// missing names the part that the case needs and that does not exist yet.
func (c *Case) missing() string {
	switch {
	case c.Want.Mail != nil, needsMail.MatchString(c.Src):
		return "sendmail"
	case c.Want.Effects != nil, needsOpenURL.MatchString(c.Src):
		return "openUrl"
	case c.Setup.ServiceHosts != nil, needsInvokeAPI.MatchString(c.Src):
		return "invokeApi"
	case c.Setup.Inbound != nil, c.Want.HTTPAnswer != nil:
		return "functions called over HTTP"
	}
	return ""
}

// host builds the outside world of the case.
func (c *Case) host(r *outcome, log *slog.Logger, auth host.Authorizer) (*host.Host, *httpx.Client) {
	h := host.Default(host.Host{
		Auth: auth, Clock: host.SystemClock{Zone: time.UTC}, Out: r, Log: log, Journal: r,
		Net: host.Net{
			Timeout:           time.Duration(c.Setup.TimeoutMS) * time.Millisecond,
			MaxResponse:       c.Setup.MaxResponse,
			StrictContentType: c.Setup.Strict,
		},
	})
	o := httpx.FromHost(h)
	o.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	client := httpx.New(o)
	h.HTTP = client
	return h, client
}

// outcome is what a run showed.
type outcome struct {
	mu      sync.Mutex
	lines   []string
	journal []host.Exchange
	log     buffer
	calls   int
}

// Info takes a printed line.
func (r *outcome) Info(_ context.Context, line host.InfoLine) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line.Text)
}

// Exchanged takes an entry of the journal.
func (r *outcome) Exchanged(_ context.Context, e host.Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.journal = append(r.journal, e)
}

// buffer is a bytes.Buffer for several writers.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// matchError holds the error of a run against the case; both kinds of error are
// wanted, or none is.
func (w *Want) matchError(err error) error {
	var check *CheckError
	isCheck := errors.As(err, &check)
	switch {
	case w.CheckError != nil && !isCheck:
		return fmt.Errorf("the script was not refused before it ran (error: %v), want %q", err, *w.CheckError)
	case w.CheckError != nil && !holds(shown(err), *w.CheckError):
		return fmt.Errorf("refused with %q, want %q", shown(err), *w.CheckError)
	case w.CheckError != nil:
		return nil
	case w.Error != nil && (err == nil || isCheck):
		return fmt.Errorf("the run ended with %v, want an error holding %q", err, *w.Error)
	case w.Error != nil && !holds(err.Error(), *w.Error):
		return fmt.Errorf("the run ended with %q, want %q", err, *w.Error)
	case w.Error == nil && err != nil:
		return fmt.Errorf("the run failed: %w", err)
	}
	return nil
}

// shown is what a person sees of an error: all findings with their hints.
func shown(err error) string {
	text := err.Error()
	var failure diag.Failure
	if errors.As(err, &failure) {
		for _, d := range failure.List {
			text += "\n" + d.Message + "\n" + d.Hint
		}
	}
	return text
}

// match holds what was printed, logged and counted against the case.
func (w *Want) match(r *outcome, runErr error) error {
	var errs []error
	out := strings.Join(r.lines, "\n")
	if w.Out != nil && !slices.Equal(splitLines(r.lines), *w.Out) {
		errs = append(errs, fmt.Errorf("printed %q, want %q", r.lines, *w.Out))
	}
	if !holds(out, w.OutContains) {
		errs = append(errs, fmt.Errorf("printed %q, want it to hold %q", out, w.OutContains))
	}
	if w.Warn != "" && !holds(r.log.String(), w.Warn) {
		errs = append(errs, fmt.Errorf("warned %q, want %q", r.log.String(), w.Warn))
	}
	everything := fmt.Sprint(out, r.log.String(), runErr, r.journal)
	for _, secret := range w.Never {
		if strings.Contains(everything, secret) {
			errs = append(errs, fmt.Errorf("%q can be seen", secret))
		}
	}
	if w.Summary != nil && w.Summary.ExternalCalls != nil && r.calls != *w.Summary.ExternalCalls {
		errs = append(errs, fmt.Errorf("%d external calls, want %d", r.calls, *w.Summary.ExternalCalls))
	}
	return errors.Join(errs...)
}

func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// splitLines returns the printed lines; one info may print several.
func splitLines(printed []string) []string {
	lines := []string{}
	for _, p := range printed {
		lines = append(lines, strings.Split(p, "\n")...)
	}
	return lines
}
