package cli

import (
	"fmt"

	"github.com/dg-lang/dg/connections"
)

// givenOutside refuses to store a token that would have no effect: one that the
// environment gives wins.
func (o *accountFlags) givenOutside(m *connections.Manager, name string) error {
	variable := m.EnvironmentVariable(name)
	if variable == "" {
		return nil
	}
	return usagef("unset "+variable+" to store a token instead",
		fmt.Sprintf("connection %q takes its token from %s, which wins over the store and cannot be overwritten", name, variable))
}
