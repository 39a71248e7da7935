package invoke

import (
	"net/http"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// urlFunctions are the older forms of the task. Their arguments are told apart by
// kind, because all but the first may be left out.
func urlFunctions() []*registry.Func {
	address := types.Param{Name: "url", Kinds: []types.Kind{types.Text}, Doc: "address, http or https"}
	headers := types.Param{Name: "headers", Optional: true, Doc: "map of request headers"}
	simple := types.Param{Name: "simple", Optional: true, Doc: "true (default): the answer as text; false: a map with its status"}
	body := types.Param{Name: "body", Doc: "map, sent as a form, or text, sent as it is"}
	optBody := body
	optBody.Optional = true
	method := types.Param{Name: "type", Kinds: []types.Kind{types.Text}, Optional: true, Doc: "GET (default), POST, PUT, PATCH or DELETE"}
	funcs := []*registry.Func{
		urlFunction("invokeUrl", callInvokeURL, "https://www.zoho.com/deluge/help/web-data/invokeurl-function.html",
			`text = invokeUrl("https://api.example.com/ping", "GET");`, address, method, optBody, headers, simple),
		urlFunction("getUrl", callGetURL, "https://www.zoho.com/deluge/help/web-data/geturl.html",
			`text = getUrl("https://api.example.com/ping");`, address, headers, simple),
		urlFunction("postUrl", callPostURL, "https://www.zoho.com/deluge/help/web-data/posturl.html",
			`text = postUrl("https://api.example.com/notes", note);`, address, body, headers, simple),
	}
	funcs[0].Doc.Where = registry.OnlyInCreator
	return funcs
}

func urlFunction(name string, call func(*registry.Call) (value.Value, error), link, example string, params ...types.Param) *registry.Func {
	return &registry.Func{
		Name: name, Forms: registry.Free, Effects: registry.Network, Call: call,
		Sig: types.Signature{Params: params, Result: []types.Kind{types.Text, types.Map}},
		Doc: registry.Doc{
			Summary: "Calls a web service and returns its answer as text. Deprecated: use the task invokeUrl.",
			Example: example, Link: link, Basis: "documented",
		},
	}
}

func callInvokeURL(c *registry.Call) (value.Value, error) {
	x := newExchange(c.Ctx, c, "invokeUrl")
	args := c.Unpack()
	x.url = args.Text("url")
	method, rest := args.OptText("type", http.MethodGet), args.Rest()
	if err := args.Err(); err != nil {
		return value.Null, err
	}
	if err := x.takeMethod(method); err != nil {
		return value.Null, err
	}
	return x.callAsText(rest, true)
}

func callGetURL(c *registry.Call) (value.Value, error) {
	x := newExchange(c.Ctx, c, "getUrl")
	args := c.Unpack()
	x.url = args.Text("url")
	rest := args.Rest()
	if err := args.Err(); err != nil {
		return value.Null, err
	}
	return x.callAsText(rest, false)
}

func callPostURL(c *registry.Call) (value.Value, error) {
	x := newExchange(c.Ctx, c, "postUrl")
	x.method = http.MethodPost
	args := c.Unpack()
	x.url = args.Text("url")
	x.parameters = args.Value("body")
	rest := args.Rest()
	if err := args.Err(); err != nil {
		return value.Null, err
	}
	return x.callAsText(rest, false)
}

// callAsText takes the arguments after the fixed ones and calls. A boolean says
// whether the answer comes alone; withBody: the first other one is the body (the
// query of a GET); the next is the headers.
func (x *exchange) callAsText(rest []value.Value, withBody bool) (value.Value, error) {
	simple := true
	for _, v := range rest {
		b, isBool := v.AsBool()
		switch {
		case isBool:
			simple = b
		case withBody:
			x.parameters, withBody = v, false
		case x.headers == nil:
			var err error
			if x.headers, err = x.pairs("headers", v); err != nil {
				return value.Null, err
			}
		default:
			return value.Null, registry.ArityError(x.task)
		}
	}
	x.detailed = !simple
	req, err := x.request()
	if err != nil {
		return value.Null, err
	}
	a, err := x.send(req, host.CallInfo{})
	if err != nil {
		return value.Null, err
	}
	text := value.Text(x.decode(a))
	if simple {
		return text, nil
	}
	return details(a, text), nil
}
