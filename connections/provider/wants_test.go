package provider

import "testing"

func TestWanted(t *testing.T) {
	if all, err := wants(); err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	for id, list := range must(wants()) {
		s, _, err := BuiltIn().Lookup(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range list {
			if !w.Given([]string{w.Scope}) {
				t.Errorf("%s: %s is not enough by itself", id, w.Scope)
			}
			if _, err := s.expand(w.Host, s.Regions[0].Vars); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
	for address, scope := range map[string]string{
		"https://www.zohoapis.com/crm/v6/Leads/1":            "ZohoCRM.modules.ALL",
		"https://www.zohoapis.eu/crm/v2.1/My_Module":         "ZohoCRM.modules.ALL",
		"https://www.zohoapis.in/crm/v6/users?type=AllUsers": "ZohoCRM.users.READ",
		"https://www.zohoapis.com/books/v3/invoices":         "ZohoBooks.invoices.ALL",
		"https://www.zohoapis.com/crm/v6/":                   "", // the module is not known
		"https://www.zohoapis.com/crm/v6/functions/x":        "",
		"https://www.zohoapis.com.example/crm/v6/Leads":      "",
		"http://www.zohoapis.com/crm/v6/Leads":               "",
		"/crm/v6/Leads":                                      "",
		"https://%zz":                                        "",
	} {
		if w, ok := Wanted(address); w.Scope != scope || ok != (scope != "") {
			t.Errorf("%s wants %q, want %q", address, w.Scope, scope)
		}
	}
	w, _ := Wanted("https://www.zohoapis.com/crm/v6/Leads")
	for scope, given := range map[string]bool{"ZohoCRM.modules.READ": true, "zohocrm.modules.leads.ALL": true, "ZohoCRM.users.READ": false, "": false} {
		if w.Given([]string{"other", scope}) != given {
			t.Errorf("%q: given %v", scope, !given)
		}
	}
}

func must[T any](v T, _ error) T { return v }
