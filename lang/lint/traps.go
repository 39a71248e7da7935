package lint

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// maxExact is the greatest whole number up to which a float64 keeps all. Ids of
// records have up to 19 digits.
const maxExact = 1 << 53

// isIDName reports whether a name is that of a record id: id, Deal_ID, contactId.
func isIDName(name string) bool {
	if equalFold(name, "id") || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_ID") || strings.HasSuffix(name, "_Id") {
		return true
	}
	for _, end := range []string{"Id", "ID"} {
		if head, ok := strings.CutSuffix(name, end); ok {
			last, _ := utf8.DecodeLastRuneInString(head)
			return unicode.IsLower(last)
		}
	}
	return false
}

// isID reports whether an expression is a record id: by its value or by its name.
func isID(x syntax.Expr, v val) bool {
	if v.id {
		return true
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return isIDName(x.Name)
	case *syntax.Member:
		return isIDName(x.Name)
	case *syntax.Call:
		switch strings.ToLower(x.Name) {
		case "get", "getjson":
			key, ok := literalKey(x)
			return ok && isIDName(key)
		case "tostring", "tolong", "tonumber", "trim":
			return x.Recv != nil && isID(x.Recv, unknown)
		}
	}
	return false
}

func (c *checker) throughDecimal(at source.Span, what string) {
	d := c.warn(diag.IDThroughDecimal, at, "a record id goes through "+what+" and may lose its last digits", "ids have up to 19 digits")
	d.Hint = "keep ids as TEXT, or as NUMBER with toLong()"
}

// rounds reports whether a function reads its receiver as a DECIMAL, or prints it in
// groups of digits.
func rounds(name string) bool {
	switch strings.ToLower(name) {
	case "todecimal", "todouble", "tofloat", "round", "ceil", "floor", "text", "power", "sqrt":
		return true
	}
	return false
}

func (c *checker) idMethod(x *syntax.Call, recv val) {
	if rounds(x.Name) && isID(x.Recv, recv) {
		c.throughDecimal(x.NameAt, x.Name+"()")
	}
}

// idArithmetic reports arithmetic that makes a DECIMAL of an id.
func (c *checker) idArithmetic(o operation, out kinds) {
	if out.one() != types.Decimal {
		return
	}
	if o.l.id || o.r.id {
		c.throughDecimal(o.at, "the operator "+o.op.String())
	}
}

func (c *checker) idArgument(x syntax.Expr, v val, p syntax.Param) {
	if p.Type.Kind() == types.Decimal && isID(x, v) {
		c.throughDecimal(x.Span(), "the parameter '"+p.Name.Name+"', a DECIMAL")
	}
}

func (c *checker) idParams(fn *syntax.FuncDecl) {
	for _, p := range fn.Params {
		if p.Type.Kind() == types.Decimal && isIDName(p.Name.Name) {
			c.throughDecimal(p.Type.Span(), "a parameter of type "+p.Type.String())
		}
	}
}

// idLiteral reports an id that is written with a fraction.
func (c *checker) idLiteral(x *syntax.NumberLit) {
	const digits = 16
	if whole, fraction, _ := strings.Cut(x.Text, "."); len(whole) >= digits && strings.Trim(fraction, "0") == "" {
		c.throughDecimal(x.Span(), "a number with a fraction")
	}
}

// text is a text literal. One in single quotes is a date when it has the form of
// one; of other forms than the common one nothing is known.
func (c *checker) text(x *syntax.TextLit) val {
	if !x.Single {
		return of(types.Text, x.Span())
	}
	m := dateForm.get().FindStringSubmatch(x.Value)
	if m == nil {
		return unknown
	}
	if _, err := time.Parse("2-Jan-2006", m[1]); err == nil {
		return of(types.DateTime, x.Span())
	}
	if _, err := time.Parse("Jan-2006", m[2]); err == nil {
		c.warn(diag.NoSuchDate, x.Span(), "there is no day '"+m[1]+"': this is a text and not a date", "no date").Hint =
			"date functions fail on it; name a day of the month"
		return of(types.Text, x.Span())
	}
	return unknown
}

// dateForm is dd-MMM-yyyy, with or without a time.
var dateForm = pattern{text: `^(\d{1,2}-([A-Za-z]{3}-\d{4}))( \d{1,2}:\d{2}(:\d{2})?)?$`}

// path reports a.get("x").get("y") where a may lack x and nothing in the function
// asks for it: of results of tasks, whose keys are the other side's to choose.
func (c *checker) path(x *syntax.Call, _ val) {
	inner, ok := syntax.Unparen(x.Recv).(*syntax.Call)
	if !ok || len(c.tries) > 0 || nullSafe(x.Name) {
		return
	}
	key, ok := literalKey(inner)
	slot := slotOf(inner.Recv)
	if !ok || isIndex(key) || slot < 0 || slot >= len(c.env) || strings.HasPrefix(strings.ToLower(inner.Name), "contain") {
		return
	}
	v := c.env[slot]
	if v.shape == noShape || v.shape == recordList || v.shape == fullReply || v.shape != plainReply && key == "id" {
		return
	}
	at := nameOf(inner.Recv) + "." + key
	if c.guards[at] || c.guards[nameOf(inner.Recv)+".*"] || c.paths[at] != x.NameAt && c.paths[at].IsValid() {
		return
	}
	c.paths[at] = x.NameAt // once is enough
	d := c.warn(diag.NullPath, x.NameAt, "'"+key+"' may be missing, and then '"+x.Name+"' fails on null", "not tested for null")
	d.Hint = "test it first: if(" + c.file.Slice(inner.Span()) + " != null)"
	d.Related = append(d.Related, diag.Label{File: c.file, Span: inner.Args[0].Span(), Text: "null when it is missing"})
}

// nullSafe reports whether a function takes null.
func nullSafe(name string) bool {
	switch strings.ToLower(name) {
	case "isnull", "isempty", "isblank", "ifnull", "isnumber", "istext", "isfile", "isvalidobject", "isdate":
		return true
	}
	return false
}

// testedPaths notes which paths the statements test anywhere: a.get("x") compared
// with something or asked with isNull and its kin, a.containKey("x").
func (c *checker) testedPaths(list []syntax.Stmt) {
	eachExpr(list, func(x syntax.Expr) {
		switch x := x.(type) {
		case *syntax.Binary:
			if x.Op == syntax.Eq || x.Op == syntax.Ne {
				c.guard(x.L)
				c.guard(x.R)
			}
		case *syntax.Call:
			name := strings.ToLower(x.Name)
			switch {
			case nullSafe(name) && x.Recv != nil:
				c.guard(x.Recv)
			case nullSafe(name):
				for _, a := range x.Args {
					c.guard(a)
				}
			case strings.HasPrefix(name, "contain") && len(x.Args) == 1:
				if key, ok := syntax.Unparen(x.Args[0]).(*syntax.TextLit); ok && x.Recv != nil {
					c.guards[nameOf(x.Recv)+"."+key.Value] = true
				}
				c.guards[nameOf(x.Recv)+".*"] = true
			}
		}
	})
}

func (c *checker) guard(x syntax.Expr) {
	if call, ok := syntax.Unparen(x).(*syntax.Call); ok {
		if key, ok := literalKey(call); ok {
			c.guards[nameOf(call.Recv)+"."+key] = true
		}
	}
}
