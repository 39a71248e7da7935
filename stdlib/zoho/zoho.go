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

// productsOf returns the products that have tasks for a service.
func productsOf(service string) registry.Where {
	switch service {
	case "zoho.mail":
		return registry.NotInCreator
	case "salesforce":
		return registry.OnlyInCreator
	}
	return registry.Where{}
}

// Register makes the names known to reg.
func Register(reg *registry.Registry) {
	for _, name := range strings.Fields(tasks) {
		service := name[:strings.LastIndexByte(name, '.')]
		reg.Plan(productsOf(service), name)
	}
	reg.Plan(registry.Where{}, others...)
}
