// Package zoho names the integration tasks of the vendor's services that this
// version does not run yet. Scripts that use them pass the checks, with a warning,
// and a run stops when it gets to one; without the names they would be reported
// as misspelt.
package zoho

import (
	_ "embed"
	"strings"

	"github.com/dg-lang/dg/runtime/registry"
)

// tasks are dotted names, one a line.
// Source: https://www.zoho.com/deluge/help/integration-tasks.html
//
//go:embed tasks.txt
var tasks string

// others are built-ins of records and pages in the same position.
var others = []string{"count", "getAll", "openUrl", "pushNotification", "zoho.pushNotification"}

// exceptions are the services that not every product has tasks for.
var exceptions = map[string]registry.Where{
	"zoho.mail":  registry.NotInCreator,
	"salesforce": registry.OnlyInCreator,
}

// Register makes the names known to reg.
func Register(reg *registry.Registry) {
	for _, name := range strings.Fields(tasks) {
		service := name[:strings.LastIndexByte(name, '.')]
		reg.Plan(exceptions[service], name)
	}
	reg.Plan(registry.Where{}, others...)
}
