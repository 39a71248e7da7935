package connections

import (
	"fmt"
	"time"
)

// Kind sorts errors by what can be done about them.
type Kind int

// The kinds of error.
const (
	NotFound        Kind = iota + 1 // no connection of that name
	Unauthenticated                 // the connection must be logged in again
	HostRefused                     // the request's host is not on the service's list
	Refresh                         // the provider did not answer properly; try again later
	StoreFailed                     // the store could not be read or written
	Invalid                         // the connection or the request does not fit the service
	Login                           // a login did not come to its end
)

func (k Kind) String() string {
	switch k {
	case NotFound:
		return "not found"
	case Unauthenticated:
		return "unauthenticated"
	case HostRefused:
		return "host refused"
	case Refresh:
		return "token refresh"
	case StoreFailed:
		return "store"
	case Invalid:
		return "invalid"
	case Login:
		return "login"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// Error is what all methods of Manager return. Its text is meant for people and
// never holds a secret.
type Error struct {
	Kind       Kind
	Connection string
	Message    string
	Next       string // the command that mends it, or empty
	Cause      error
}

func (e *Error) Error() string {
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Hint is what to type next, or empty.
func (e *Error) Hint() string { return e.Next }

// RefreshFault says how a provider's token endpoint failed.
type RefreshFault int

// The faults of a token endpoint.
const (
	FaultTransient      RefreshFault = iota // 5xx, 429, time-out, an answer that makes no sense
	FaultGrantRefused                       // invalid_grant: the refresh token is dead
	FaultClientRejected                     // invalid_client: id or secret is wrong
	FaultRefused                            // any other clear refusal
)

// RefreshError is the error a Refresher returns when the provider was asked.
// Description is short and holds no secret.
type RefreshError struct {
	Fault       RefreshFault
	Status      int           // HTTP status, 0 if there was no answer
	Code        string        // the provider's error code
	Description string        // the provider's text, cut and masked
	RetryAfter  time.Duration // 0 if the provider did not say
	Cause       error
}

func (e *RefreshError) Error() string {
	text := e.Code
	if text == "" && e.Status != 0 {
		text = fmt.Sprintf("status %d", e.Status)
	}
	if e.Description != "" {
		if text != "" {
			text += ": "
		}
		text += e.Description
	}
	if text == "" {
		text = "no answer"
	}
	return text
}

// Unwrap returns the cause.
func (e *RefreshError) Unwrap() error { return e.Cause }
