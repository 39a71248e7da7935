package connections

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

func storeError(connection string, err error) error {
	return &Error{Kind: StoreFailed, Connection: connection, Message: "connections file: " + err.Error(), Cause: err, Next: "dg connections doctor"}
}

func (m *Manager) invalid(connection string, err error, next string) error {
	return &Error{Kind: Invalid, Connection: connection, Message: fmt.Sprintf("connection %q: %v", connection, err), Cause: err, Next: next}
}

func (m *Manager) refreshError(t Target, err error) error {
	return &Error{
		Kind: Refresh, Connection: t.Key.Connection, Cause: err, Next: "dg connections refresh " + t.Key.Connection + " tries again",
		Message: fmt.Sprintf("token refresh for connection %q failed: %v", t.Key.Connection, err),
	}
}

func (m *Manager) unauthenticated(t Target, a Authorization, reason, next string) error {
	if reason == "" {
		reason = string(a.StateAt(m.now()))
	}
	if next == "" {
		next = t.loginCommand()
	}
	message := fmt.Sprintf("UnAuthenticated Connections: %q has no usable token (%s). ", t.Connection.Link, reason)
	if strings.HasPrefix(next, "dg connections login") {
		message += "Reconnect: " + next
	} else {
		message += "Try: " + next
	}
	return &Error{Kind: Unauthenticated, Connection: t.Connection.Link, Message: message, Next: next}
}

// loginCommand is what connects the authorization that a run would use.
func (t Target) loginCommand() string {
	command := "dg connections login " + t.Connection.Link
	if t.Key.Environment != "" && t.Key.Environment != DefaultEnvironment {
		command += " --env " + t.Key.Environment
	}
	if t.named && t.Key.User != SharedUser || strings.Contains(t.Key.User, "@") { // else it is the user of this machine
		command += " --user " + quoteArg(t.Key.User)
	}
	return command
}

// hostRefused words the refusal and puts it into the audit trail.
func (m *Manager) hostRefused(ctx context.Context, t Target, req *http.Request, cause error) error {
	host, link := req.URL.Host, t.Connection.Link
	e := &Error{
		Kind: HostRefused, Connection: link, Cause: cause, Next: "dg connections show " + link + " lists its hosts; another service needs a connection of its own",
		Message: fmt.Sprintf("connection %q may not be used with host %s (allowed: %s)", link, host, strings.Join(t.Service.Hosts, ", ")),
	}
	secure := *req.URL
	secure.Scheme = "https"
	switch {
	case req.URL.User != nil:
		e.Message += "; the URL carries a user name"
		e.Next = "take the user name out of the URL; the connection brings the credentials"
	case req.URL.Scheme == "http" && t.Service.CheckURL(&secure) == nil:
		e.Message += "; only https"
		e.Next = "write https://" + host
	}
	t.wrongRegion(e, req.URL)
	if err := m.store.Audit(ctx, Event{Time: m.now(), Kind: "host-refused", Connection: link, User: t.Key.User, Detail: host}); err != nil {
		m.log.Debug("audit", "error", err.Error())
	}
	return e
}

// notFound words a miss: what exists, what was probably meant, what to type.
func (m *Manager) notFound(ctx context.Context, name, host string) error {
	all, err := m.store.Connections(ctx)
	if err != nil {
		return storeError(name, err)
	}
	e := &Error{Kind: NotFound, Connection: name, Cause: ErrNotFound, Next: m.addCommand(name, host)}
	var text strings.Builder
	fmt.Fprintf(&text, "Connection Name was not found: %q.", name)
	if len(all) > 0 {
		links := make([]string, len(all))
		for i, c := range all {
			links[i] = c.Link
		}
		slices.Sort(links)
		fmt.Fprintf(&text, " Known: %s.", strings.Join(links, ", "))
	}
	if near := nearest(name, all); near != "" {
		fmt.Fprintf(&text, " Did you mean %q?", near)
	}
	fmt.Fprintf(&text, " Create it with: %s", e.Next)
	e.Message = text.String()
	return e
}

// addCommand is the command that makes the missing connection.
func (m *Manager) addCommand(name, host string) string {
	command := "dg connections add " + quoteArg(name)
	id, region := m.catalogue().Guess(host)
	if id == "" {
		return command
	}
	command += " --service " + id
	if region != "" {
		command += " --region " + region
	}
	return command
}

func quoteArg(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(strings.ContainsRune("_-.@", r) || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
