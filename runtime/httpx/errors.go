package httpx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/dg-lang/dg/runtime/host"
)

// Kind sorts the errors of network tasks.
type Kind string

// The kinds of error.
const (
	Timeout        Kind = "timeout"         // no answer within the time of a task
	ConnectTimeout Kind = "connect timeout" // no connection
	UnknownHost    Kind = "unknown host"
	Refused        Kind = "refused" // nothing listens there
	Certificate    Kind = "certificate"
	TooLarge       Kind = "too large"
	Malformed      Kind = "malformed"     // no HTTP
	Interrupted    Kind = "interrupted"   // the connection ended early
	Redirect       Kind = "redirect"      // one that is not followed
	Refusal        Kind = "refusal"       // never sent: scheme, host, offline
	Authorization  Kind = "authorization" // never sent: the connection gives no credentials
)

// Error says why a task got no answer. A script can catch it. Its message holds
// no value of a query or header.
type Error struct {
	Kind    Kind
	Message string
	Host    string // with port when one was given
	Next    string // what to do; may be empty
	Cause   error  // for programs; its text may hold more than a script may see
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Hint returns what to do next, as far as it or its cause knows; else it is empty.
func (e *Error) Hint() string {
	var cause interface{ Hint() string }
	if e.Next == "" && errors.As(e.Cause, &cause) {
		return cause.Hint()
	}
	return e.Next
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// errorf returns an error that begins with the name of the task.
func (t *task) errorf(k Kind, u *url.URL, cause error, format string, args ...any) *Error {
	return &Error{Kind: k, Message: t.info.Task + ": " + fmt.Sprintf(format, args...), Host: u.Host, Cause: cause}
}

func (t *task) redirectError(target *url.URL, why string) *Error {
	text := "redirect to " + target.Host + " not followed"
	if why != "" {
		text += ": " + why
	}
	return t.errorf(Redirect, target, nil, "%s", text)
}

// refused words an error of the Authorizer. Its text comes first and unchanged:
// it begins with a phrase that the vendor's users know, such as
// "UnAuthenticated Connections".
// Source: https://www.zoho.com/crm/developer/docs/serverless-architecture/deluge-crm-errors-solutions.html
func (t *task) refused(u *url.URL, err error) error {
	if t.caller.Err() != nil {
		return context.Cause(t.caller)
	}
	return &Error{Kind: Authorization, Message: err.Error(), Host: u.Host, Cause: err}
}

// explain turns an error of the transport into one for a person.
// The phrases "socket timeout error" and "connect timeout" are the vendor's.
// Source: https://www.zoho.com/deluge/help/deluge-invoke-url.html
func (t *task) explain(u *url.URL, connect time.Duration, err error) error {
	var known *Error
	var limit *LimitError
	switch {
	case t.caller.Err() != nil:
		return context.Cause(t.caller)
	case errors.As(err, &known), errors.As(err, &limit):
		return err
	case t.watch.timedOut():
		return t.errorf(Timeout, u, err, "socket timeout error: no answer from %s within %s", u.Host, seconds(t.limit))
	}
	return t.explainNet(u, connect, err)
}

func (t *task) explainNet(u *url.URL, connect time.Duration, err error) error {
	var out *ReachError
	if errors.As(err, &out) {
		return t.errorf(Refusal, u, err, "%s has the address %s: %s", u.Hostname(), out.Addr, out)
	}
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		return t.errorf(UnknownHost, u, err, "unknown host %s%s", u.Hostname(), nameFailure(dns))
	case isRefused(err):
		return t.errorf(Refused, u, err, "connection refused by %s:%s", u.Hostname(), port(u))
	case errors.As(err, &op) && op.Op == "dial" && op.Timeout(), strings.Contains(err.Error(), "TLS handshake timeout"):
		return t.errorf(ConnectTimeout, u, err, "connect timeout: %s did not accept a connection within %s", u.Host, seconds(connect))
	}
	if reason := certificateReason(err); reason != "" {
		return t.errorf(Certificate, u, err, "TLS certificate of %s not trusted: %s", u.Host, reason)
	}
	if isMalformed(err) {
		return t.errorf(Malformed, u, err, "malformed answer from %s", u.Host)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) {
		return t.errorf(Interrupted, u, err, "%s ended the connection before the answer was complete", u.Host)
	}
	return t.errorf(Interrupted, u, err, "connection to %s failed%s", u.Host, opReason(err))
}

func nameFailure(e *net.DNSError) string {
	if e.IsNotFound {
		return ""
	}
	return ": the name service did not answer"
}

// winRefused is WSAECONNREFUSED, which package syscall does not map.
const winRefused = syscall.Errno(10061)

func isRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, winRefused)
}

func certificateReason(err error) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var any *tls.CertificateVerificationError
	switch {
	case errors.As(err, &unknown):
		return "signed by an unknown authority"
	case errors.As(err, &name):
		return "it is for another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "expired or not yet valid"
	case errors.As(err, &invalid), errors.As(err, &any):
		return "it is not valid"
	}
	return ""
}

// isMalformed goes by text: net/http has no types for these errors.
func isMalformed(err error) bool {
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		return true
	}
	text := err.Error()
	for _, s := range []string{"malformed", "bad Content-Length", "unsupported transfer encoding", "invalid header", "gzip:", "server gave HTTP response", "headers exceeded", "too many transfer encodings"} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// opReason returns the system's word for a failure. The text of other errors is
// left out, because it may quote what was sent or received.
func opReason(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return ": " + errno.Error()
	}
	var alert tls.AlertError
	if errors.As(err, &alert) {
		return ": " + alert.Error()
	}
	return ""
}

func seconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'g', -1, 64) + " s"
}

// size returns n bytes for a message, in MB when that is exact.
func size(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return strconv.FormatInt(n>>20, 10) + " MB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}

// Public returns the message: it may be shown to a script as it stands.
func (e *Error) Public() string { return e.Message }

var _ host.PublicError = (*Error)(nil)
