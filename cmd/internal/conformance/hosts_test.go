package conformance_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dg-lang/dg/cmd/internal/conformance"
	"github.com/dg-lang/dg/runtime/host"
)

// A connection goes to the hosts of its service and nowhere else, however alike the
// address looks. All of these are refused before a name is looked up: a look-up
// would end in another error.
func TestLookAlikeHosts(t *testing.T) {
	account := `"setup":{"connections":[{"link":"svc","auth":"oauth2","hosts":["api.slack.test","${BASE_HOST}"],` +
		`"access_token":"SECRET1","refresh_token":"SECRET2","expires_in":3600}]}`
	for _, address := range []string{
		"https://api.slack.test.evil.test/", "https://evil.test/api.slack.test", "https://evil.test/?api.slack.test", "https://xapi.slack.test/",
		"https://api.slack.test:8443/", "http://api.slack.test/", "https://api.sl\u0430ck.test/", "https://slack.test/", "https://sub.api.slack.test/",
		"http://127.0.0.1:1/", "http://2130706433/", "https://api.slack.test@evil.test/", "${OTHER}/",
	} {
		var got error
		run := func(ctx context.Context, src string, h *host.Host) error {
			got = fetch(ctx, src, h)
			return got
		}
		line := kase("WITH svc GET "+address, ``, `"want":{"error":"","never":["SECRET1","SECRET2"]},`+account)
		if err := conformance.InvokeCase(t.Context(), line, run); err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if text := got.Error(); !strings.Contains(text, "may not be used with host") && !strings.Contains(text, "user information") {
			t.Errorf("%s: %v", address, got)
		}
	}
}
