package stdlib_test

import (
	"slices"
	"testing"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// TestSignaturesAreTrue calls every function with values of all kinds. What one of
// them accepts and gives must be what its signature says: the checker draws
// conclusions from it.
func TestSignaturesAreTrue(t *testing.T) {
	h := host.Default(host.Host{})
	library().Funcs(func(f *registry.Func) bool {
		if f.Effects != registry.Pure {
			return true
		}
		p := prover{t: t, h: h, f: f, said: map[string]bool{}}
		for i := range every() {
			p.call(every()[i])
			for j := range every() {
				p.call(every()[i], every()[j])
				p.call(every()[i], value.Number(1), every()[j])
				p.call(every()[i], value.Text("5"), every()[j])
				p.call(every()[i], value.Text("2021-01-05"), every()[j])
			}
		}
		return true
	})
}

// every returns values of all kinds, those included that functions of dates take.
func every() []value.Value {
	at := value.DateTime{T: host.Default(host.Host{}).Clock.Now()}
	return append(odd(), value.Text("2021-01-05 10:00:00"), value.Number(5), value.Text("5"), value.OfDateTime(at), value.OfDateTime(at.Date()))
}

// prover holds the calls of one function against its signature.
type prover struct {
	t    *testing.T
	h    *host.Host
	f    *registry.Func
	said map[string]bool
}

func (p *prover) call(args ...value.Value) {
	kinds := make([]types.Kind, len(args))
	for i, a := range args {
		kinds[i] = a.Kind()
	}
	recv, params := p.f.Sig.Recv, kinds
	if len(recv) > 0 {
		if !slices.Contains(recv, kinds[0]) && !slices.Contains(recv, types.Any) {
			return // never gets as far as the function
		}
		params = kinds[1:]
	}
	v, err := p.f.Call(&registry.Call{Ctx: p.t.Context(), Host: p.h, Name: p.f.Name, Args: args})
	if err != nil {
		return
	}
	want := p.f.Sig.Result
	if len(want) > 0 && !v.IsNull() && !slices.Contains(want, v.Kind()) {
		p.say("gives "+v.Kind().String(), kinds)
	}
	for i, param := range p.f.Sig.Params[:min(len(params), len(p.f.Sig.Params))] {
		if !param.Accepts(params[i]) {
			p.say("takes "+params[i].String()+" for "+param.Name, kinds)
		}
	}
}

func (p *prover) say(what string, kinds []types.Kind) {
	if !p.said[what] {
		p.said[what] = true
		p.t.Errorf("%s %s against its signature, called with %v", p.f.Name, what, kinds)
	}
}
