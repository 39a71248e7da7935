package registry

import "slices"

// Where says in which of the vendor's products a built-in exists. The zero Where
// is all of them.
type Where struct {
	Only   []string // not empty: in these alone
	Except []string
}

// In reports whether the product of that name, in lower case, has the built-in.
func (w Where) In(product string) bool {
	if len(w.Only) > 0 {
		return slices.Contains(w.Only, product)
	}
	return !slices.Contains(w.Except, product)
}

// Products are the products that scripts are written for, by the names that stand
// in addresses and tasks.
var Products = []string{
	"bigin", "billing", "books", "cliq", "creator", "crm", "desk", "expense", "flow", "inventory", "invoice",
	"people", "projects", "recruit", "salesiq",
}

// Creator is the product whose library differs most from the others'.
const Creator = "creator"

// NotInCreator and OnlyInCreator are the two cases that the help pages know.
var (
	NotInCreator  = Where{Except: []string{Creator}}
	OnlyInCreator = Where{Only: []string{Creator}}
)
