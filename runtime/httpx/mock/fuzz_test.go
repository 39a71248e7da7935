package mock_test

import (
	"testing"

	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/httpx/mock"
)

// FuzzLoad holds that no file of mocks makes a panic.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(file))
	f.Add([]byte("- {path: /x, json: {a: &a 1, b: *a}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := mock.Load("mocks.yaml", text)
		if err != nil {
			return
		}
		if r, err := m.Answer(t.Context(), &httpx.Call{Method: "GET", URL: "https://www.example.com/v1/leads"}); r == nil && err == nil {
			t.Error("neither an answer nor an error")
		}
	})
}
