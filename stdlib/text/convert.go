package text

import (
	"errors"
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/javafmt"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file turns any value into text, and text into lists.

var (
	format = sig.Opt("format", sig.TextArg)
	zone   = sig.Opt("timeZone", sig.TextArg)
)

var conversions = func() []*registry.Func {
	return []*registry.Func{
		{
			Name: "toString", Forms: registry.Both, Sig: sig.Of(sig.Any, types.Text, format, zone), Call: toString, Short: shortOf("toString"),
			Doc: sig.Doc("functions/common/tostring.html", "The value as text: numbers by a number pattern, dates and milliseconds by a date pattern, lists with a separator.",
				`info '06-Oct-2021'.toString("dd/MM/yyyy");`, "06/10/2021\n"),
		},
		{
			Name: "toText", Forms: registry.Both, Sig: sig.Of(sig.Any, types.Text, format, zone), Call: toText,
			Doc: sig.Doc("functions/common/to-text.html", "The value as text, like toString; null for a format that means nothing.", `info 31.toText() + "st";`, "31st\n"),
		},
		{
			Name: "text", Forms: registry.Both, Sig: sig.Of(sig.Text, types.Text, sig.P("format", sig.TextArg)), Call: formatted,
			Doc: sig.Doc("functions/number/text.html", "A number by a number pattern, a date by a date pattern.", `info 57.text("00000");`, "00057\n"),
		},
		{
			Name: "reverse", Forms: registry.Both, Sig: sig.Of(append([]types.Kind{types.List}, sig.Text...), types.Text), Call: reverse,
			Doc: sig.Doc(page("reverse"), "The characters of the text, last first.", `info "abc".reverse();`, "cba\n"),
		},
		{
			Name: "remove", Forms: registry.Both, Sig: sig.Of(sig.Text, types.Text, search), Call: without(removeAll),
			Doc: sig.Doc(page("remove"), "The text without any searchText.", `info "banana".remove("an");`, "ba\n"),
		},
		{
			Name: "toList", Forms: registry.Both, Call: toList,
			Sig: sig.Of(append([]types.Kind{types.List, types.Collection}, sig.Text...), types.List, sig.Opt("separator", sig.TextArg)),
			Doc: sig.Doc(page("tolist"), "The parts of the text between separators; without one, the elements of JSON array text or the parts between commas.",
				`info "red|green".toList("|").get(1);`, "green\n"),
		},
		{
			Name: "toListString", Forms: registry.Both, Call: toListString,
			Sig: sig.Of(append([]types.Kind{types.List}, sig.Text...), types.List),
			Doc: sig.Doc("functions/list/to-list-string.html", "The parts of comma-separated text as a list of texts.", `info "10,20".toListString().get(1);`, "20\n"),
		},
	}
}

func toString(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, pattern, zone := a.Value("value"), a.OptValue("format", value.Null), a.OptText("timeZone", "")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if pattern.IsNull() {
		s, err := c.Host.Format.TryText(v)
		if err != nil {
			return value.Null, err
		}
		return value.Text(s), c.Charge(len(s)/64 + 1)
	}
	if !format.Accepts(pattern.Kind()) {
		return value.Null, registry.TypeError(2, pattern.Kind(), types.Text)
	}
	format := c.Host.Format.Text(pattern)
	if err := c.Charge(len(format) / 64); err != nil {
		return value.Null, err
	}
	return write(c, v, format, zone)
}

func toText(c *registry.Call) (value.Value, error) {
	v, err := toString(c)
	if bad := (*javafmt.Error)(nil); errors.As(err, &bad) {
		return value.Null, nil
	}
	return v, err
}

// write gives v by a pattern, which is a separator for lists.
func write(c *registry.Call, v value.Value, pattern, zone string) (value.Value, error) {
	switch v.Kind() {
	case types.List, types.Collection:
		return join(c, v, pattern)
	case types.Map:
		return value.Null, nil
	case types.Number, types.Decimal:
		return writeNumber(c, v, pattern, zone)
	case types.Text:
		if c.Host.Dialect == host.Creator {
			return v, nil
		}
		if value.IsNumericText(v) {
			return formatNumberText(v, pattern)
		}
	}
	d, err := instant(c, v)
	if err != nil {
		return value.Null, err
	}
	return writeDate(d, pattern, zone)
}

// writeNumber takes a number as itself, or as milliseconds when the pattern is
// one for dates.
func writeNumber(c *registry.Call, v value.Value, pattern, zone string) (value.Value, error) {
	if javafmt.IsNumberPattern(pattern) {
		return formatNumberText(v, pattern)
	}
	ms, isNumber := v.AsNumber()
	if c.Host.Dialect == host.Creator || !isNumber {
		return value.Text(c.Host.Format.Text(v)), nil
	}
	return writeDate(time.UnixMilli(ms).In(c.Host.Format.Zone()), pattern, zone)
}

func formatNumberText(v value.Value, pattern string) (value.Value, error) {
	d, err := value.ToDecimal(v)
	if err != nil {
		return value.Null, err
	}
	s, err := javafmt.FormatNumber(d, pattern)
	return value.Text(s), err
}

// instant returns the moment v stands for; a time of day is one of 1970.
func instant(c *registry.Call, v value.Value) (time.Time, error) {
	if clock, ok := v.AsTime(); ok {
		return time.Date(1970, 1, 1, clock.Hour, clock.Minute, clock.Second, 0, c.Host.Format.Zone()), nil
	}
	d, err := value.ToDateTime(v, c.Host.Format)
	return d.T, err
}

func writeDate(t time.Time, pattern, zone string) (value.Value, error) {
	if zone != "" {
		t = t.In(javafmt.Zone(zone))
	}
	s, err := javafmt.FormatDate(t, pattern)
	if err != nil {
		return value.Null, err
	}
	return value.Text(s), nil
}

func join(c *registry.Call, v value.Value, separator string) (value.Value, error) {
	l, err := value.ToList(v)
	if err != nil {
		return value.Null, err
	}
	if err := c.Charge(l.Len()); err != nil {
		return value.Null, err
	}
	s, err := value.Join(l, separator, c.Host.Format)
	if err != nil {
		return value.Null, err
	}
	return value.Text(s), nil
}

// formatted is text(): a number pattern for numbers and their texts, a date
// pattern for dates and theirs.
func formatted(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, pattern := a.Value("value"), a.Text("format")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if v.IsNumeric() || value.IsNumericText(v) {
		return formatNumberText(v, pattern)
	}
	d, err := instant(c, v)
	if err != nil {
		return value.Null, err
	}
	return writeDate(d, pattern, "")
}

// toList splits at commas when no separator is given, as most scripts expect;
// the help page speaks of one element. An empty separator gives one element for
// each UTF-16 unit.
func toList(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v := a.Value("text")
	given := a.More()
	separator := a.OptText("separator", ",")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if l, ok := v.AsList(); ok {
		return value.OfList(l), nil
	}
	if !given && (v.HoldsJSON() || v.Kind() == types.Collection) {
		return listOf(c, v)
	}
	s := c.Host.Format.Text(v)
	if err := c.Charge(len(s)/8 + 1); err != nil {
		return value.Null, err
	}
	if separator == "" {
		if err := value.CheckSize(len(s)); err != nil {
			return value.Null, err
		}
		return textList(value.TextUnits(s)), nil
	}
	if err := value.CheckSize(strings.Count(s, separator) + 1); err != nil {
		return value.Null, err
	}
	return value.OfList(value.SplitText(s, separator)), nil
}

// listOf gives a list of its own, so that changing it leaves v alone.
func listOf(c *registry.Call, v value.Value) (value.Value, error) {
	l, err := value.ToList(v)
	if err != nil {
		return value.Null, err
	}
	return value.OfList(l.Copy()), c.Charge(l.Len())
}

func textList(parts []string) value.Value {
	items := make([]value.Value, len(parts))
	for i, p := range parts {
		items[i] = value.Text(p)
	}
	return value.OfList(value.NewList(items...))
}

func toListString(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v := a.Value("text")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	l, isList := v.AsList()
	if !isList {
		return value.OfList(value.SplitText(c.Host.Format.Text(v), ",")), nil
	}
	out := value.NewTypedList(types.Text)
	for _, item := range l.Items() {
		out.Add(value.Text(c.Host.Format.Text(item)))
	}
	return value.OfList(out), c.Charge(l.Len())
}
