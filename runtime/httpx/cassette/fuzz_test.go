package cassette_test

import (
	"testing"

	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/httpx/cassette"
)

// FuzzLoad holds that no recording makes a panic.
func FuzzLoad(f *testing.F) {
	f.Add([]byte("---\nversion: 2\ninteractions:\n    - id: 0\n      request:\n        url: https://www.example.com/\n        method: GET\n      response:\n        body: !!binary AP8=\n        code: 200\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := cassette.Load("tape.yaml", text)
		if err != nil {
			return
		}
		if r, err := p.Answer(t.Context(), &httpx.Call{Method: "GET", URL: "https://www.example.com/"}); r == nil && err == nil {
			t.Error("neither an answer nor an error")
		}
	})
}
