package mock_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/httpx/mock"
)

const file = `
- method: post
  url: https://www.example.com/v1/leads/*/notes
  status: 201
  body: noted
- url: https://www.example.com/v1/leads?page=2
  json: [3]
- url: https://www.example.com/v1/leads
  headers: {X-Total: "2", Content-Type: application/vnd.example+json}
  json: {z: 1, a: 12345678901234567890, t: "1", n: null}
- path: /v2/*
- url: "*/login?*"
  status: 401
  body: ""
`

func TestAnswers(t *testing.T) {
	f, err := mock.Load("mocks.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, url string
		status      int // 0: nobody answers
		body        string
	}{
		{"POST", "https://www.example.com/v1/leads/7/notes?x=1", 201, "noted"},
		{"GET", "https://www.example.com/v1/leads/7/notes", 0, ""},
		{"GET", "https://www.example.com/v1/leads?page=2", 200, "[3]"},
		{"GET", "https://www.example.com/v1/leads?page=1", 200, `{"z": 1, "a": 12345678901234567890, "t": "1", "n": null}`},
		{"GET", "https://www.example.com/v1/leads", 200, `{"z": 1, "a": 12345678901234567890, "t": "1", "n": null}`},
		{"GET", "https://www.example.com/v1/leadsandmore", 0, ""},
		{"GET", "https://wwwxexample.com/v1/leads", 0, ""},
		{"DELETE", "http://localhost:8080/v2/a/b?c", 200, ""},
		{"GET", "https://api.example.com/login?user=ada", 401, ""},
		{"GET", "https://api.example.com/login", 0, ""},
	} {
		r, err := f.Answer(t.Context(), &httpx.Call{Method: c.method, URL: c.url})
		var stop *host.StopError
		switch {
		case c.status == 0:
			address, _, _ := strings.Cut(c.url, "?")
			if !errors.As(err, &stop) || !strings.Contains(stop.Next, "- method: "+c.method+"\n  url: "+address+"\n") {
				t.Errorf("%s %s: %v, %v", c.method, c.url, r, err)
			}
		case err != nil || r.Status != c.status || string(r.Body) != c.body || r.Source != "mock":
			t.Errorf("%s %s: %+v, %v", c.method, c.url, r, err)
		}
	}
	if r, err := f.Pass().Answer(t.Context(), &httpx.Call{Method: "GET", URL: "https://none.example.com/"}); r != nil || err != nil {
		t.Errorf("what may pass: %v, %v", r, err)
	}
}

// The lines that an error gives are a file of mocks.
func TestPaste(t *testing.T) {
	empty, err := mock.Load("mocks.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	call := &httpx.Call{Method: "PUT", URL: "https://www.example.com/a%20b/#x:y?q=1"}
	_, err = empty.Answer(t.Context(), call)
	var stop *host.StopError
	if !errors.As(err, &stop) {
		t.Fatal(err)
	}
	_, paste, _ := strings.Cut(stop.Next, "\n")
	f, err := mock.Load("mocks.yaml", []byte(paste))
	if err != nil {
		t.Fatalf("%v\n%s", err, paste)
	}
	if r, err := f.Answer(t.Context(), call); err != nil || r.Status != 200 || string(r.Body) != "{}" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"! 0":                                  "this is no YAML that can be read",
		"- url: https://a.example/\n  stat: 1": `[2:3] unknown field "stat"`,
		"- method: GET":                        "mock 1: give it url, or path for any host",
		"- {url: 'https://a.example/', path: /x}": "mock 1: give it url, or path for any host",
		"- path: /x\n- url: a.example/x":          `mock 2: url "a.example/x" begins with no https://`,
		"- path: x":                               `path "x" begins with no /`,
		"- {path: /x, status: 1000}":              "status 1000 is none of HTTP",
		"- {path: /x, body: a, json: {}}":         "give it body or json, not both",
		"a: 1":                                    "[1:",
		"- [":                                     "[1:",
	} {
		_, err := mock.Load("mocks.yaml", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), "mocks.yaml: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
