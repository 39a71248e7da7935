package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

func (c *checker) call(x *syntax.Call) val {
	switch {
	case x.Target.Func != nil:
		return c.userCall(x)
	case x.Target.Path != "":
		return c.pathCall(x)
	case x.Recv == nil:
		c.args(x.Args)
		return unknown
	}
	recv := c.value(x.Recv)
	args := c.args(x.Args)
	if _, fetch := syntax.Unparen(x.Recv).(*syntax.Fetch); fetch {
		return unknown
	}
	b := c.lookup(x.Name)
	if b == nil || !b.Method && !b.Later {
		c.unknownMethod(x, recv)
		return unknown
	}
	if b.Later {
		return unknown
	}
	c.path(x, recv)
	if v, ok := c.shaped(x, recv); ok {
		return v
	}
	c.idMethod(x, recv)
	if !b.NullOK {
		if recv.kinds.isNull() {
			c.nullReceiver(x, b, recv)
			return unknown
		}
		c.unassigned(x.Recv, recv)
	}
	v := c.apply(x, b, recv, args)
	c.becomes(x, recv)
	return v
}

func (c *checker) args(xs []syntax.Expr) []val {
	out := make([]val, len(xs))
	for i, x := range xs {
		out[i] = c.value(x)
	}
	return out
}

// nullReceiver reports a function of a value that is always null.
// Wording: https://www.zoho.com/deluge/help/error-messages.html
func (c *checker) nullReceiver(x *syntax.Call, b *resolve.Builtin, recv val) {
	d := c.warn(diag.AlwaysNull, x.NameAt, "Value is empty and '"+b.Name+"' function cannot be applied", "called on null")
	if recv.at.IsValid() {
		d.Related = append(d.Related, diag.Label{File: c.file, Span: recv.at, Text: "is null since here"})
	}
}

// userCall checks the arguments of a function of the app.
func (c *checker) userCall(x *syntax.Call) val {
	fn := x.Target.Func
	args := c.args(x.Args)
	if len(args) == len(fn.Params) {
		for i, p := range fn.Params {
			to := p.Type.Kind()
			if fits(args[i].kinds, to) {
				c.idArgument(x.Args[i], args[i], p)
				continue
			}
			d := c.refuse(diag.WrongArgument, args[i].soft, x.Args[i].Span(), "Argument type mismatches for the function "+fn.Name+" at index "+strconv.Itoa(i+1),
				"parameter '"+p.Name.Name+"' is "+to.String())
			c.from(d, args[i], x.Args[i].Span())
		}
	}
	if k := fn.Result.Kind(); k != types.Any && k != types.Void {
		return val{kinds: setOf(k) | null, at: x.Span()}
	}
	return unknown
}

// fits reports whether some value of the kinds can be turned into kind to, as
// arguments are. Source: spec 10.5.
func fits(s kinds, to types.Kind) bool {
	rest, ok := s.known()
	if !ok || to == types.Any || to == types.Void || rest.has(to) {
		return true
	}
	from := converts[to]
	return from == 0 || rest&from != 0
}

// converts names the kinds that can be turned into another one; into TEXT all can.
var converts = [types.Void + 1]kinds{
	types.Number:     1<<types.Decimal | 1<<types.Text,
	types.Decimal:    1<<types.Number | 1<<types.Text,
	types.Bool:       1<<types.Text | 1<<types.Number,
	types.DateTime:   1<<types.Text | 1<<types.Number,
	types.Time:       1 << types.Text,
	types.List:       1<<types.Collection | 1<<types.Text | 1<<types.Number | 1<<types.Decimal | 1<<types.Bool | 1<<types.DateTime | 1<<types.Time | 1<<types.Record | 1<<types.File,
	types.Map:        1<<types.Collection | 1<<types.Text | 1<<types.Record,
	types.Collection: 1<<types.List | 1<<types.Map | 1<<types.Text | 1<<types.Record,
	types.File:       1 << types.Text,
	types.XML:        1 << types.Text,
}

// returns checks what a function gives back against its type.
func (c *checker) returns(s *syntax.Return) {
	if s.X != nil {
		v := c.value(s.X)
		if c.fn != nil {
			c.returned(s.X, v)
		}
	}
	c.env = nil
}

func (c *checker) returned(x syntax.Expr, v val) {
	to := c.fn.Result.Kind()
	if to == types.Void || fits(v.kinds, to) {
		return
	}
	rest, _ := v.kinds.known()
	d := c.refuse(diag.WrongReturn, v.soft, x.Span(), "Invalid return Type: the function gives "+to.String()+" and not "+rest.first().String(),
		"cannot be turned into "+to.String())
	d.Related = append(d.Related, diag.Label{File: c.file, Span: c.fn.Result.Span(), Text: "because of this type"})
	c.from(d, v, x.Span())
}

// pathCall is a built-in with a dotted name, a free one, or a task.
func (c *checker) pathCall(x *syntax.Call) val {
	args := c.args(x.Args)
	c.connectionArgument(x)
	c.taskArguments(x)
	b := c.lookup(x.Target.Path)
	if b == nil {
		return unknown
	}
	if b.Var { // today()
		return c.system(b.Name)
	}
	if s := taskShape(b.Name, x); s != noShape {
		return val{kinds: s.kinds(), shape: s, at: x.NameAt, soft: true}
	}
	if b.Later || len(b.Signatures) == 0 {
		return unknown
	}
	if equalFold(b.Name, "ifnull") && len(args) == 2 {
		v := join(args[0], args[1])
		v.kinds &^= null | unset
		return v
	}
	if len(args) > 0 && len(b.Signatures[0].Recv) > 0 {
		return c.applyTo(x, b, x.Args[0], args[0], args[1:], x.Args[1:])
	}
	return c.apply(x, b, unknown, args)
}

func (c *checker) apply(x *syntax.Call, b *resolve.Builtin, recv val, args []val) val {
	return c.applyTo(x, b, x.Recv, recv, args, x.Args)
}

// applyTo checks a built-in against what is known of its receiver and arguments
// and says what it gives.
func (c *checker) applyTo(x *syntax.Call, b *resolve.Builtin, on syntax.Expr, recv val, args []val, exprs []syntax.Expr) val {
	sigs := candidates(b, recv)
	if len(sigs) == 0 {
		c.noFunction(x, b, on, recv)
		return unknown
	}
	if len(args) > 0 && slices.ContainsFunc(exprs, isPair) {
		return resultOf(sigs, x.Span())
	}
	fit := slices.DeleteFunc(slices.Clone(sigs), func(s *types.Signature) bool { return !takes(s, len(args)) })
	if len(fit) == 0 {
		if _, ok := recv.kinds.known(); ok {
			d := c.refuse(diag.WrongArity, recv.soft, x.NameAt, "No. of arguments mismatches for the function "+b.Name, "called with "+counted(len(args)))
			d.Hint = "it is " + b.Name + sigs[0].String()
			c.from(d, recv, on.Span())
		}
		return resultOf(sigs, x.Span())
	}
	for i := range args {
		c.argument(b, fit, i, args[i], exprs[i])
	}
	return resultOf(fit, x.Span())
}

func counted(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return strconv.Itoa(n) + " arguments"
}

func isPair(x syntax.Expr) bool {
	_, ok := x.(*syntax.PairExpr)
	return ok
}

// candidates are the signatures that a receiver may choose.
func candidates(b *resolve.Builtin, recv val) []*types.Signature {
	rest, ok := recv.kinds.known()
	var out []*types.Signature
	for i := range b.Signatures {
		s := &b.Signatures[i]
		if !ok || len(s.Recv) == 0 || slices.ContainsFunc(s.Recv, func(k types.Kind) bool { return k == types.Any || rest.has(k) }) {
			out = append(out, s)
		}
	}
	return out
}

func takes(s *types.Signature, n int) bool {
	least, most := s.Arity()
	return n >= least && (most < 0 || n <= most)
}

// resultOf joins the results of signatures.
func resultOf(sigs []*types.Signature, at source.Span) val {
	var s kinds
	for _, sig := range sigs {
		if sig.ResultKind() == types.Void {
			return unknown
		}
		s |= setOf(sig.Result...)
	}
	if s&anything != 0 || s == 0 {
		return unknown
	}
	return val{kinds: s, at: at}
}

// noFunction reports a function that values of the kinds of its receiver do not have.
// Wording: https://www.zoho.com/deluge/help/error-messages.html
func (c *checker) noFunction(x *syntax.Call, b *resolve.Builtin, on syntax.Expr, recv val) {
	rest, _ := recv.kinds.known()
	kind := c.name(rest)
	// Scripts in use call functions of one container on another.
	d := c.refuse(diag.UnknownFunction, recv.soft || rest&containers != 0, x.NameAt, "Not able to find '"+x.Name+"' function on "+article(kind)+" value", kind+" has no such function")
	known := c.methodsOf(rest)
	if d.Hint = diag.DidYouMean(x.Name, known); d.Hint == "" {
		d.Hint = b.Name + " is a function of " + receivers(b)
	} else if only := diag.Only(x.Name, known); only != "" {
		d.Fixes = []diag.Edit{{Span: x.NameAt, Text: only}}
	}
	c.from(d, recv, on.Span())
}

// unknownMethod says of a function that nothing has what could be meant for a value
// of this kind.
func (c *checker) unknownMethod(x *syntax.Call, recv val) {
	rest, ok := recv.kinds.known()
	if !ok {
		return
	}
	kind := c.name(rest)
	d := c.add(diag.UnknownFunction, diag.Error, x.NameAt, "Not able to find '"+x.Name+"' function on "+article(kind)+" value", "no method has this name")
	known := c.methodsOf(rest)
	if d.Hint = c.lib.Instead(x.Name); d.Hint == "" {
		d.Hint = diag.DidYouMean(x.Name, known)
	}
	if only := diag.Only(x.Name, known); d.Hint != "" && only != "" && strings.Contains(d.Hint, only) {
		d.Fixes = []diag.Edit{{Span: x.NameAt, Text: only}}
	}
	c.from(d, recv, x.Recv.Span())
}

const containers = kinds(1)<<types.List | 1<<types.Map | 1<<types.Collection

func receivers(b *resolve.Builtin) string {
	var names []string
	for _, s := range b.Signatures {
		for _, k := range s.Recv {
			if n := k.String(); !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return strings.Join(names, ", ")
}

// methodsOf lists the functions that values of the kinds have.
func (c *checker) methodsOf(s kinds) []string {
	var out []string
	for _, name := range c.lib.Names() {
		if b := c.lookup(name); b != nil && b.Method && len(candidates(b, val{kinds: s})) > 0 {
			out = append(out, name)
		}
	}
	return out
}

// argument reports an argument that no form of a built-in takes.
func (c *checker) argument(b *resolve.Builtin, sigs []*types.Signature, i int, v val, x syntax.Expr) {
	rest, ok := v.kinds.known()
	if !ok {
		return
	}
	var want types.Param
	for _, s := range sigs {
		want = s.Params[min(i, len(s.Params)-1)]
		if len(want.Kinds) == 0 {
			return
		}
		for k := range rest.each {
			if want.Accepts(k) {
				return
			}
		}
	}
	d := c.refuse(diag.WrongArgument, v.soft, x.Span(), "Argument type mismatches for the function "+b.Name+" at index "+strconv.Itoa(i+1),
		"'"+want.Name+"' takes no "+rest.first().String())
	c.from(d, v, x.Span())
}

// becomes notes that {} has become a map or a list by what was done to it.
func (c *checker) becomes(x *syntax.Call, recv val) {
	slot := slotOf(x.Recv)
	if slot < 0 || recv.kinds&^(null|unset) != setOf(types.List, types.Map) {
		return
	}
	switch strings.ToLower(x.Name) {
	case "put", "putall":
		c.set(slot, of(types.Map, recv.at))
	case "add", "addall":
		c.set(slot, of(types.List, recv.at))
	}
}

// task is a block task.
func (c *checker) task(x *syntax.Task) val {
	detailed := false
	for i := range x.Keys {
		k := &x.Keys[i]
		c.value(k.Value)
		switch k.Name {
		case "connection":
			c.connection(k.Value)
		case "detailed":
			lit, ok := k.Value.(*syntax.BoolLit)
			detailed = !ok || lit.Value
			if !ok {
				return unknown
			}
		}
	}
	if !equalFold(x.Name, "invokeurl") {
		return unknown
	}
	s := plainReply
	if detailed {
		s = fullReply
	}
	return val{kinds: s.kinds(), shape: s, at: x.NameAt, soft: true}
}
