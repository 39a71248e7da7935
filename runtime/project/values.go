package project

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/dg-lang/dg/runtime/value"
)

// decode reads a value of a plain type; what says what was expected.
func decode[T any](to *T, n ast.Node, what string) error {
	if err := yaml.NodeToValue(n, to); err != nil {
		return fmt.Errorf("%s is expected", what)
	}
	return nil
}

func choice(to *string, n ast.Node, allowed ...string) error {
	if err := decode(to, n, strings.Join(allowed, " or ")); err != nil {
		return err
	}
	if !slices.Contains(allowed, *to) {
		return fmt.Errorf("%s is expected", strings.Join(allowed, " or "))
	}
	return nil
}

// flag reads a choice of two words; the second one sets the flag.
func flag(to *bool, n ast.Node, off, on string) error {
	var word string
	err := choice(&word, n, off, on)
	*to = word == on
	return err
}

func zone(to *string, n ast.Node) error {
	if err := decode(to, n, "a time zone"); err != nil {
		return err
	}
	if _, err := time.LoadLocation(*to); err != nil {
		return fmt.Errorf("unknown time zone %q; use a name such as Europe/Dublin", *to)
	}
	return nil
}

func positive(to *int64, n ast.Node) error {
	if err := decode(to, n, "a number"); err != nil || *to <= 0 {
		return fmt.Errorf("a number above 0 is expected")
	}
	return nil
}

func duration(to *time.Duration, n ast.Node) error {
	var text string
	if err := decode(&text, n, "a time such as 30s"); err != nil {
		return err
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return fmt.Errorf("a time such as 30s or 2m is expected")
	}
	*to = d
	return nil
}

// clockFormat is what a date format may end in.
const clockFormat = " HH:mm:ss"

// dateFormat reads how the application writes dates. With the time of day in it,
// dates without one are written with midnight.
func dateFormat(c *Config, n ast.Node) error {
	const want = "a date format such as dd-MMM-yyyy, or dd-MMM-yyyy HH:mm:ss"
	var pattern string
	if err := decode(&pattern, n, want); err != nil {
		return err
	}
	date, times := strings.CutSuffix(pattern, clockFormat)
	layout, ok := value.DateLayoutOf(date)
	for _, letter := range "yMd" {
		ok = ok && strings.ContainsRune(date, letter)
	}
	if !ok {
		return fmt.Errorf("%s is expected", want)
	}
	c.DateLayout, c.DateTimes = layout, times
	return nil
}
