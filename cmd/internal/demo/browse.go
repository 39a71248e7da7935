package demo

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// visitor does what a person does with a consent page: it opens the address, reads
// the form, clicks Allow and lets itself be sent on.
type visitor struct{ client *http.Client }

func (v visitor) allow(ctx context.Context, address string) error {
	page, err := v.send(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	// The form of the page that connectiontest serves. It is not read by an HTML parser
	// because no other page is ever opened.
	hidden := regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	allow := regexp.MustCompile(`<button name="([^"]*)" value="(allow)">`)
	form := url.Values{}
	for _, field := range append(hidden.FindAllStringSubmatch(page, -1), allow.FindAllStringSubmatch(page, 1)...) {
		form.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	if len(form) < 2 {
		return errors.New("the consent page has no button to allow")
	}
	_, err = v.send(ctx, http.MethodPost, address, form)
	return err
}

// send returns the page that a request ends at, redirects followed.
func (v visitor) send(ctx context.Context, method, address string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := v.client.Do(req)
	if err != nil {
		return "", plainError(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("the page answers %s", resp.Status)
	}
	return string(text), err
}

// plainError drops the address from an error: after the redirect it holds the code.
func plainError(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}
