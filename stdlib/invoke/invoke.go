// Package invoke is the network tasks of the language: the invokeUrl block, the
// older functions invokeUrl, getUrl and postUrl, and zoho.crm.invokeConnector.
// They build a request from values, hand it to the Doer of the host, and turn the
// answer back into a value. Time-outs, redirects and credentials are the Doer's.
package invoke

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// Version stands in the User-Agent of requests, dg/VERSION. The command sets it
// before any script runs.
var Version = func() string { return "dev" }

// Register adds the network tasks to reg.
func Register(reg *registry.Registry) {
	reg.AddTask(invokeURLTask())
	reg.Add(urlFunctions()...)
	reg.Add(connectorFunction())
}

// exchange is one call of a task: what it sends, and how it reads the answer.
type exchange struct {
	c    *registry.Call
	ctx  context.Context
	task string // as messages name it

	method      string
	url         string
	headers     *value.Map
	contentType string
	parameters  value.Value
	body        value.Value
	files       value.Value
	connection  string

	detailed bool
	format   format
	charset  string // of the answer, empty: the one it names
}

func newExchange(ctx context.Context, c *registry.Call, task string) *exchange {
	return &exchange{c: c, ctx: ctx, task: task, method: http.MethodGet}
}

// errorf returns an error that a script can catch, with the name of the task.
func (x *exchange) errorf(format string, args ...any) error {
	return x.c.Errorf("%s: %s", x.task, fmt.Sprintf(format, args...))
}

// warn tells the person who runs the script about a call that works here and may
// not do what was meant.
func (x *exchange) warn(format string, args ...any) {
	x.c.Host.Log.WarnContext(x.ctx, x.task+": "+fmt.Sprintf(format, args...), "line", x.c.Line())
}

// send sends req and reads the whole answer.
func (x *exchange) send(req *http.Request, info host.CallInfo) (*answer, error) {
	info.Task = x.task
	if info.Connection != "" && x.c.Host.Auth == nil {
		return nil, x.c.Errorf("Connection Name was not found: %q", info.Connection)
	}
	resp, err := x.c.Host.HTTP.Do(req.WithContext(host.WithCall(x.ctx, info)))
	if err != nil {
		return nil, x.failure(req.URL, err)
	}
	a, err := x.read(req, resp)
	if err != nil {
		return nil, x.failure(req.URL, err)
	}
	x.remark(req, a)
	return a, nil
}

// softLimit is the size in bytes above which an answer works here and fails where
// the vendor's smaller limit holds.
// Source: https://www.zoho.com/deluge/help/deluge-invoke-url.html
const softLimit = 5 << 20

func (x *exchange) remark(req *http.Request, a *answer) {
	if len(a.data) == 0 && a.status >= 400 && !x.detailed {
		x.warn("%s %s answered %d with nothing in it; the script sees an empty text", req.Method, req.URL.Host, a.status)
	}
	if len(a.data) > softLimit {
		x.warn("%s answered more than 5 MB, which other products refuse", req.URL.Host)
	}
}

// failure turns an error of the Doer into one that a script can catch. The end of
// the run and a used-up budget stay what they are: they cannot be caught.
func (x *exchange) failure(u *url.URL, err error) error {
	var limit *host.LimitError
	var stop *host.StopError
	var public host.PublicError
	var ours *value.Error
	switch {
	case x.ctx.Err() != nil:
		return context.Cause(x.ctx)
	case errors.As(err, &limit), errors.As(err, &stop), errors.As(err, &ours):
		return err
	case errors.As(err, &public):
		return newFault(public.Public(), err)
	}
	// The text of a *url.Error holds the whole address, query included.
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return newFault(fmt.Sprintf("%s: no answer from %s: %v", x.task, u.Host, err), err)
}

// fault is an error that a script can catch and that keeps its cause, from which
// a program takes its exit code and its hint.
type fault struct {
	shown *value.Error
	cause error
}

func newFault(message string, cause error) error {
	return &fault{shown: &value.Error{Message: message}, cause: cause}
}

func (f *fault) Error() string   { return f.shown.Message }
func (f *fault) Unwrap() []error { return []error{f.shown, settled{f.cause}} }

// settled hides that an error began as the end of some inner context, such as that
// of a token refresh: only the end of the run itself may look like one.
type settled struct{ err error }

func (s settled) Error() string      { return s.err.Error() }
func (s settled) As(target any) bool { return errors.As(s.err, target) }

func (s settled) Is(target error) bool {
	return target != context.Canceled && target != context.DeadlineExceeded && errors.Is(s.err, target)
}
