// Package number holds the built-ins that work on numbers and on lists of
// numbers, and the conversions to numbers.
// Source: https://www.zoho.com/deluge/help/functions/number.html
package number

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds the number functions to r.
func Register(r *registry.Registry) {
	for _, row := range functions() {
		s := sig.Of(row.recv, row.result, row.params...)
		if row.result == types.Any {
			s.Result = sig.Either
		}
		r.Add(&registry.Func{Name: row.name, Aliases: row.aliases, Forms: registry.Both, Sig: s, Doc: row.doc, Call: row.call})
	}
	for _, row := range doubles {
		r.Add(&registry.Func{
			Name: row.name, Forms: registry.Both, Sig: sig.Of(sig.Numeric, types.Decimal), Call: double(row.f),
			Doc: sig.Based(basisOf(row.name), sig.Doc(page(row.name), row.summary, row.example, row.prints)),
		})
	}
	r.Add(&registry.Func{
		Name: "randomNumber", Forms: registry.Free, Call: randomNumber,
		Sig: sig.Giving(sig.Of(nil, types.Any, sig.Opt("start", sig.Numeric), sig.Opt("end", sig.Numeric)), sig.Either...),
		Doc: sig.Doc(page("randomnumber"), "A random number from start up to, not including, end; a DECIMAL when one of them is.", `info randomNumber(7, 8);`, "7\n"),
	})
}

// basisOf says whether a page states what a function does. That of log does not
// name its base.
func basisOf(double string) string {
	if double == "log" {
		return "inferred"
	}
	return "documented"
}

type row struct {
	name    string
	aliases []string
	recv    []types.Kind
	params  []types.Param
	result  types.Kind // Any: a NUMBER or a DECIMAL
	call    sig.Func
	doc     registry.Doc
}

func params(p ...types.Param) []types.Param { return p }

func page(name string) string { return "functions/number/" + name + ".html" }

var (
	other   = []types.Param{sig.P("other", sig.Numeric)}
	nth     = []types.Param{sig.P("n", sig.Numeric)}
	places  = []types.Param{sig.Opt("precision", sig.Numeric)}
	dated   = []types.Kind{types.DateTime, types.Number, types.Decimal, types.Text}
	numbers = sig.Lists
)

var functions = func() []row {
	return []row{
		{"toNumber", []string{"toLong"}, dated, nil, types.Number, toNumber,
			sig.Doc("functions/common/to-number.html", "A whole number: a decimal without its fraction, the digits of a text, the milliseconds since 1970 of a date.", `info "77".toLong() + 1;`, "78\n")},
		{"toDecimal", nil, sig.Numeric, nil, types.Decimal, toDecimal,
			sig.Doc("functions/common/todecimal.html", "A number or numeric text as a decimal.", `info "2.50".toDecimal();`, "2.5\n")},
		{"toHex", nil, sig.Numeric, nil, types.Text, toHex,
			sig.Based("inferred", sig.Doc(page("tohex"), "The number in hexadecimal digits.", `info 255.toHex();`, "ff\n"))},
		{"toWords", nil, sig.Numeric, params(sig.Opt("language", sig.TextArg)), types.Text, toWords,
			sig.Based("inferred", sig.Doc(page("to-words"), "The number in English words.", `info 1234.toWords();`, "one thousand two hundred thirty-four\n"))},

		{"abs", nil, sig.Numeric, nil, types.Any, exact(abs),
			sig.Doc(page("abs"), "The number without its sign.", `info abs(-17);`, "17\n")},
		{"ceil", nil, sig.Numeric, nil, types.Number, exact(ceil),
			sig.Doc(page("ceil"), "The smallest whole number that is not smaller.", `info 7.2.ceil();`, "8\n")},
		{"floor", nil, sig.Numeric, nil, types.Number, exact(floor),
			sig.Doc(page("floor"), "The largest whole number that is not larger.", `info 7.8.floor();`, "7\n")},
		{"round", nil, sig.Numeric, places, types.Any, cutTo(decimal.Decimal.Round),
			sig.Doc(page("round"), "The number rounded to digits behind the point, to tens and hundreds when negative; halves away from zero.", `info 6.25.round(1);`, "6.3\n")},
		{"truncate", nil, sig.Numeric, params(sig.Opt("digits", sig.Numeric)), types.Any, cutTo(decimal.Decimal.Truncate),
			sig.Doc(page("truncate"), "The number cut after digits behind the point.", `info 8.98765.truncate(3);`, "8.987\n")},
		{"frac", nil, sig.Numeric, nil, types.Decimal, exact(frac),
			sig.Doc(page("frac"), "The part behind the point, with the sign of the number.", `info 12.5.frac();`, "0.5\n")},
		{"signum", nil, sig.Numeric, nil, types.Decimal, exact(signum),
			sig.Doc(page("signum"), "1.0, -1.0 or 0.0 by the sign of the number.", `info 88.signum();`, "1.0\n")},
		{"sqrt", nil, sig.Numeric, nil, types.Decimal, double(math.Sqrt),
			sig.Doc(page("sqrt"), "The square root.", `info 2.25.sqrt();`, "1.5\n")},
		{"power", nil, sig.Numeric, params(sig.P("exponent", sig.Numeric)), types.Any, power,
			sig.Doc(page("power"), "The number raised to an exponent; whole results are NUMBERs.", `info 2.power(10);`, "1024\n")},
		{"atan2", nil, sig.Numeric, params(sig.P("x", sig.Numeric)), types.Decimal, atan2,
			sig.Based("inferred", sig.Doc(page("atan2"), "The angle of the point (x, y) in radians; y is the number itself.", `info atan2(0, 1);`, "0.0\n"))},
		{"max", nil, sig.Numeric, other, types.Any, pick(1),
			sig.Doc(page("max"), "The larger of two numbers.", `info max(3, 8);`, "8\n")},
		{"min", nil, sig.Numeric, other, types.Any, pick(-1),
			sig.Doc(page("min"), "The smaller of two numbers.", `info min(3, 8);`, "3\n")},
		{"isEven", nil, sig.Numeric, nil, types.Bool, exact(isEven),
			sig.Doc(page("is-even"), "Whether the number is even.", `info 86.isEven();`, "true\n")},
		{"isOdd", nil, sig.Numeric, nil, types.Bool, exact(isOdd),
			sig.Doc(page("is-odd"), "Whether the number is odd.", `info 87.isOdd();`, "true\n")},

		{"largest", nil, numbers, nil, types.Any, overList("", largest),
			sig.Doc(page("largest"), "The largest number of a list.", `info {14, 3, 27}.largest();`, "27\n")},
		{"smallest", nil, numbers, nil, types.Any, overList("", smallest),
			sig.Doc(page("smallest"), "The smallest number of a list.", `info {14, 3, 27}.smallest();`, "3\n")},
		{"nthLargest", nil, numbers, nth, types.Any, overList("n", nthLargest),
			sig.Doc(page("nth-largest"), "The n-th largest number of a list, counted from 1.", `info {14, 3, 27}.nthLargest(2);`, "14\n")},
		{"nthSmallest", nil, numbers, nth, types.Any, overList("n", nthSmallest),
			sig.Doc(page("nth-smallest"), "The n-th smallest number of a list, counted from 1.", `info {14, 3, 27}.nthSmallest(2);`, "14\n")},
		{"average", nil, numbers, nil, types.Decimal, overList("", average),
			sig.Doc(page("average"), "The mean of the numbers of a list.", `info {1, 2}.average();`, "1.5\n")},
		{"median", nil, numbers, nil, types.Decimal, overList("", median),
			sig.Doc(page("median"), "The middle number of a list, the mean of the two middle ones when their count is even.", `info {9, 1, 4, 6}.median();`, "5.0\n")},
		{"percentile", nil, numbers, params(sig.P("p", sig.Numeric)), types.Any, sig.OutsideCreator(overList("p", nearestRank)),
			sig.In(registry.NotInCreator, sig.Doc(page("percentile"), "The number of a list below or at which p percent of them lie.", `info {70, 10, 40, 90, 20}.percentile(50);`, "40\n"))},
		{"rank", nil, numbers, params(sig.P("number", sig.Numeric), sig.Opt("order", sig.TextArg)), types.Number, rank,
			sig.Doc(page("rank"), "The place of a number in a list from 1, counted from the largest, or from the smallest with \"asc\".", `info {70, 10, 40}.rank(40);`, "2\n")},
	}
}

// doubles are the functions that compute with binary floating point.
var doubles = []struct {
	name, summary, example, prints string
	f                              func(float64) float64
}{
	{"exp", "e raised to the number.", `info exp(0);`, "1.0\n", math.Exp},
	{"log", "The natural logarithm.", `info log(1);`, "0.0\n", math.Log},
	{"log10", "The logarithm to base 10.", `info log10(1000);`, "3.0\n", math.Log10},
	{"sin", "The sine of an angle in radians.", `info sin(0);`, "0.0\n", math.Sin},
	{"cos", "The cosine of an angle in radians.", `info cos(0);`, "1.0\n", math.Cos},
	{"tan", "The tangent of an angle in radians.", `info tan(0);`, "0.0\n", math.Tan},
	{"asin", "The arc sine in radians.", `info asin(0);`, "0.0\n", math.Asin},
	{"acos", "The arc cosine in radians.", `info acos(1);`, "0.0\n", math.Acos},
	{"atan", "The arc tangent in radians.", `info atan(0);`, "0.0\n", math.Atan},
	{"sinh", "The hyperbolic sine.", `info sinh(0);`, "0.0\n", math.Sinh},
	{"cosh", "The hyperbolic cosine.", `info cosh(0);`, "1.0\n", math.Cosh},
	{"tanh", "The hyperbolic tangent.", `info tanh(0);`, "0.0\n", math.Tanh},
	{"asinh", "The inverse hyperbolic sine.", `info asinh(0);`, "0.0\n", math.Asinh},
	{"acosh", "The inverse hyperbolic cosine.", `info acosh(1);`, "0.0\n", math.Acosh},
	{"atanh", "The inverse hyperbolic tangent.", `info atanh(0);`, "0.0\n", math.Atanh},
}
