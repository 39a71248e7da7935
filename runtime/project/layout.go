package project

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// extensions are those of scripts. Zoho's own download of a function and the
// samples of its products are .ds, tools that fetch functions write .deluge or .dg.
// Source: https://www.zoho.com/crm/developer/docs/api/v8/download-function-code.html
var extensions = []string{".dg", ".deluge", ".ds"}

// IsScript reports by its name whether a file is a script; name has slashes. Files
// without an extension are scripts in the folder "Custom Functions", as Creator's
// applications are taken apart.
func IsScript(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return slices.Contains(extensions, ext) || ext == "" && customFunction(name)
}

// IsTest reports whether a script holds tests and is no part of an app.
func IsTest(name string) bool {
	return strings.HasSuffix(strings.ToLower(strings.TrimSuffix(name, path.Ext(name))), "_test")
}

func customFunction(name string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(dir string) bool { return strings.EqualFold(dir, "Custom Functions") })
}

// definition matches the head of a file that describes an application of Creator or
// a part of one, behind comments.
var definition = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\s|/\*(?s:.*?)\*/|//[^\n]*\n)*(?i:application\s+"|form\s+\w+\s*\{|list\s+\w+\s*\{|\w+\s+as\s+")`)
})

// IsDefinition reports whether a file describes an application, a form or a workflow
// of Creator: scripts stand inside of it, and it is none.
func IsDefinition(text string) bool {
	return definition().MatchString(strings.TrimPrefix(text, source.BOM))
}

// sidecars are the endings of the files in which tools keep what the service says
// of a function.
var sidecars = []string{".meta.json", ".metadata.json", ".json"}

// record is what the service says of a function.
// Source: https://www.zoho.com/crm/developer/docs/api/v8/create-function.html
type record struct {
	APIName   string           `json:"api_name"`
	Name      string           `json:"name"`
	NameSpace string           `json:"nameSpace"`
	Namespace string           `json:"namespace"`
	Category  string           `json:"category"`
	Params    *[]recordedParam `json:"params"`
}

type recordedParam struct {
	Name string `json:"name"`
}

var identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`) })

// PlaceOf returns what the place of a script says of it. name is its path from the
// root of the project, with slashes; read returns a file by such a path.
func PlaceOf(name string, read func(name string) ([]byte, error)) syntax.Place {
	stem := strings.TrimSuffix(name, path.Ext(name))
	var r record
	known := false
	for _, ending := range sidecars {
		data, err := read(stem + ending)
		if err == nil && json.Unmarshal(data, &r) == nil && (r.APIName != "" || r.Name != "") {
			known = true
			break
		}
		r = record{}
	}
	folder, within := folderOf(name)
	p := syntax.Place{Namespace: first(r.NameSpace, r.Namespace, r.Category, folder)}
	if known || within {
		p.Name = first(r.APIName, r.Name, path.Base(stem))
	}
	if p.Name == p.Namespace { // a folder for each function
		p.Namespace = ""
	}
	if r.Params != nil {
		p.Params = []string{}
		for _, q := range *r.Params {
			p.Params = append(p.Params, q.Name)
		}
	}
	return p
}

// first returns the first word that a script could use as a name.
func first(words ...string) string {
	for _, w := range words {
		if identifier().MatchString(w) {
			return w
		}
	}
	return ""
}

// namespaces are the categories of functions in CRM.
var namespaces = []string{"standalone", "automation", "button", "schedule", "related_list", "validation_rule"}

// folderOf returns the namespace that the folder of a script stands for, and
// whether it lies in a folder of functions.
func folderOf(name string) (namespace string, within bool) {
	dirs := strings.Split(path.Dir(name), "/")
	last := dirs[len(dirs)-1]
	i := slices.IndexFunc(dirs, func(dir string) bool {
		return slices.Contains([]string{"functions", "custom functions", "customfunctions"}, strings.ToLower(dir))
	})
	switch {
	case slices.Contains(namespaces, strings.ToLower(last)):
		return strings.ToLower(last), i >= 0
	case i >= 0 && i == len(dirs)-2 && !strings.EqualFold(last, "Default"):
		return last, true
	}
	return "", i >= 0
}
