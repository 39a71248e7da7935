package invoke

import (
	"net/http"
	"strings"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

const connectorName = "zoho.crm.invokeConnector"

// Keys of the map that are no placeholders but say how to call. They are seen in
// public scripts of vendor extensions and documented nowhere.
const (
	keyResponseType = "$RESPONSE_TYPE$" // "stream": the answer is a FILE
	keyFiles        = "CRMAPIFILES"     // part name to FILE, or to a list of FILE
)

func connectorFunction() *registry.Func {
	return &registry.Func{
		Name: connectorName, Forms: registry.Free, Effects: registry.Network, Call: callConnector,
		Sig: types.Signature{
			Params: []types.Param{
				{Name: "identifier", Kinds: []types.Kind{types.Text}, Doc: "CONNECTOR.API, such as \"googledrive.contacts\""},
				{Name: "values", Doc: "map with the values of the placeholders"},
			},
			Result: []types.Kind{types.Map, types.File},
		},
		Doc: registry.Doc{
			Summary: "Calls an API of a connector and returns a map with status_code and response.",
			Details: "response is the text of the answer. An error status is no error of the script.",
			Example: `response = zoho.crm.invokeConnector("googledrive.contacts", {"Email":"a@example.com"});`,
			Link:    "https://www.zoho.com/deluge/help/crm/invoke-connector-task.html",
			Basis:   "documented",
			Where:   registry.Where{Only: []string{"crm"}},
		},
	}
}

func callConnector(c *registry.Call) (value.Value, error) {
	args := c.Unpack()
	id, values := args.Text("identifier"), args.Map("values").Copy()
	if err := args.Err(); err != nil {
		return value.Null, err
	}
	x := newExchange(c.Ctx, c, "invokeConnector")
	if c.Host.Connectors == nil {
		return value.Null, x.errorf("no connector %q is known", id)
	}
	stream, _ := values.Get(keyResponseType)
	x.files, _ = values.Get(keyFiles)
	values.Delete(keyResponseType)
	values.Delete(keyFiles)
	prepared, err := c.Host.Connectors.Prepare(c.Ctx, id, values)
	if err != nil {
		if c.Ctx.Err() != nil {
			return value.Null, err
		}
		return value.Null, newFault(err.Error(), err)
	}
	a, err := x.callPrepared(id, prepared)
	if err != nil {
		return value.Null, err
	}
	if strings.EqualFold(x.text(stream), "stream") && a.status >= 200 && a.status < 300 {
		return x.file(a), nil
	}
	m := value.NewMap()
	m.Put("status_code", value.Number(int64(a.status)))
	m.Put("response", value.Text(x.decode(a)))
	return value.OfMap(m), nil
}

// callPrepared sends a prepared request, or answers from its mock.
func (x *exchange) callPrepared(id string, p *host.ConnectorRequest) (*answer, error) {
	x.method, x.url, x.connection = strings.ToUpper(p.Method), p.URL, p.Connection
	address, user, err := x.repairURL(p.URL)
	if err != nil {
		return nil, err
	}
	if user != nil {
		return nil, x.errorf("the url of connector %q holds user information", id)
	}
	header := p.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	e, err := x.connectorEntity(id, p)
	if err != nil {
		return nil, err
	}
	req, err := x.newRequest(address, header, e)
	if err != nil {
		return nil, err
	}
	if p.Mock != nil {
		return &answer{status: p.Mock.Status, header: http.Header{}, data: []byte(p.Mock.Body), url: req.URL}, nil
	}
	return x.send(req, host.CallInfo{Connection: p.Connection, Connector: id, Allow: p.Allow})
}

// connectorEntity is the prepared body, or a multipart entity of it and the files.
func (x *exchange) connectorEntity(id string, p *host.ConnectorRequest) (entity, error) {
	given := p.Header.Get("Content-Type")
	if x.files.IsNull() {
		e := entity{data: p.Body, contentType: given}
		if given == "" && len(p.Body) > 0 {
			e.contentType = x.textType(string(p.Body))
		}
		return e, nil
	}
	var parts []part
	if len(p.Body) > 0 {
		if mediaType(given) != typeForm {
			return entity{}, x.errorf("connector %q: files can be sent only with a form body or none", id)
		}
		parts = formParts(string(p.Body))
	}
	files, err := x.connectorFiles()
	if err != nil {
		return entity{}, err
	}
	return x.multipart(append(parts, files...))
}

// connectorFiles returns the files of CRMAPIFILES. The name of a part is the one
// that the script gave to the file, else its key.
func (x *exchange) connectorFiles() ([]part, error) {
	m, err := x.pairs(keyFiles, x.files)
	if err != nil {
		return nil, err
	}
	var parts []part
	for key, v := range m.All() {
		items := []value.Value{v}
		if l, ok := v.AsList(); ok {
			items = l.Items()
		}
		for _, item := range items {
			f, ok := item.AsFile()
			if !ok {
				return nil, x.errorf("%s: %q is no file but %s", keyFiles, key, item.Kind())
			}
			parts = append(parts, filePart(or(f.Param, key), f))
		}
	}
	return parts, nil
}
