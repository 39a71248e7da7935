package connections

import (
	"context"
	"errors"
	"net/netip"

	"github.com/dg-lang/dg/connections/provider"
)

var errPrivateAddr = errors.New("credentials go to an address of a private network only when the service is marked private")

// publicOnly refuses the addresses of this machine and of private networks.
func publicOnly(addr netip.Addr) error {
	if provider.PrivateAddr(addr) {
		return errPrivateAddr
	}
	return nil
}

// Reach returns the check that an address must pass before a connection's
// credentials go there, after the host's name was looked up; nil when the service
// may be anywhere. Like Expired it knows the connections that were authorized
// before; of others it expects the worst.
func (m *Manager) Reach(connection string) func(netip.Addr) error {
	connection = m.meant(connection)
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, s := range m.keys {
		if key.Connection == connection && s.private {
			return nil
		}
	}
	return publicOnly
}

type reachKey struct{}

// ReachFrom returns the check of Reach for a request that Options.HTTP is given:
// its context carries it. nil means any address.
func ReachFrom(ctx context.Context) func(netip.Addr) error {
	check, _ := ctx.Value(reachKey{}).(func(netip.Addr) error)
	return check
}
