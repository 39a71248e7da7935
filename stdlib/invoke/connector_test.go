package invoke_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/value"
)

// connectors is a host.Connectors with one API.
type connectors struct {
	req    host.ConnectorRequest
	err    error
	values *value.Map
}

func (c *connectors) Prepare(_ context.Context, _ string, values *value.Map) (*host.ConnectorRequest, error) {
	c.values = values
	return &c.req, c.err
}

// bearer is an Authorizer that takes every connection.
type bearer struct{}

func (bearer) Authorize(_ context.Context, _ string, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer T1")
	return nil
}
func (bearer) Rejected(context.Context, string, *http.Request) error { return errors.New("no") }

func withConnector(t *testing.T, req host.ConnectorRequest) (*bench, *connectors) {
	b := newBench(t)
	c := &connectors{req: req}
	c.req.URL = b.URL + req.URL
	b.host.Connectors, b.host.Auth = c, bearer{}
	b.host.HTTP = httpx.New(httpx.FromHost(b.host))
	return b, c
}

func TestInvokeConnector(t *testing.T) {
	b, _ := withConnector(t, host.ConnectorRequest{
		Method: "post", URL: "/feed?alt=json", Header: http.Header{"Content-Type": {"application/atom+xml"}}, Body: []byte("<a/>"), Connection: "googledrive",
	})
	b.status, b.reply = 201, `{"org":[{"time_zone":"UTC"}]}`
	v, err := b.call(t, "zoho.crm.invokeConnector", "googledrive.contacts", pairs("Email", "a@b.c"))
	if err != nil {
		t.Fatal(err)
	}
	if b.last.Method != "POST" || b.last.RequestURI != "/feed?alt=json" || b.body != "<a/>" ||
		b.last.Header.Get("Authorization") != "Bearer T1" || b.last.Header.Get("Content-Type") != "application/atom+xml" {
		t.Errorf("%v %s", b.last, b.body)
	}
	m, _ := v.AsMap()
	status, _ := m.Get("status_code")
	response, _ := m.Get("response")
	if status.Kind() != types.Number || show(status) != "201" || response.Kind() != types.Text || show(response) != b.reply || m.Len() != 2 {
		t.Errorf("%s", show(v))
	}
}

func TestConnectorStream(t *testing.T) {
	b, c := withConnector(t, host.ConnectorRequest{Method: "GET", URL: "/doc.pdf"})
	values := pairs("id", 1, "$RESPONSE_TYPE$", "stream")
	v, err := b.call(t, "zoho.crm.invokeConnector", "sign.get", values)
	f, ok := v.AsFile()
	if err != nil || !ok || f.Name != "doc.pdf" || c.values.Has("$RESPONSE_TYPE$") || !values.Has("$RESPONSE_TYPE$") {
		t.Errorf("%s %v", show(v), err)
	}
	b.status = 404
	if v, err = b.call(t, "zoho.crm.invokeConnector", "sign.get", values); err != nil || v.Kind() != types.Map {
		t.Errorf("%s %v", show(v), err)
	}
}

func TestConnectorFiles(t *testing.T) {
	named := &value.File{Name: "a.txt", Data: []byte("1"), Param: "mine"}
	plain := &value.File{Name: "b.txt", Data: []byte("2")}
	b, c := withConnector(t, host.ConnectorRequest{
		Method: "POST", URL: "/up", Body: []byte("x=1+2"), Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	})
	files := pairs("file", named, "more", []any{plain, plain})
	if _, err := b.call(t, "zoho.crm.invokeConnector", "sign.up", pairs("CRMAPIFILES", files)); err != nil {
		t.Fatal(err)
	}
	want := "x|||1 2\nmine|a.txt|text/plain|1\nmore|b.txt|text/plain|2\nmore|b.txt|text/plain|2"
	if got := readParts(t, b); got != want || c.values.Len() != 0 {
		t.Errorf("%s", got)
	}
	for _, bad := range []*value.Map{pairs("CRMAPIFILES", "x"), pairs("CRMAPIFILES", pairs("f", "x"))} {
		if _, err := b.call(t, "zoho.crm.invokeConnector", "sign.up", bad); err == nil {
			t.Error("no error")
		}
	}
	c.req.Header.Set("Content-Type", "application/json")
	if _, err := b.call(t, "zoho.crm.invokeConnector", "sign.up", pairs("CRMAPIFILES", files)); err == nil || !strings.Contains(err.Error(), "form body") {
		t.Error(err)
	}
}

func TestConnectorMockAndErrors(t *testing.T) {
	b, c := withConnector(t, host.ConnectorRequest{Method: "GET", URL: "/x", Mock: &host.ConnectorMock{Status: 201, Body: "<id>c1</id>"}})
	v, err := b.call(t, "zoho.crm.invokeConnector", "a.b", pairs())
	if err != nil || show(v) != `{"status_code":201,"response":"<id>c1</id>"}` || b.last != nil {
		t.Errorf("%s %v", show(v), err)
	}
	c.err = errors.New(`connector "a.b": no value for ${Email}`)
	_, err = b.call(t, "zoho.crm.invokeConnector", "a.b", pairs())
	var caught *value.Error
	if !errors.Is(err, c.err) || !errors.As(err, &caught) || caught.Message != c.err.Error() {
		t.Error(err)
	}
	c.err, c.req.Mock = nil, nil
	c.req.Allow = func(string) error { return errors.New(`connector "a.b" may not call this host`) }
	if _, err = b.call(t, "zoho.crm.invokeConnector", "a.b", pairs()); err == nil || !strings.Contains(err.Error(), "may not call") || b.last != nil {
		t.Error(err)
	}
	b.host.Connectors = nil
	if _, err = b.call(t, "zoho.crm.invokeConnector", "a.b", pairs()); err == nil || !strings.Contains(err.Error(), `no connector "a.b"`) {
		t.Error(err)
	}
}
