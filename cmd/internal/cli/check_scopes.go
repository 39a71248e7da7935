package cli

import (
	"context"
	"slices"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// wantedScopes is what the calls of a file need of one connection, for --json.
type wantedScopes struct {
	Connection string   `json:"connection"`
	Scopes     []string `json:"scopes"`
	Missing    []string `json:"missing"`
}

// scopeBook knows which scopes calls need and which the connections have.
type scopeBook struct {
	app    *app
	ctx    context.Context
	links  []string
	has    map[string][]string // scopes by connection; nil: not known
	wanted []wantedScopes      // of the file that is checked
}

// look is dg.App.Scopes. The store is opened when a script calls an address whose
// scope is known, with a connection that there is.
func (b *scopeBook) look(link, address string) (scope string, missing bool) {
	w, ok := provider.Wanted(address)
	if !ok {
		return "", false
	}
	has := b.scopesOf(link)
	missing = len(has) > 0 && !w.Given(has)
	b.note(link, w.Scope, missing)
	return w.Scope, missing
}

func (b *scopeBook) note(link, scope string, missing bool) {
	i := slices.IndexFunc(b.wanted, func(w wantedScopes) bool { return w.Connection == link })
	if i < 0 {
		i = len(b.wanted)
		b.wanted = append(b.wanted, wantedScopes{Connection: link, Scopes: []string{}, Missing: []string{}})
	}
	add := func(to *[]string) {
		if !slices.Contains(*to, scope) {
			*to = append(*to, scope)
		}
	}
	add(&b.wanted[i].Scopes)
	if missing {
		add(&b.wanted[i].Missing)
	}
}

// scopesOf returns the scopes that a connection was granted, or else asks for. What
// cannot be read is not known: a store is none of a check's business.
func (b *scopeBook) scopesOf(link string) []string {
	if has, known := b.has[link]; known || !slices.Contains(b.links, link) {
		return has
	}
	b.has[link] = nil
	m, err := b.app.manager("")
	if err != nil {
		return nil
	}
	const patience = time.Second
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	s, err := m.Status(ctx, link)
	if err != nil {
		b.app.logger().Debug("the scopes of a connection cannot be read", "connection", link, "error", err)
		return nil
	}
	b.has[link] = s.Scopes
	return s.Scopes
}

// take returns what was noted since the last time.
func (b *scopeBook) take() []wantedScopes {
	out := b.wanted
	b.wanted = nil
	if out == nil {
		out = []wantedScopes{}
	}
	return out
}
