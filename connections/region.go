package connections

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/dg-lang/dg/connections/provider"
)

// otherRegion says to which data centre of the service a host belongs, and which host
// the connection's own has in its place. Both are empty for any other host.
func (t Target) otherRegion(u *url.URL) (region, instead string) {
	own := t.Service.Hosts
	for _, name := range t.template.RegionNames() {
		if name == t.Connection.Region {
			continue
		}
		other, err := t.template.Resolve(name, t.Connection.Vars)
		if err != nil {
			continue
		}
		for i, pattern := range other.Hosts {
			one := provider.Service{Hosts: []string{pattern}, Private: other.Private}
			if one.CheckURL(u) == nil && i < len(own) {
				return name, inPlaceOf(u.Hostname(), pattern, own[i])
			}
		}
	}
	return "", ""
}

// inPlaceOf is what a host that fits a pattern is called in another data centre:
// desk.zoho.com, by *.zoho.com and *.zoho.eu, is desk.zoho.eu.
func inPlaceOf(host, pattern, own string) string {
	parent, wild := strings.CutPrefix(pattern, "*.")
	if !wild {
		return own
	}
	sub := strings.TrimSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), "."+parent)
	return sub + "." + strings.TrimPrefix(own, "*.")
}

// wrongRegion completes the refusal of a host that belongs to another data centre.
func (t Target) wrongRegion(e *Error, u *url.URL) {
	region, instead := t.otherRegion(u)
	if region == "" {
		return
	}
	e.Message += fmt.Sprintf("; that host belongs to region %s, the connection to %s: use %s", region, t.Connection.Region, instead)
	e.Next = "write https://" + instead + ", or add a connection to the other data centre: dg connections add NAME --service " + t.Service.ID + " --region " + region
}
