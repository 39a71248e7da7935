package connections

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// Level says how bad what a check found is.
type Level string

// The levels of a check.
const (
	Good Level = "ok"
	Warn Level = "warning" // works now
	Bad  Level = "bad"     // calls fail
)

// Check is one thing that was looked at. It holds no secret.
type Check struct {
	Name  string // service, client, hosts, region, account, token, renewals, scopes, clock, environment
	Level Level
	Text  string
	Next  string // the command that repairs it; empty when nothing is to be done
}

// clockSlack is how far a token's arrival may lie ahead before the clock is doubted.
const clockSlack = 5 * time.Minute

// refreshNotice is how long before its end a refresh token is worth a word.
const refreshNotice = 14 * 24 * time.Hour

// Checks looks at everything that is known of a connection, without the network. The
// errors are those of the store and of a name that there is not; what is wrong with
// the connection itself is a check.
func (m *Manager) Checks(ctx context.Context, connection string) ([]Check, error) {
	snap, t, err := m.lookup(ctx, connection, "")
	if broken(err) && snap.Connection.Link != "" {
		return []Check{{"service", Bad, err.Error(), nextOf(err)}}, nil
	}
	if err != nil {
		return nil, err
	}
	e := examination{m: m, t: t, now: m.now(), a: snap.Authorization, login: t.loginCommand()}
	if env, ok := m.fromEnvironment(t); ok {
		e.a, e.variable = env, m.EnvironmentVariable(connection)
	}
	for _, look := range []func(){e.service, e.environment, e.client, e.hosts, e.region, e.account, e.token, e.renewals, e.scopes, e.clock} {
		look()
	}
	return e.found, nil
}

// broken reports whether a connection does not fit its service any more.
func broken(err error) bool {
	own, ok := err.(*Error) //nolint:errorlint // lookup returns it bare
	return ok && own.Kind == Invalid
}

func nextOf(err error) string {
	if own, ok := err.(*Error); ok { //nolint:errorlint // as in broken
		return own.Next
	}
	return ""
}

// examination is one connection being looked at.
type examination struct {
	m        *Manager
	t        Target
	a        Authorization
	now      time.Time
	variable string // of the environment, that gives the token
	login    string // the command
	found    []Check
}

func (e *examination) add(name string, level Level, next, format string, args ...any) {
	e.found = append(e.found, Check{name, level, fmt.Sprintf(format, args...), next})
}

func (e *examination) service() {
	text := e.t.Service.Title
	if e.t.Connection.Region != "" {
		text += ", region " + e.t.Connection.Region
	}
	e.add("service", Good, "", "%s", text)
}

func (e *examination) environment() {
	if e.variable != "" {
		e.add("environment", Warn, "", "%s gives the token; it wins over what is stored", e.variable)
	}
}

// client looks for the client where a login or a renewal needs one.
func (e *examination) client() {
	link := e.t.Connection.Link
	if e.t.Service.Auth != provider.OAuth2 || e.variable != "" && e.a.Refresh == "" {
		return
	}
	level := Warn
	if e.a.Refresh != "" || !lasting(e.a, e.now) {
		level = Bad
	}
	switch {
	case e.t.Client.ID == "":
		e.add("client", level, "dg connections edit "+link+" --client-id ID --with-secret", "no client is registered for it")
	case e.t.Client.Secret == "" && !e.t.Service.Interactive():
		e.add("client", Bad, "dg connections edit "+link+" --client-id "+quoteArg(e.t.Client.ID)+" --with-secret", "the client has no secret, and the grant %s needs one", e.t.Service.GrantName())
	default:
		e.add("client", Good, "", "%s", e.t.Client.ID)
	}
}

// hosts holds every address that the service is described with against its list.
func (e *examination) hosts() {
	s, next := e.t.Service, "dg services show "+e.t.Service.ID
	if len(s.Hosts) == 0 {
		e.add("hosts", Bad, next, "the host list is empty: no call may carry the credentials")
		return
	}
	addresses := map[string]string{"test URL": s.TestURL}
	for _, p := range s.ProductNames() {
		addresses["product "+p] = s.Products[p]
	}
	ok := true
	for _, what := range slices.Sorted(maps.Keys(addresses)) {
		text, missing := provider.Expand(addresses[what], e.t.vars(e.a))
		u, err := url.Parse(text)
		if text == "" || missing != "" || err != nil {
			continue // comes with the login
		}
		if err := s.CheckURL(u); err != nil {
			ok = false
			e.add("hosts", Warn, next, "the %s is not on the host list: %s", what, u.Host)
		}
	}
	if ok {
		e.add("hosts", Good, "", "%s", strings.Join(s.Hosts, ", "))
	}
}

// regionHints are what providers say about the data centre of an account: a region's
// name, or an address in it.
var regionHints = []string{"location", "api_domain", "accounts-server", "instance_url"}

// region compares the data centre of the connection with what the provider said.
func (e *examination) region() {
	if len(e.t.Service.Regions) == 0 {
		return
	}
	own := e.t.Connection.Region
	for _, hint := range regionHints {
		said := e.a.Extra[hint]
		if u, err := url.Parse(said); err == nil && u.Host != "" {
			id, region := e.m.catalogue().Guess(u.Hostname())
			if id != e.t.Service.ID {
				continue
			}
			said = region
		}
		if _, known := e.t.Service.Region(said); !known || said == own {
			continue
		}
		e.add("region", Bad, "dg connections edit "+e.t.Connection.Link+" --region "+said, "the account lives in region %s, the connection in %s", said, own)
		return
	}
	e.add("region", Good, "", "%s", own)
}

// account looks at the state.
func (e *examination) account() {
	link, as := e.t.Connection.Link, ""
	if e.a.Account != "" {
		as = " as " + e.a.Account
	}
	if e.a.Organisation != "" {
		as += ", organisation " + e.a.Organisation
	}
	switch state := e.a.StateAt(e.now); {
	case e.t.Connection.Disabled || state == StateDisabled:
		e.add("account", Warn, "dg connections enable "+link, "disabled: scripts cannot use it")
	case e.t.Service.Auth == provider.None:
		e.add("account", Good, "", "the service takes no credentials")
	case state == StateNew && e.t.Service.Auth == provider.OAuth2 && !e.t.Service.Interactive():
		e.add("account", Good, "", "the first call gets a token with the client's own credentials")
	case state == StateNew:
		e.add("account", Bad, e.login, "never connected")
	case state == StateNeedsReconnect, state == StateRevoked:
		e.add("account", Bad, e.login, "%s: %s", state, e.a.Reason)
	default:
		e.add("account", Good, "", "connected%s", as)
	}
}

// token looks at how long the credentials last.
func (e *examination) token() {
	state := e.a.StateAt(e.now)
	if e.t.Service.Auth != provider.OAuth2 || (state != StateConnected && state != StateExpiring) {
		return
	}
	needs := ""
	if e.t.Service.RefreshNeeds != "" {
		needs = "; it needs " + e.t.Service.RefreshNeeds
	}
	renews := renewable(e.t.Service, e.a)
	switch left := e.a.Expiry.Sub(e.now); {
	case e.a.Expiry.IsZero():
		e.add("token", Good, "", "does not expire")
	case !renews && left <= 0:
		e.add("token", Bad, e.login, "ended %s, and no refresh token came%s", stamp(e.a.Expiry), needs)
	case !renews:
		e.add("token", Warn, e.login, "ends %s, and no refresh token came%s", stamp(e.a.Expiry), needs)
	case left <= 0:
		e.add("token", Good, "", "ended %s; the next call renews it", stamp(e.a.Expiry))
	default:
		e.add("token", Good, "", "ends %s, and is renewed", stamp(e.a.Expiry))
	}
	switch left := e.a.RefreshExpiry.Sub(e.now); {
	case e.a.RefreshExpiry.IsZero():
	case left <= 0:
		e.add("token", Bad, e.login, "its refresh token ended on %s", stamp(e.a.RefreshExpiry))
	case left < refreshNotice:
		e.add("token", Warn, e.login, "its refresh token ends on %s", stamp(e.a.RefreshExpiry))
	}
	if e.a.LastError != "" {
		e.add("token", Warn, "dg connections refresh "+e.t.Connection.Link+" --force", "the last renewal failed: %s", e.a.LastError)
	}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// renewals counts what the provider counts.
func (e *examination) renewals() {
	limit := e.t.Service.RefreshLimit
	if limit == 0 {
		return
	}
	n, minutes := len(recent(e.t.Service, e.a.Renewals, e.now)), e.t.Service.RefreshWindow/60
	switch {
	case n >= limit:
		e.add("renewals", Warn, "wait; the token there is serves until it ends", "%d of %d in %d minutes: all are used up", n, limit, minutes)
	case n > limit/2:
		e.add("renewals", Warn, "dg connections audit "+e.t.Connection.Link+" shows when", "%d of %d in %d minutes; something renews too often", n, limit, minutes)
	default:
		e.add("renewals", Good, "", "%d of %d in %d minutes", n, limit, minutes)
	}
}

// scopes compares what was asked for with what was granted.
func (e *examination) scopes() {
	asked := e.t.Scopes()
	if e.t.Service.Auth != provider.OAuth2 || e.a.Access == "" && e.a.Refresh == "" || len(asked) == 0 && len(e.a.Scopes) == 0 {
		return
	}
	if missing := missingScopes(asked, e.a.Scopes); len(missing) > 0 {
		e.add("scopes", Warn, e.login, "not granted: %s", strings.Join(missing, " "))
		return
	}
	if len(e.a.Scopes) == 0 {
		e.add("scopes", Good, "", "%s (asked for; the provider did not say)", strings.Join(asked, " "))
		return
	}
	e.add("scopes", Good, "", "%s", strings.Join(e.a.Scopes, " "))
}

// missingScopes are those asked for and not granted; none where the provider said
// nothing, which means all (RFC 6749 §5.1).
func missingScopes(asked, granted []string) []string {
	if len(granted) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return slices.Contains(granted, s) })
}

// clock notices a clock that was off when the token came, and tokens that came in
// the future.
func (e *examination) clock() {
	const next = "set the clock of this machine; then dg connections refresh %s --force"
	link := e.t.Connection.Link
	if skew := e.a.Skew; skew.Abs() > clockSlack {
		e.add("clock", Warn, fmt.Sprintf(next, link), "this machine's clock was %s when its token came", off(skew))
	} else if ahead := e.a.Obtained.Sub(e.now); ahead > clockSlack {
		e.add("clock", Warn, fmt.Sprintf(next, link), "its token came %s in the future: the clock is wrong, or was", ahead.Round(time.Minute))
	}
}

// off words how far a clock is off.
func off(skew time.Duration) string {
	if skew > 0 {
		return skew.Round(time.Minute).String() + " ahead"
	}
	return (-skew).Round(time.Minute).String() + " behind"
}
