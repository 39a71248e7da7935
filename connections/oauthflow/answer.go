package oauthflow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// longestLife is the most that expires_in is believed.
const longestLife = 10 * 365 * 24 * time.Hour

// answer is a token answer in whatever shape it came.
type answer struct {
	access, refresh, tokenType string
	fields                     map[string]any // the token object
	root                       map[string]any // the whole answer
	code, description          string         // the provider's error
}

// parseAnswer reads JSON, or else a form, whatever the content type says.
func parseAnswer(body []byte, s provider.Service) (answer, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	value, err := decode(body)
	if err != nil {
		return answer{}, err
	}
	a := answer{}
	a.root, _ = value.(map[string]any)
	a.code, a.description = providerError(a.root)
	token, ok := provider.At(value, s.Token.Path).(map[string]any)
	if !ok {
		if a.code != "" {
			return a, nil
		}
		return a, errors.New("the answer is not a token answer")
	}
	a.fields = token
	a.access = text(token["access_token"])
	if a.access == "" {
		a.access = text(token["token"])
	}
	a.refresh, a.tokenType = text(token["refresh_token"]), text(token["token_type"])
	if a.access == "" && a.code == "" && text(a.root["message"]) != "" {
		a.code, a.description = noCode, text(a.root["message"])
	}
	return a, nil
}

func decode(body []byte) (any, error) {
	if len(body) == 0 {
		return nil, errors.New("the answer is empty")
	}
	if body[0] == '{' || body[0] == '[' {
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber() // account ids of 19 digits must stay whole
		var value any
		if err := dec.Decode(&value); err != nil {
			return nil, errors.New("the answer is broken JSON")
		}
		return value, nil
	}
	if body[0] == '<' || !bytes.ContainsRune(body, '=') {
		return nil, errors.New("the answer is neither JSON nor a form")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("the answer is neither JSON nor a form")
	}
	fields := map[string]any{}
	for k := range form {
		fields[k] = form.Get(k)
	}
	return fields, nil
}

// providerError finds an error in the shapes that providers send, also with
// status 200: error as text or object, errors as a list, ok: false.
func providerError(root map[string]any) (code, description string) {
	description = firstText(root, "error_description", "error_message", "message", "detail")
	switch e := root["error"].(type) {
	case string:
		code = e
	case map[string]any:
		code = firstText(e, "code", "type", "status", "error")
		if d := firstText(e, "message", "error_description", "description"); d != "" {
			description = d
		}
		if code == "" {
			code = noCode
		}
	}
	if list, ok := root["errors"].([]any); ok && code == "" && len(list) > 0 {
		code = noCode
		switch e := list[0].(type) {
		case string:
			description = e
		case map[string]any:
			code = firstText(e, "code", "errorType", "error")
			description = firstText(e, "message", "detail", "description")
			if code == "" {
				code = noCode
			}
		}
	}
	if ok, isBool := root["ok"].(bool); isBool && !ok && code == "" {
		code = noCode
	}
	if code == "" {
		description = ""
	}
	return code, description
}

func firstText(m map[string]any, names ...string) string {
	for _, n := range names {
		if t := text(m[n]); t != "" {
			return t
		}
	}
	return ""
}

// text spells a scalar; everything else is empty.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// grant computes the times of an answer that arrived at now.
func (a answer) grant(now time.Time, s provider.Service) connections.Grant {
	g := connections.Grant{Access: a.access, Refresh: a.refresh, Type: "Bearer", Obtained: now}
	life, known, warning := a.life(s)
	if warning != "" {
		g.Warnings = append(g.Warnings, warning)
	}
	if known {
		g.Expiry = now.Add(life)
	} else if at, ok := moment(a.fields["expires_at"]); ok && !hasText(a.fields["expires_in"]) {
		g.Expiry = at
	}
	for _, name := range []string{"x_refresh_token_expires_in", "refresh_token_expires_in", "refresh_expires_in"} {
		if n, ok := number(a.fields[name]); ok && n > 0 {
			g.RefreshExpiry = now.Add(seconds(n))
			break
		}
	}
	g.Scopes = scopes(a.fields["scope"])
	g.Extra = extras(a.root, a.fields)
	return g
}

// life is expires_in in all its spellings. Zero means that the token does not
// end; a negative or unreadable value is not known.
func (a answer) life(s provider.Service) (life time.Duration, known bool, warning string) {
	value := a.fields["expires_in"]
	if v, ok := a.fields["expires_in_sec"]; ok {
		value = v // old Zoho: expires_in is in milliseconds beside it
	}
	if !hasText(value) {
		if _, hasAt := a.fields["expires_at"]; !hasAt && s.Token.DefaultLife > 0 {
			return time.Duration(s.Token.DefaultLife) * time.Second, true, ""
		}
		return 0, false, ""
	}
	n, ok := number(value)
	if !ok || n < 0 {
		return 0, false, fmt.Sprintf("the provider's expires_in %q makes no sense; the token is used until it is refused", cut(text(value), 20))
	}
	if n == 0 {
		return 0, false, ""
	}
	return seconds(n), true, ""
}

func hasText(v any) bool { return strings.TrimSpace(text(v)) != "" }

func number(v any) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text(v)), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

func seconds(n float64) time.Duration {
	if n >= longestLife.Seconds() {
		return longestLife
	}
	return time.Duration(n * float64(time.Second))
}

// moment reads epoch seconds or RFC 3339.
func moment(v any) (time.Time, bool) {
	if n, ok := number(v); ok && n > 0 {
		return time.Unix(int64(min(n, 1<<40)), 0), true
	}
	at, err := time.Parse(time.RFC3339, text(v))
	return at, err == nil
}

// scopes reads a list, or a text with blanks or commas between.
func scopes(v any) []string {
	if list, ok := v.([]any); ok {
		var all []string
		for _, s := range list {
			if t := text(s); t != "" {
				all = append(all, t)
			}
		}
		return all
	}
	return strings.FieldsFunc(text(v), func(r rune) bool { return r == ' ' || r == ',' })
}

// standard reports whether a field is no connection variable.
func standard(field string) bool {
	switch field {
	case "access_token", "refresh_token", "id_token", "token", "token_type", "scope",
		"expires_in", "expires_in_sec", "expires_at", "refresh_token_expires_in",
		"x_refresh_token_expires_in", "refresh_expires_in", "ok", "error":
		return true
	}
	return false
}

// extras keeps what else the provider said, one level deep: api_domain,
// instance_url, team.id. Anything that is called a token or secret is left out.
func extras(objects ...map[string]any) map[string]string {
	all := map[string]string{}
	for _, object := range objects {
		for name, v := range object {
			if inner, ok := v.(map[string]any); ok {
				for k, v := range inner {
					keepExtra(all, name+"."+k, k, v)
				}
				continue
			}
			keepExtra(all, name, name, v)
		}
	}
	return all
}

func keepExtra(all map[string]string, name, last string, v any) {
	lower := strings.ToLower(last)
	if standard(lower) || strings.Contains(lower, "token") || strings.Contains(lower, "secret") {
		return
	}
	if t := text(v); t != "" && len(t) <= 2048 {
		all[name] = t
	}
}
