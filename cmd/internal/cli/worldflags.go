package cli

import (
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/value"
)

// identity returns who runs the script; --user takes a name, an address or both.
// The name is empty without the flag.
func (w *worldFlags) identity() (id host.Identity, err error) {
	if id.User, id.UserEmail, err = person("--user", w.user); err != nil {
		return id, err
	}
	if id.Admin, id.AdminEmail, err = person("admin in dg.yaml", w.config.Admin); err != nil {
		return id, err
	}
	id.App, id.IP = w.config.App, w.config.IP
	return id, nil
}

// person takes the name and the address of somebody apart; from says where they are
// written.
func person(from, text string) (name, address string, err error) {
	addr, err := mail.ParseAddress(text)
	switch {
	case text == "":
		return "", "", nil
	case err == nil && addr.Name == "":
		name, _, _ = strings.Cut(addr.Address, "@")
		return name, addr.Address, nil
	case err == nil:
		return addr.Name, addr.Address, nil
	case strings.ContainsAny(text, "<>@"):
		return "", "", usagef(`write "Name <mail@example.com>", a name, or an address`, fmt.Sprintf("%s %q is no address", from, text))
	}
	return text, "", nil
}

func orOSUser(id host.Identity) host.Identity {
	if id.User == "" {
		id.User = osUser()
	}
	return id
}

// limitsOf returns the limits of the flags.
func (w *worldFlags) limitsOf(d host.Dialect) (interp.Limits, error) {
	var l interp.Limits
	switch w.limits {
	case "":
	case "zoho":
		l = interp.ZohoLimits
		if d == host.Creator {
			l = interp.ZohoCreatorLimits
		}
	default:
		return l, usagef("the only set of limits is zoho", fmt.Sprintf("unknown limits %q", w.limits))
	}
	if w.maxSteps < 0 {
		return l, usagef("give a number of statements above 0", "--max-steps is negative")
	}
	if w.maxSteps > 0 {
		l.Steps, l.PerCall = w.maxSteps, false
	}
	return l, nil
}

// splitArg takes name=value apart.
func splitArg(p string) (name, text string, err error) {
	name, text, ok := strings.Cut(p, "=")
	if !ok || name == "" {
		return "", "", usagef("write --arg NAME=VALUE", fmt.Sprintf("--arg %q has no name and value", p))
	}
	return strings.TrimSpace(name), text, nil
}

// nearFile suggests a file of a similar name beside the one that is missing.
func nearFile(name string) string {
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	near := diag.Nearest(filepath.Base(name), names)
	if near == "" && filepath.Ext(name) == "" {
		near = diag.Nearest(filepath.Base(name)+".dg", names)
	}
	if near == "" {
		return ""
	}
	return "did you mean " + filepath.Join(filepath.Dir(name), near) + "?"
}

// badJSON names the place of a mistake in a JSON file as people count it.
func badJSON(name, text string, err error) error {
	var wrong *value.SyntaxError
	if !errors.As(err, &wrong) {
		return fmt.Errorf("%s: %w", name, err)
	}
	before := text[:min(max(wrong.Offset, 0), len(text))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1
	return fmt.Errorf("%s:%d:%d: no valid JSON: %s", name, line, column, wrong.What)
}
