package conformance_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/dg-lang/dg/cmd/internal/conformance"
	"github.com/dg-lang/dg/runtime/host"
)

// fetch is a Runner for a language of one command a line: METHOD URL [TYPE BODY].
// It prints the answers.
func fetch(ctx context.Context, src string, h *host.Host) error {
	for line := range strings.SplitSeq(src, "\n") {
		words := strings.SplitN(line, " ", 4)
		if len(words) < 2 {
			return errors.New("empty line")
		}
		if words[0] == "REFUSE" {
			return &conformance.CheckError{Err: errors.New(line)}
		}
		info := host.CallInfo{}
		if words[0] == "WITH" {
			info.Connection, words = words[1], words[2:]
		}
		body := ""
		if len(words) == 4 {
			body = words[3]
		}
		req, err := http.NewRequestWithContext(host.WithCall(ctx, info), words[0], words[1], strings.NewReader(body))
		if err != nil {
			return err
		}
		if len(words) > 2 {
			req.Header.Set("Content-Type", words[2])
		}
		resp, err := h.HTTP.Do(req)
		if err != nil {
			return err
		}
		data, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			return err
		}
		h.Log.Warn("status", "code", resp.StatusCode)
		h.Out.Info(ctx, host.InfoLine{Text: string(data)})
	}
	return nil
}

// kase builds a line: a script, exchanges, the rest.
func kase(src, exchanges, rest string) []byte {
	text, _ := json.Marshal(src)
	return []byte(`{"id":"x","src":` + string(text) + `,"server":{"exchanges":[` + exchanges + `]},` + rest + `}`)
}

const (
	ok      = `"reply":{"status":200,"body":"yes"}`
	wantYes = `"want":{"out":["yes"]}`
)

func TestInvokeCaseHolds(t *testing.T) {
	account := `"setup":{"connections":[{"link":"svc","auth":"oauth2","hosts":["${BASE_HOST}"],"access_token":"T1","refresh_token":"R1","expires_in":-5,` +
		`"client_id":"c","client_secret":"s","token_url":"${BASE}/token","token_auth":"basic"}]}`
	token := `{"request":{"method":"POST","path":"/token","headers":{"authorization":{"prefix":"Basic "}},"body":{"form":[["grant_type","refresh_token"]],"subset":true}},` +
		`"reply":{"status":200,"headers":{"Content-Type":"application/json"},"body":"{\"access_token\":\"T2\",\"expires_in\":60}"}}`
	cases := [][]byte{
		kase("GET ${BASE}/a?x=1", `{"request":{"method":"GET","path":"/a","query":[["x","1"]],"body":{"empty":true}},`+ok+`}`, wantYes),
		kase("GET ${OTHER}/a%2Fb", `{"request":{"at":"OTHER","rawpath":"/a%2Fb","rawquery":""},`+ok+`}`, wantYes),
		kase("POST ${BASE}/ application/json {\"b\":1,\"a\":2}", `{"request":{"body":{"json":{"a":2,"b":1}},"headers":{"x-no":{"absent":true},"content-type":{"regex":"^app"}}},`+ok+`}`, wantYes),
		kase("GET ${DEAD}/", ``, `"want":{"error":"REFUSED"}`),
		kase("GET ${TLS}/", ``, `"want":{"error":"certificate"}`),
		kase("REFUSE it", ``, `"want":{"check_error":"it"}`),
		kase("GET ${BASE}/", `{"request":{},"reply":{"raw":"nonsense\r\n\r\n"}}`, `"want":{"error":"malformed"}`),
		kase("GET ${BASE}/", `{"request":{},"reply":{"status":200,"headers":{"Content-Length":"9"},"body":"x","close":true}}`, `"want":{"error":"ended"}`),
		kase("GET ${BASE}/", `{"request":{},"reply":{"status":200,"body":"late","body_delay_ms":20}}`, `"want":{"out":["late"],"warn":"200","summary":{"external_calls":1}}`),
		kase("GET ${BASE}/", `{"request":{},"reply":{"status":200,"body":"late","delay_ms":2000}}`, `"want":{"error":"socket timeout error"},"setup":{"timeout_ms":50}`),
		kase("WITH svc GET ${BASE}/a", token+`,{"request":{"headers":{"authorization":{"equals":"Bearer T2"}}},`+ok+`}`, `"want":{"out":["yes"],"store":{"svc":{"access_token":"T2","refresh_token":"R1"}}},`+account),
	}
	for _, line := range cases {
		if err := conformance.InvokeCase(t.Context(), line, fetch); err != nil {
			t.Errorf("%s\n%v", line, err)
		}
	}
}

func TestInvokeCaseFails(t *testing.T) {
	get := "GET ${BASE}/a?x=1"
	cases := []struct {
		line []byte
		text string
	}{
		{kase(get, ``, `"want":{}`), "was not expected"},
		{kase("", ``, `"want":{}`), "the run failed"},
		{kase(get, `{"request":{},`+ok+`},{"request":{},`+ok+`}`, wantYes), "1 requests arrived, want 2"},
		{kase(get, `{"request":{"at":"OTHER"},`+ok+`}`, wantYes), "server"},
		{kase(get, `{"request":{"method":"PUT"},`+ok+`}`, wantYes), "method"},
		{kase(get, `{"request":{"path":"/b"},`+ok+`}`, wantYes), "path"},
		{kase(get, `{"request":{"query":[["x","2"]]},`+ok+`}`, wantYes), "query"},
		{kase(get, `{"request":{"rawquery":""},`+ok+`}`, wantYes), "raw query"},
		{kase(get, `{"request":{"headers":{"accept-encoding":{"absent":true}}},`+ok+`}`, wantYes), "must not be"},
		{kase(get, `{"request":{"headers":{"x-a":{"equals":"1"}}},`+ok+`}`, wantYes), "is missing"},
		{kase(get, `{"request":{"body":{"text":"b"}},`+ok+`}`, wantYes), "body is"},
		{kase("POST ${BASE}/ a/b {}", `{"request":{"body":{"json":{"a":1}}},`+ok+`}`, wantYes), "JSON is {}"},
		{kase("POST ${BASE}/ a/b a=1", `{"request":{"body":{"form":[["a","2"]],"subset":true}},`+ok+`}`, wantYes), "lacks"},
		{kase("POST ${BASE}/ a/b a=1", `{"request":{"body":{"multipart":[]}},`+ok+`}`, wantYes), "not multipart"},
		{kase("POST ${BASE}/ multipart/form-data;boundary=b --b", `{"request":{"body":{"multipart":[{"name":"n"}]}},`+ok+`}`, wantYes), "multipart: "},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"out":["no"]}`), "printed"},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"out_contains":"no"}`), "want it to hold"},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"warn":"404"}`), "warned"},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"never":["yes"]}`), "can be seen"},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"error":"x"}`), "want an error"},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"check_error":"x"}`), "not refused"},
		{kase("REFUSE it", ``, `"want":{"check_error":"that"}`), "refused with"},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"summary":{"external_calls":2}}`), "1 external calls"},
		{kase(get, `{"request":{},`+ok+`}`, `"want":{"surprise":1}`), "unknown field"},
	}
	for _, tt := range cases {
		err := conformance.InvokeCase(t.Context(), tt.line, fetch)
		if err == nil || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s\n%v, want %q", tt.line, err, tt.text)
		}
	}
}

// The table itself can be read, ids are unique, and what is left for later says so.
func TestTable(t *testing.T) {
	data, err := os.ReadFile("../../../testdata/conformance/invokeurl.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	parts := map[string]int{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		id := conformance.ID(lines.Bytes())
		if id == "" || seen[id] {
			t.Errorf("id %q", id)
		}
		seen[id] = true
		err := conformance.InvokeCase(t.Context(), lines.Bytes(), func(context.Context, string, *host.Host) error { return nil })
		var later *conformance.NotYetError
		if errors.As(err, &later) {
			parts[later.Part]++
		} else if err != nil && strings.HasPrefix(err.Error(), "case:") {
			t.Errorf("%s: %v", id, err)
		}
	}
	t.Logf("%d cases; not yet: %v", len(seen), parts)
}
