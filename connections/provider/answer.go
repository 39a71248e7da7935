package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Expired reports whether an API answer says that the token is no longer good:
// status 401, or one of the service's own signs. Status 403 alone never is, and
// neither is a scope that is missing.
func (s Service) Expired(status int, body []byte) bool {
	if LacksScope(status, body) {
		return false
	}
	if status == 401 {
		return true
	}
	for _, sign := range s.ExpiredSigns {
		if (sign.Status == 0 || sign.Status == status) && sign.Path != "" && TextAt(body, sign.Path) == sign.Equals {
			return true
		}
	}
	return false
}

// scopeSigns are how services say that a token may not do what it was used for:
// Zoho's code, and that of RFC 6750 §3.1.
var scopeSigns = [][]byte{[]byte("OAUTH_SCOPE_MISMATCH"), []byte("insufficient_scope")}

// LacksScope reports whether an API answer says that the grant lacks a scope. Another
// token of the same grant lacks it, too, so that a renewal would be in vain.
func LacksScope(status int, body []byte) bool {
	if status != http.StatusUnauthorized && status != http.StatusForbidden {
		return false
	}
	return slices.ContainsFunc(scopeSigns, func(sign []byte) bool { return bytes.Contains(body, sign) })
}

// TextAt reads a value out of a JSON document by a dotted path such as
// "users.0.email". Absent, null and composite values are the empty text.
func TextAt(document []byte, path string) string {
	var root any
	dec := json.NewDecoder(strings.NewReader(string(document)))
	dec.UseNumber() // account ids of 19 digits must not become floats
	if dec.Decode(&root) != nil {
		return ""
	}
	switch v := At(root, path).(type) {
	case string:
		return v
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	return ""
}

// At walks a decoded JSON value along a dotted path; numbers index arrays. It is
// nil where the path leads nowhere.
func At(value any, path string) any {
	if path == "" {
		return value
	}
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}
