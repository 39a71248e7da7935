package cli

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/lang/diag"
)

// badService words a mistake in the file of a service, with its place.
func badService(name string, err error) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil || at.GetToken().Position == nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	token := at.GetToken()
	what := at.GetMessage()
	var unknown *yaml.UnknownFieldError
	var kind *yaml.TypeError
	switch {
	case errors.As(err, &unknown):
		what = fmt.Sprintf("unknown key %q", token.Value)
		if near := diag.Nearest(token.Value, serviceKeys()); near != "" {
			what += fmt.Sprintf("; did you mean %q?", near)
		}
	case errors.As(err, &kind):
		what = "this value does not fit its key"
	case strings.Contains(token.Value+token.Origin, "\t"):
		what = "YAML does not take a tab here; indent with blanks"
	}
	return fmt.Errorf("%s:%d:%d: %s", name, token.Position.Line, token.Position.Column, what)
}

// serviceKeys are the keys that the file of a service may have, those inside others
// included.
func serviceKeys() []string {
	var keys []string
	var collect func(t reflect.Type)
	collect = func(t reflect.Type) {
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for f := range t.Fields() {
			if key, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); key != "" && key != "-" {
				keys = append(keys, key)
			}
			collect(f.Type)
		}
	}
	collect(reflect.TypeFor[provider.Service]())
	return keys
}
