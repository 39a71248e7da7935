package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/lang/diag"
)

// asker asks one question after the other. The first failure ends all of them, so
// that a guided command reads as the list of its questions.
type asker struct {
	app *app
	ctx context.Context //nolint:containedctx // lives as long as one command
	err error
}

// text asks until check likes the answer.
func (q *asker) text(question, fallback string, check func(string) error) string {
	for q.err == nil {
		answer, err := q.app.io.Ask(q.ctx, question, fallback)
		if err != nil {
			q.err = noAnswer(err)
			return ""
		}
		if check == nil {
			return answer
		}
		if err := check(answer); err == nil {
			return answer
		} else {
			q.app.mind("%v", err)
		}
	}
	return ""
}

// noAnswer words the end of the input, as after Ctrl-D.
func noAnswer(err error) error {
	if errors.Is(err, io.EOF) {
		return usagef("the flags of --help answer the questions too", "the input ended before all questions were answered")
	}
	return err
}

// option is one entry of a choice.
type option struct{ name, about string }

// choice lets the person choose by number, name or beginning of a name.
func (q *asker) choice(question string, options []option, fallback string) string {
	if q.err != nil {
		return ""
	}
	fmt.Fprintln(q.app.io.Err, question+":")
	for i, o := range options {
		fmt.Fprintln(q.app.io.Err, strings.TrimRight(fmt.Sprintf("  %2d  %-20s %s", i+1, o.name, o.about), " "))
	}
	var picked string
	q.text("Choose", fallback, func(answer string) (err error) {
		picked, err = pick(answer, options)
		return err
	})
	return picked
}

func pick(answer string, options []option) (string, error) {
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(options) {
		return options[n-1].name, nil
	}
	var found []string
	for _, o := range options {
		if o.name == answer {
			return answer, nil
		}
		if answer != "" && strings.HasPrefix(o.name, strings.ToLower(answer)) {
			found = append(found, o.name)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return "", fmt.Errorf("a number from 1 to %d, or a name", len(options))
}

// yes asks a question that no answer leaves at no.
func (q *asker) yes(question string) bool {
	answer := strings.ToLower(q.text(question+" (y/N)", "", nil))
	return q.err == nil && (answer == "y" || answer == "yes")
}

// words asks for a list, separated by commas or blanks.
func (q *asker) words(question, fallback string) []string {
	return words(q.text(question, fallback, nil))
}

// words takes lists apart that people write with commas or blanks.
func words(lists ...string) []string {
	var all []string
	for _, list := range lists {
		all = append(all, strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })...)
	}
	return all
}

// secret reads a secret: from a person without echo, else one line of the input.
// A terminal without a person to ask would show what is typed, so it is refused.
func (a *app) secret(ctx context.Context, what string) (string, error) {
	if a.io.CanAsk() {
		text, err := a.io.AskSecret(ctx, what)
		return text, noAnswer(err)
	}
	if a.io.InTTY() {
		return "", usagef("give it on standard input: … < FILE", "nobody can be asked for the "+strings.ToLower(what)+" here")
	}
	text, err := a.io.ReadSecret(ctx)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if text == "" {
		return "", usagef("give it on standard input: … < FILE", "no "+strings.ToLower(what)+" came on standard input")
	}
	return text, nil
}

// askService finds a service by name or by a part of it.
func (q *asker) askService(m *connections.Manager) string {
	if q.err != nil {
		return ""
	}
	all, err := m.Services(q.ctx)
	if err != nil {
		q.err = err
		return ""
	}
	var chosen string
	q.text(fmt.Sprintf("Service (a name or a part of it; ? lists all %d)", len(all)), "", func(answer string) (err error) {
		chosen, err = q.searchService(answer, all)
		return err
	})
	return chosen
}

func (q *asker) searchService(answer string, all []connections.ServiceEntry) (string, error) {
	if answer == "" {
		return "", errors.New("type a few letters, such as zoho")
	}
	names := serviceNames(all)
	if slices.Contains(names, answer) {
		return answer, nil
	}
	if _, region, err := provider.BuiltIn().Lookup(answer); err == nil && region != "" {
		return answer, nil
	}
	var found []connections.ServiceEntry
	for _, s := range all {
		text := strings.ToLower(s.Spec.ID + " " + s.Spec.Title)
		if answer == "?" || strings.Contains(text, strings.ToLower(answer)) {
			found = append(found, s)
		}
	}
	switch {
	case len(found) == 1:
		q.app.say("%s (%s)", found[0].Spec.ID, found[0].Spec.Title)
		return found[0].Spec.ID, nil
	case len(found) > 1:
		for _, s := range found {
			q.app.say("%-20s %s", s.Spec.ID, s.Spec.Title)
		}
		return "", errors.New("which of these?")
	}
	if near := diag.DidYouMean(answer, names); near != "" {
		return "", fmt.Errorf("no service is called that; %s", near)
	}
	return "", errors.New("no service is called that; dg services add makes one")
}
