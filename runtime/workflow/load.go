package workflow

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// Parse reads one rule file. The list holds mistakes and warnings; the file is nil
// when there are mistakes.
func Parse(src *source.File) (*File, diag.List) {
	r := newReader(src)
	f := &File{Source: src}
	if root := r.root(); root != nil {
		r.rules(root, f)
	}
	r.list = r.list.Sorted()
	if r.list.HasErrors() {
		return nil, r.list
	}
	return f, r.list
}

// Load reads every .yaml, .yml and .json file in the folder dir of fsys, in name
// order. display is put in front of the names that messages show.
func Load(fsys fs.FS, dir, display string) ([]*File, diag.List, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, nil, err
	}
	var files []*File
	var list diag.List
	for _, e := range entries {
		if e.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(e.Name())) {
			continue
		}
		data, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, nil, err
		}
		f, found := Parse(source.NewFile(path.Join(display, e.Name()), string(data)))
		list = append(list, found...)
		if f != nil {
			files = append(files, f)
		}
	}
	return files, list, nil
}

func (r *reader) rules(root *object, f *File) {
	if v, ok := root.text("version"); !ok {
		r.fail(BadFile, root.at, "begin with version: 1", "the file has no version")
	} else if v.s != "1" {
		r.fail(BadFile, v.at, "write version: 1", "this version of dg reads rule files of version 1")
	}
	module := root.str("module")
	f.Functions = path.Join(path.Dir(r.file.Name), root.str("functions"))
	if z, ok := root.text("timezone"); ok {
		loc, err := time.LoadLocation(z.s)
		if err != nil {
			r.fail(BadRule, z.at, "write one such as Europe/Dublin", "%q is no time zone", z.s)
		}
		f.Zone = loc
	}
	root.later("validate", "schedules", "buttons")
	names := map[string]bool{}
	for _, n := range root.items("rules") {
		if rule := r.rule(n, module, f); rule != nil {
			if names[rule.Name] {
				r.fail(BadRule, rule.At, "give it another name: the run log tells rules apart by it", "a rule called %q is already in this file", rule.Name)
			}
			names[rule.Name] = true
			f.Rules = append(f.Rules, rule)
		}
	}
	if _, ok := root.find("rules"); !ok {
		r.fail(BadFile, root.at, "write rules: and a list of them", "the file has no rules")
	}
	root.done()
}

func (r *reader) rule(n ast.Node, module string, f *File) *Rule {
	o := r.object(n, "the rule")
	if o == nil {
		return nil
	}
	rule := &Rule{Name: o.str("name"), Module: cmp.Or(o.str("module"), module), File: f, At: o.at}
	if rule.Name == "" {
		r.fail(BadRule, o.at, "write name: and what it is for", "the rule has no name")
	} else {
		o.what = "the rule " + rule.Name
	}
	if rule.Module == "" {
		r.fail(BadRule, o.at, "write module: for the rule or the file", "the rule has no module")
	}
	rule.Active = o.boolean("active", true)
	rule.Order = r.order(o)
	on, ok := o.find("on")
	if !ok {
		// A YAML 1.1 writer turns the key on into true.
		on, ok = o.find("true")
		o.asked = slices.DeleteFunc(o.asked, func(k string) bool { return k == "true" && !ok })
	}
	if ok {
		rule.On = r.trigger(on)
	} else {
		r.fail(BadRule, o.at, "write on: create, for example", "the rule does not say on what it runs")
	}
	rule.Repeat = o.boolean("repeat", rule.On.Word == "edit")
	rule.Repeat = rule.Repeat || rule.On.Word == "field_update"
	r.conditions(o, rule)
	o.done()
	return rule
}

func (r *reader) order(o *object) int {
	t, ok := o.text("order")
	if !ok {
		return 0
	}
	n := 0
	for _, c := range t.s {
		if c < '0' || c > '9' || n > 1_000_000 {
			n = 0
			break
		}
		n = n*10 + int(c-'0')
	}
	if n == 0 {
		r.fail(BadRule, t.at, "", "order must be a whole number from 1 on")
	}
	return n
}

// conditions reads the short form, when and do of the rule itself, or the list.
func (r *reader) conditions(o *object, rule *Rule) {
	list, long := o.find("conditions")
	if !long {
		rule.Conditions = []*Condition{r.condition(o, rule)}
		return
	}
	for _, key := range []string{"when", "do", "later"} {
		if f, ok := o.find(key); ok {
			r.fail(BadRule, f.at, "", "%s stands beside conditions; put it into one of them", key)
		}
	}
	for _, n := range r.items(list.value, "conditions") {
		c := r.object(n, "the condition")
		if c == nil {
			continue
		}
		rule.Conditions = append(rule.Conditions, r.condition(c, rule))
		rule.Conditions[len(rule.Conditions)-1].Name = c.str("name")
		c.done()
	}
	r.elseLast(rule, list.at)
}

func (r *reader) elseLast(rule *Rule, at source.Span) {
	if len(rule.Conditions) == 0 {
		r.fail(BadRule, at, "", "conditions is empty")
	}
	for i, c := range rule.Conditions {
		if c.Else && (i == 0 || i+1 < len(rule.Conditions)) {
			r.fail(BadWhen, at, "", `"when: else" takes the records that no condition above it takes, so it must be the last one of several`)
			return
		}
	}
}

func (r *reader) condition(o *object, rule *Rule) *Condition {
	c := &Condition{}
	if f, ok := o.find("when"); ok {
		if t, isText := f.value.(*ast.StringNode); isText && strings.EqualFold(t.Value, "else") {
			c.Else = true
		} else {
			c.When = r.when(f)
		}
	}
	o.later("later")
	f, ok := o.find("do")
	if !ok {
		r.fail(BadRule, o.at, "", "%s does nothing; write do: with a list of actions", o.what)
		return c
	}
	for _, n := range r.items(f.value, "do") {
		if a := r.action(n, rule); a != nil {
			c.Do = append(c.Do, a)
		}
	}
	r.limits(c, f.at)
	return c
}

// limits warns about more actions than the product takes in one block.
// Numbers: https://help.zoho.com/portal/en/community/topic/kaizen-214-workflow-apis-part-2
func (r *reader) limits(c *Condition, at source.Span) {
	most := map[string]int{"call": 1, "set": 5}
	count := map[string]int{}
	for _, a := range c.Do {
		count[a.word()]++
	}
	for _, word := range []string{"call", "set"} {
		if count[word] > most[word] {
			r.warn(at, "%d actions of the kind %s; the product takes at most %d in one condition", count[word], word, most[word])
		}
	}
}
