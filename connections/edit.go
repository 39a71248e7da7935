package connections

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"

	"github.com/dg-lang/dg/connections/provider"
)

// linkPattern is what a link name may be: it stands in scripts, file names and
// environment variables.
var linkPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,49}$`) })

// CheckLink reports what is wrong with a link name.
func CheckLink(link string) error {
	if linkPattern().MatchString(link) {
		return nil
	}
	return &Error{Kind: Invalid, Connection: link, Message: fmt.Sprintf(
		"connection name %q: a letter, then letters, digits and _ (50 characters at most)", link)}
}

// AddConnection stores a new connection after checking that its service exists
// and that its region and variables fit. "zoho-eu" as service means region eu of
// zoho.
func (m *Manager) AddConnection(ctx context.Context, c *Connection) error {
	if err := CheckLink(c.Link); err != nil {
		return err
	}
	stored, err := m.store.Service(ctx, c.Service)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return storeError(c.Link, err)
	}
	if stored.Spec.ID == "" {
		spec, region, err := m.catalogue().Lookup(c.Service)
		if err != nil {
			return m.invalid(c.Link, err, "dg services list")
		}
		c.Service = spec.ID
		if c.Region == "" {
			c.Region = region
		}
	}
	if _, err := m.target(Snapshot{Service: stored, Connection: *c}); err != nil {
		return err
	}
	if c.Created.IsZero() {
		c.Created = m.now()
	}
	err = m.store.PutConnection(ctx, c, Event{Time: m.now(), Kind: "add", Connection: c.Link, Detail: "service " + c.Service})
	if errors.Is(err, ErrConflict) && c.Rev == 0 {
		return &Error{Kind: Invalid, Connection: c.Link, Cause: err, Next: "dg connections login " + c.Link,
			Message: fmt.Sprintf("connection %q exists already", c.Link)}
	}
	if err != nil {
		return storeError(c.Link, err)
	}
	return nil
}

// ChangeConnection reads a connection, lets change edit it, and stores it unless
// it was changed meanwhile. The link name stays.
func (m *Manager) ChangeConnection(ctx context.Context, link string, change func(*Connection) error) error {
	snap, _, err := m.lookup(ctx, link, "")
	if err != nil && (!broken(err) || snap.Connection.Link == "") { // what does not fit any more can be mended
		return err
	}
	c := snap.Connection
	if err := change(&c); err != nil {
		return err
	}
	c.Link = link
	if _, err := m.target(Snapshot{Service: snap.Service, Connection: c}); err != nil {
		return err
	}
	if err := m.store.PutConnection(ctx, &c, Event{Time: m.now(), Kind: "edit", Connection: link}); err != nil {
		return storeError(link, err)
	}
	return nil
}

// RemoveConnection deletes a connection with its tokens. Revoke them first, with
// Logout, if the provider should forget them too.
func (m *Manager) RemoveConnection(ctx context.Context, link string) error {
	if _, _, err := m.lookup(ctx, link, ""); err != nil {
		var own *Error
		if !errors.As(err, &own) || own.Kind != Invalid { // one whose service is gone can still be removed
			return err
		}
	}
	if err := m.store.DeleteConnection(ctx, link, Event{Time: m.now(), Kind: "remove", Connection: link}); err != nil {
		return storeError(link, err)
	}
	return nil
}

// AddService stores a service made by the user.
func (m *Manager) AddService(ctx context.Context, s *Service) error {
	if err := s.Spec.Validate(); err != nil {
		return &Error{Kind: Invalid, Message: err.Error(), Cause: err}
	}
	err := m.store.PutService(ctx, s, Event{Time: m.now(), Kind: "service", Detail: s.Spec.ID})
	if errors.Is(err, ErrConflict) && s.Rev == 0 {
		return &Error{Kind: Invalid, Cause: err, Message: fmt.Sprintf("service %q exists already", s.Spec.ID), Next: "dg services show " + s.Spec.ID}
	}
	if err != nil {
		return storeError("", err)
	}
	return nil
}

// RemoveService deletes a service made by the user, unless a connection uses it.
func (m *Manager) RemoveService(ctx context.Context, id string) error {
	all, err := m.store.Connections(ctx)
	if err != nil {
		return storeError("", err)
	}
	for _, c := range all {
		if c.Service == id {
			return &Error{Kind: Invalid, Connection: c.Link, Next: "dg connections remove " + c.Link,
				Message: fmt.Sprintf("service %q is used by connection %q", id, c.Link)}
		}
	}
	err = m.store.DeleteService(ctx, id, Event{Time: m.now(), Kind: "service-removed", Detail: id})
	if errors.Is(err, ErrNotFound) {
		return &Error{Kind: NotFound, Cause: err, Message: fmt.Sprintf("no service %q was made here", id), Next: "dg services list"}
	}
	if err != nil {
		return storeError("", err)
	}
	return nil
}

// ServiceEntry is one line of the list of services.
type ServiceEntry struct {
	Spec    provider.Service
	Own     bool  // in the store: made by the user, or given a client
	File    bool  // in a file of the user
	Err     error // why such a file does not read
	Client  string
	Regions []string
}

// Services lists the catalogue with the user's own services over it, by id.
func (m *Manager) Services(ctx context.Context) ([]ServiceEntry, error) {
	own, err := m.store.Services(ctx)
	if err != nil {
		return nil, storeError("", err)
	}
	specs := m.catalogue()
	clients := map[string]string{}
	isOwn := map[string]bool{}
	for _, s := range own {
		specs = specs.With(s.Spec)
		clients[s.Spec.ID], isOwn[s.Spec.ID] = s.Client.ID, true
	}
	ids, err := specs.IDs()
	if err != nil {
		return nil, storeError("", err)
	}
	var list []ServiceEntry
	for _, id := range ids {
		spec, _, err := specs.Lookup(id)
		if err != nil {
			list = append(list, ServiceEntry{Spec: provider.Service{ID: id, Title: id}, File: true, Err: err})
			continue
		}
		list = append(list, ServiceEntry{Spec: spec, Own: isOwn[id], File: !isOwn[id] && m.catalogue().Own(id), Client: clients[id], Regions: spec.RegionNames()})
	}
	return list, nil
}

// FindService returns a service of the user or of the catalogue. The second
// result is the region that a name such as zoho-eu implies.
func (m *Manager) FindService(ctx context.Context, id string) (Service, string, error) {
	s, err := m.store.Service(ctx, id)
	if err == nil {
		return s, "", nil
	}
	if !errors.Is(err, ErrNotFound) {
		return Service{}, "", storeError("", err)
	}
	spec, region, err := m.catalogue().Lookup(id)
	if err != nil && !errors.Is(err, provider.ErrUnknown) {
		return Service{}, "", &Error{Kind: Invalid, Cause: err, Message: err.Error(), Next: "dg services list says where the mistake is"}
	}
	if err != nil {
		return Service{}, "", &Error{Kind: NotFound, Cause: err, Message: err.Error(), Next: "dg services list"}
	}
	return Service{Spec: spec}, region, nil
}
