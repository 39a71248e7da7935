package provider

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// ErrHost is wrapped by every refusal of [Service.CheckURL].
var ErrHost = errors.New("host not allowed")

// CheckURL decides whether a credential of the service may be sent to u. The
// service must be resolved. It looks at the text only, so it is safe to call
// before any name is looked up; a caller that dials must hold the address
// against [PrivateAddr] too.
func (s Service) CheckURL(u *url.URL) error {
	if u.User != nil {
		return fmt.Errorf("%w: the URL carries a user name", ErrHost)
	}
	if u.Opaque != "" || u.Host == "" {
		return fmt.Errorf("%w: the URL has no host", ErrHost)
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("%w: scheme %q", ErrHost, u.Scheme)
	}
	host, err := CanonicalHost(u.Hostname())
	if err != nil {
		return err
	}
	if !s.Private && PrivateHost(host) {
		return fmt.Errorf("%w: %s is a private address", ErrHost, host)
	}
	for _, pattern := range s.Hosts {
		if matchHost(pattern, u.Scheme, host, u.Port(), s.Private) {
			return nil
		}
	}
	return fmt.Errorf("%w: %s", ErrHost, host)
}

// CanonicalHost spells a host for comparison: lower case, no trailing dot,
// international names in their ASCII form (RFC 5891), IP addresses as Go prints them.
func CanonicalHost(host string) (string, error) {
	host = strings.TrimSuffix(host, ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.WithZone("").Unmap().String(), nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil || ascii == "" {
		return "", fmt.Errorf("%w: %q is not a host name", ErrHost, host)
	}
	ascii = strings.ToLower(ascii)
	// "127.1" or "0x7f000001": some resolvers read such a name as an address.
	if last := ascii[strings.LastIndexByte(ascii, '.')+1:]; isNumber(last) {
		return "", fmt.Errorf("%w: %q is not a host name", ErrHost, host)
	}
	return ascii, nil
}

func isNumber(label string) bool {
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return label != "" && strings.Trim(label, "0123456789") == ""
}

// matchHost holds a canonical host against one pattern of a host list.
func matchHost(pattern, scheme, host, port string, private bool) bool {
	wantScheme, rest, ok := strings.Cut(pattern, "://")
	if !ok {
		wantScheme, rest = "https", pattern
	}
	name, wantPort := splitPort(rest)
	if !ok && private && scheme == "http" && isLoopback(host) {
		wantScheme = "http"
	}
	return scheme == wantScheme && matchPort(wantPort, scheme, port) && matchName(name, host)
}

func splitPort(pattern string) (name, port string) {
	if h, p, err := net.SplitHostPort(pattern); err == nil {
		return h, p
	}
	return strings.Trim(pattern, "[]"), ""
}

// matchPort: a pattern without a port means the scheme's own, "*" means any.
func matchPort(want, scheme, port string) bool {
	standard := map[string]string{"https": "443", "http": "80"}[scheme]
	if port == "" {
		port = standard
	}
	if want == "" {
		want = standard
	}
	return want == "*" || want == port
}

func matchName(pattern, host string) bool {
	if parent, ok := strings.CutPrefix(pattern, "*."); ok {
		parent, err := CanonicalHost(parent)
		return err == nil && strings.HasSuffix(host, "."+parent) && !isIP(host)
	}
	name, err := CanonicalHost(pattern)
	return err == nil && name == host
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true // RFC 6761 §6.3
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// PrivateHost reports whether a host is by its spelling on this machine or in a
// private network.
func PrivateHost(host string) bool {
	if isLoopback(host) || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && PrivateAddr(addr)
}

// PrivateAddr reports whether an address is not on the public internet.
func PrivateAddr(addr netip.Addr) bool {
	addr = addr.Unmap()
	return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsUnspecified() ||
		addr.IsMulticast() || addr.IsInterfaceLocalMulticast() || isCarrierNAT(addr)
}

// isCarrierNAT reports shared address space (RFC 6598), 100.64.0.0/10.
func isCarrierNAT(addr netip.Addr) bool {
	if !addr.Is4() {
		return false
	}
	b := addr.As4()
	return b[0] == 100 && b[1]&0xC0 == 64
}
