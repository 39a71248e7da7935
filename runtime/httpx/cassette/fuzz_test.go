package cassette_test

import (
	"net/http"
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

// FuzzGoVCR holds that dg and go-vcr read what the other writes.
func FuzzGoVCR(f *testing.F) {
	for _, s := range oddTexts {
		if len(s) < 1000 {
			f.Add(s, s)
		}
	}
	f.Fuzz(func(t *testing.T, body, answer string) {
		e := exchange{"POST", "https://www.example.com/", body, 200, http.Header{"X-One": {line(answer), "b"}, "X-Two": {line(body)}}, answer}
		readsGoVCR(t, e)
		text := written(t, []exchange{e, e})
		tape, err := loaded(text)
		if err != nil || len(tape.Interactions) != 2 {
			t.Fatalf("go-vcr: %v:\n%q", err, text)
		}
		for n, i := range tape.Interactions {
			sameInGoVCR(t, i, n, e)
		}
		sameInDg(t, text, tape)
	})
}
