package oauthflow

import (
	"strings"
	"unicode"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// faultOf sorts the error codes of token endpoints. RFC 6749 §5.2 names six; the
// others are what GitHub, Slack, Zoho and others send in their place.
func faultOf(code string) connections.RefreshFault {
	switch strings.ToLower(code) {
	case "invalid_grant",
		"invalid_code",          // Zoho
		"invalid_refresh_token", // Slack
		"bad_refresh_token",     // GitHub
		"token_revoked", "token_expired":
		return connections.FaultGrantRefused
	case "invalid_client",
		"invalid_client_secret", // Zoho
		"unauthorized_client",
		"incorrect_client_credentials", // GitHub
		"bad_client_secret",            // Slack
		"invalid_client_id":
		return connections.FaultClientRejected
	case "server_error", "temporarily_unavailable", "slow_down", "internal_error", "fatal_error",
		"service_unavailable", "ratelimited", "rate_limited", "request_timeout",
		"general_error", // Zoho
		"access_denied_too_many_request":
		return connections.FaultTransient
	}
	return connections.FaultRefused
}

// noCode stands for an error that the provider did not name.
const noCode = "error"

// classify decides what a failure means. Without an error code of the provider's
// it is passing: a proxy or a login page of a hotel answers 403 or 404 too, and
// no one's connection should end by that.
func classify(status int, code, description string) connections.RefreshFault {
	if status >= 500 || status == 429 || status == 408 || code == "" || code == noCode {
		return connections.FaultTransient
	}
	if strings.Contains(strings.ToLower(description), "too many requests") {
		return connections.FaultTransient // Zoho's limit comes as "Access Denied"
	}
	return faultOf(code)
}

// bearer reports whether a token of this type is sent as it is. Types that need
// a proof or a signature are not supported.
func bearer(tokenType string, s provider.Service) bool {
	if tokenType == "" || strings.EqualFold(tokenType, "bearer") {
		return true
	}
	for _, t := range s.Token.Types {
		if strings.EqualFold(t, tokenType) {
			return true
		}
	}
	return false
}

// cut shortens a text of a provider's to n characters in one line.
func cut(text string, n int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	text = strings.TrimSpace(text)
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}
