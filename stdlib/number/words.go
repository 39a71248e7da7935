package number

import (
	"strings"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

var ones = [...]string{
	"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
	"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
}

var tens = [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}

var thousands = [...]string{"", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion"}

// toWords spells a whole number in English; other languages are the service's.
func toWords(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	n, language := a.Number("number"), a.OptText("language", "en")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if !strings.HasPrefix(strings.ToLower(language), "en") {
		return value.Null, c.Errorf("toWords knows only English, not '%s'", language)
	}
	return value.Text(words(n)), nil
}

func words(n int64) string {
	if n == 0 {
		return "zero"
	}
	sign, left := "", uint64(n)
	if n < 0 {
		sign, left = "minus ", -left
	}
	var parts []string
	for group := 0; left > 0; group++ {
		if three := left % 1000; three > 0 {
			parts = append([]string{belowThousand(three) + thousands[group]}, parts...)
		}
		left /= 1000
	}
	return sign + strings.Join(parts, " ")
}

func belowThousand(n uint64) string {
	if n >= 100 {
		rest := ""
		if n%100 > 0 {
			rest = " " + belowHundred(n%100)
		}
		return ones[n/100] + " hundred" + rest
	}
	return belowHundred(n)
}

func belowHundred(n uint64) string {
	if n < uint64(len(ones)) {
		return ones[n]
	}
	if n%10 == 0 {
		return tens[n/10]
	}
	return tens[n/10] + "-" + ones[n%10]
}
