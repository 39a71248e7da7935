package connections

import (
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// Contents is what a store keeps for its user, for backups. It holds secrets.
type Contents struct {
	Made           time.Time       `json:"made"`
	Services       []Service       `json:"services"`
	Connections    []Connection    `json:"connections"`
	Authorizations []Authorization `json:"authorizations"`
}

// String tells how much there is, without saying what.
func (c Contents) String() string { return "contents of a connections file" }

// GoString is String.
func (c Contents) GoString() string { return c.String() }

// WithoutSecrets is the contents without anything that opens a door: what is left
// describes services and connections, which can be logged in again.
func (c Contents) WithoutSecrets() Contents {
	bare := Contents{Made: c.Made}
	for _, s := range c.Services {
		s.Client.Secret = ""
		bare.Services = append(bare.Services, s)
	}
	secret := c.secretVariables()
	for _, v := range c.Connections {
		v.Client.Secret = ""
		vars := map[string]string{}
		for name, value := range v.Vars {
			hidden, known := secret[v.Service]
			if known && !hidden[name] { // of a service in a file it is not known which are
				vars[name] = value
			}
		}
		v.Vars = vars
		bare.Connections = append(bare.Connections, v)
	}
	return bare
}

// secretVariables are the variables that services mark as secret, by service.
func (c Contents) secretVariables() map[string]map[string]bool {
	specs := map[string]provider.Service{}
	for _, v := range c.Connections {
		if s, _, err := provider.BuiltIn().Lookup(v.Service); err == nil {
			specs[v.Service] = s
		}
	}
	for _, s := range c.Services {
		specs[s.Spec.ID] = s.Spec
	}
	all := map[string]map[string]bool{}
	for id, s := range specs {
		all[id] = map[string]bool{}
		for _, f := range s.Variables {
			all[id][f.Name] = f.Secret
		}
	}
	return all
}

// Restored counts what Restore did.
type Restored struct {
	Added, Replaced, Kept int
	Names                 []string // connections that were added or replaced
}
