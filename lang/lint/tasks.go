package lint

import (
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
)

// maxPage is how many records a task of CRM gives at once.
// Source: https://www.zoho.com/deluge/help/crm/get-records.html
const maxPage = 200

// pageSize returns the position, from 0, of the number of records that a task takes.
func pageSize(task string) (at int, ok bool) {
	switch task {
	case "getrecords":
		return 2, true
	case "searchrecords":
		return 3, true
	case "getrelatedrecords":
		return 4, true
	}
	return 0, false
}

// taskArguments checks constants among the arguments of the tasks of CRM.
func (c *checker) taskArguments(x *syntax.Call) {
	path := strings.ToLower(x.Target.Path)
	if !strings.HasPrefix(path, "zoho.crm.") {
		return
	}
	task := path[strings.LastIndexByte(path, '.')+1:]
	if at, ok := pageSize(task); ok && at < len(x.Args) {
		c.pageArgument(x.Args[at])
	}
	if task == "getrecords" && strings.Contains(path, ".v8.") && len(x.Args) <= 3 {
		c.warn(diag.WrongTaskArgument, x.NameAt, "this version of the task gives an error without the names of fields", "no fields are named").Hint =
			`give them as the fourth argument: {"fields":"Last_Name,Email"}`
	}
	for _, a := range x.Args {
		if m, ok := syntax.Unparen(a).(*syntax.MapLit); ok {
			c.triggers(m)
		}
	}
}

func (c *checker) pageArgument(x syntax.Expr) {
	if n, ok := syntax.Unparen(x).(*syntax.NumberLit); ok && n.Whole && n.Int > maxPage {
		c.warn(diag.WrongTaskArgument, n.Span(), "a page has at most 200 records, and more give an error", "the number of records, not the last one").Hint =
			"give the number of the page in front of it, from 1, and at most 200"
	}
}

// triggers reports "trigger" with a text where the task is documented with a list.
func (c *checker) triggers(m *syntax.MapLit) {
	for _, p := range m.Pairs {
		key, ok := p.Key.(*syntax.TextLit)
		value, isText := syntax.Unparen(p.Value).(*syntax.TextLit)
		if ok && isText && key.Value == "trigger" {
			d := c.warn(diag.WrongTaskArgument, value.Span(), "\"trigger\" is documented as a list; of a text dg makes one, other hosts may not", "is TEXT")
			d.Hint = "put it into a list: {\"" + value.Value + "\"}"
			d.Fixes = []diag.Edit{{Span: value.Span(), Text: "{" + c.file.Slice(value.Span()) + "}"}}
		}
	}
}
