package datetime

import (
	"slices"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file is the system variables: the date, and who runs the script. Old
// scripts write those of dates with brackets.
// Source: https://www.zoho.com/deluge/help/system-variables.html

func currentDate(h *host.Host) value.Value {
	return value.OfDateTime(date{T: h.Clock.Now().In(h.Format.Zone())}.Date())
}

func currentTime(h *host.Host) value.Value {
	return value.OfDateTime(date{T: h.Clock.Now().In(h.Format.Zone())})
}

var variables = []struct {
	name    string
	kind    types.Kind
	summary string
	prints  string // by ExampleHost
	get     func(*host.Host) value.Value
}{
	{"zoho.currentdate", types.DateTime, "Today's date in the application's zone.", "15-Jan-2026\n", currentDate},
	{"zoho.currenttime", types.DateTime, "The date and time in the application's zone.", "15-Jan-2026 10:30:00\n", currentTime},
	{"today", types.DateTime, "Today's date in the application's zone.", "15-Jan-2026\n", currentDate},
	{"now", types.DateTime, "The date and time in the application's zone.", "15-Jan-2026 10:30:00\n", currentTime},
	{"zoho.loginuser", types.Text, "The name of the user who runs the script.", "Ada Lovelace\n", func(h *host.Host) value.Value { return value.Text(h.Identity().User) }},
	{"zoho.loginuserid", types.Text, "The e-mail address of the user who runs the script.", "ada@example.com\n", func(h *host.Host) value.Value { return value.Text(h.Identity().UserEmail) }},
	{"zoho.adminuser", types.Text, "The name of the application's owner.", "Grace Hopper\n", func(h *host.Host) value.Value { return value.Text(h.Identity().Admin) }},
	{"zoho.adminuserid", types.Text, "The e-mail address of the application's owner.", "grace@example.com\n", func(h *host.Host) value.Value { return value.Text(h.Identity().AdminEmail) }},
	{"zoho.appname", types.Text, "The link name of the application.", "crm-sync\n", func(h *host.Host) value.Value { return value.Text(h.Identity().App) }},
	{"zoho.appuri", types.Text, "The path of the application.", "/ada/crm-sync/\n", func(h *host.Host) value.Value { return value.Text(h.Identity().AppURI) }},
	{"zoho.ipaddress", types.Text, "The address of the user's machine.", "127.0.0.1\n", func(h *host.Host) value.Value { return value.Text(h.Identity().IP) }},
}

// creatorOnly are the variables that other products do not have. They have values
// here wherever they are read; dg check --product reports them.
var creatorOnly = []string{"zoho.appname", "zoho.appuri", "zoho.ipaddress"}

func registerVariables(r *registry.Registry) {
	for _, v := range variables {
		doc := sig.Doc("system-variables.html", v.summary, "info "+v.name+";", v.prints)
		if slices.Contains(creatorOnly, v.name) {
			doc = sig.In(registry.OnlyInCreator, doc)
		}
		if v.name == "zoho.appuri" {
			doc = sig.Based("inferred", doc)
		}
		r.AddVar(&registry.Var{Name: v.name, Kind: v.kind, Get: v.get, Doc: doc})
	}
}
