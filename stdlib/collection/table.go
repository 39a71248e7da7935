// Package collection holds the built-ins that make and change lists, maps and
// collections, and those that read JSON text.
// Sources: https://www.zoho.com/deluge/help/functions/list.html,
// https://www.zoho.com/deluge/help/functions/map.html,
// https://www.zoho.com/deluge/help/functions/collection.html
package collection

import (
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds the functions on containers to r.
func Register(r *registry.Registry) {
	for _, rows := range [][]row{constructors(), typedLists(), onLists(), onMaps(), onCollections(), onSeveral()} {
		for _, row := range rows {
			forms := registry.Method
			if row.recv == nil {
				forms = registry.Free
			} else if row.free {
				forms = registry.Both
			}
			r.Add(&registry.Func{
				Name: row.name, Aliases: row.aliases, Forms: forms,
				Sig: sig.Of(row.recv, row.result, row.params...), Doc: row.doc, Call: row.call, Short: shortOf(row.name),
			})
		}
	}
}

type row struct {
	name    string
	aliases []string
	recv    []types.Kind
	params  []types.Param
	result  types.Kind
	call    sig.Func
	doc     registry.Doc
	free    bool // has the form f(x, a) too
}

func params(p ...types.Param) []types.Param { return p }

func listPage(name string) string { return "functions/list/" + name + ".html" }
func mapPage(name string) string  { return "functions/map/" + name + ".html" }
func collPage(name string) string { return "functions/collection/" + name + ".html" }

var (
	list       = []types.Kind{types.List}
	mapping    = []types.Kind{types.Map}
	collection = []types.Kind{types.Collection}
	// openMap is what put writes to: a map, or {} that becomes one.
	openMap = []types.Kind{types.Map, types.List}
	// readMap is what is read like a map: also text that holds JSON.
	readMap = []types.Kind{types.Map, types.List, types.Text}

	element   = sig.P("element", sig.Any)
	other     = sig.P("list", sig.Lists)
	key       = sig.P("key", sig.Any)
	index     = sig.P("index", sig.Numeric)
	ascending = sig.Opt("ascending", sig.Bool)
	maybe     = sig.Opt("value", sig.Any)
	depth     = sig.Opt("depth", sig.Numeric)
	elements  = types.Param{Name: "value", Optional: true, Variadic: true}
)

var constructors = func() []row {
	return []row{
		{name: "List", params: params(maybe), result: types.List, call: newList,
			doc: sig.Doc("list-manipulations/create-list.html", "A new list: empty, a copy of a list, or the parts of a text between commas.", `info List("red,green").size();`, "2\n")},
		{name: "Map", params: params(maybe), result: types.Map, call: newMap,
			doc: sig.Doc("map-manipulations/create-map.html", "A new map: empty or a copy of a map.", `info Map();`, "{}\n")},
		{name: "Collection", params: params(elements), result: types.Collection, call: newCollection,
			doc: sig.Doc("datatypes/collection.html", "A new collection of elements or of key: value pairs.", `info Collection("a", "b");`, "a,b\n")},
	}
}

var typedLists = func() []row {
	return []row{
		typed("String", types.Text), typed("Int", types.Number), typed("Long", types.Number),
		typed("Float", types.Decimal), typed("Bool", types.Bool), typed("Date", types.DateTime),
	}
}

func typed(name string, elem types.Kind) row {
	return row{name: "List:" + name, params: params(maybe), result: types.List, call: newTypedList(elem),
		doc: sig.Doc("create-list-datatype.html", "A new list that takes elements of one type and converts what it can.", "l = List:"+name+"();\ninfo l.size();", "0\n")}
}

var onLists = func() []row {
	return []row{
		{name: "add", recv: list, params: params(element), result: types.Void, call: add,
			doc: sig.Doc(listPage("add"), "Adds an element at the end; a list becomes a nested one.", "l = {1};\nl.add(2);\ninfo l;", "1,2\n")},
		{name: "addAll", recv: list, params: params(other), result: types.Void, call: addAll,
			doc: sig.Doc(listPage("add-all"), "Adds all elements of another list at the end.", "l = {1};\nl.addAll({2, 3});\ninfo l;", "1,2,3\n")},
		{name: "indexOf", recv: list, params: params(element), result: types.Number, call: indexOf,
			doc: sig.Doc(listPage("index-of"), "The position of the first equal element from 0, -1 when there is none.", `info {"a", "b"}.indexOf("b");`, "1\n")},
		{name: "lastIndexOf", recv: list, params: params(element), result: types.Number, call: lastIndexOf,
			doc: sig.Doc(listPage("last-index-of"), "The position of the last equal element from 0, -1 when there is none.", `info {"a", "b", "a"}.lastIndexOf("a");`, "2\n")},
		{name: "remove", recv: list, params: params(index), result: types.Any, call: removeIndex,
			doc: sig.Doc(listPage("remove"), "Takes the element at a position out and gives it.", `info {"a", "b"}.remove(0);`, "a\n")},
		{name: "removeElement", recv: list, params: params(element), result: types.Void, call: removeElement,
			doc: sig.Doc(listPage("remove-element"), "Takes the first equal element out, if there is one.", "l = {\"a\", \"b\"};\nl.removeElement(\"a\");\ninfo l;", "b\n")},
		{name: "removeAll", recv: list, params: params(other), result: types.Void, call: removeAll,
			doc: sig.Doc(listPage("remove-all"), "Takes out every element that another list has.", "l = {1, 2, 3};\nl.removeAll({1, 3});\ninfo l;", "2\n")},
		{name: "sort", recv: sig.List, params: params(ascending), result: types.List, call: sortList,
			doc: sig.Doc(listPage("sort"), "Sorts the list in place and gives it; null when it mixes types.", `info {30, 4, 22}.sort(false);`, "30,22,4\n")},
		{name: "subList", recv: sig.List, params: params(sig.P("start", sig.Numeric), sig.Opt("end", sig.Numeric)), result: types.List, call: subList,
			doc: sig.Doc(listPage("sublist"), "The elements from start up to, not including, end, or to the last.", `info {"a", "b", "c"}.subList(1, 3);`, "b,c\n")},
	}
}

var onMaps = func() []row {
	return []row{
		{name: "put", recv: openMap, params: params(key, sig.P("value", sig.Any)), result: types.Void, call: put,
			doc: sig.Doc(mapPage("put"), "Sets the value of a key.", "m = Map();\nm.put(\"a\", 1);\ninfo m;", "{\"a\":1}\n")},
		{name: "putAll", recv: openMap, params: params(sig.P("map", sig.Map)), result: types.Void, call: putAll,
			doc: sig.Doc(mapPage("put-all"), "Sets all pairs of another map.", "m = {\"a\":1};\nm.putAll({\"b\":2});\ninfo m;", "{\"a\":1,\"b\":2}\n")},
		{name: "remove", recv: mapping, params: params(key), result: types.Any, call: removeKey,
			doc: sig.Doc(mapPage("remove"), "Takes a key out, if it is there.", "m = {\"a\":1, \"b\":2};\nm.remove(\"a\");\ninfo m;", "{\"b\":2}\n")},
		{name: "getJSON", recv: []types.Kind{types.Map, types.List, types.Text, types.Collection}, params: params(key), result: types.Any, call: getJSON,
			doc: sig.Doc(mapPage("getjson"), "The value of a key of a map or of JSON text, null when it is missing.", `info "{a:5}".getJSON("a");`, "5\n")},
		{name: "toMap", recv: append([]types.Kind{types.Collection}, readMap...), result: types.Map, call: toMap, free: true,
			doc: sig.Doc("functions/conversion.html", "The map that JSON object text spells.", `info "{tree:oak}".toMap().get("tree");`, "oak\n")},
		{name: "toJSONList", recv: []types.Kind{types.Text, types.List}, result: types.List, call: toJSONList, free: true,
			doc: sig.Doc("functions/conversion.html", "The list that JSON array text spells.", `info "[5,6]".toJSONList().get(1);`, "6\n")},
	}
}

var onCollections = func() []row {
	return []row{
		{name: "insert", recv: collection, params: params(elements), result: types.Void, call: insert,
			doc: sig.Doc(collPage("insert"), "Adds elements, or key: value pairs.", "c = Collection();\nc.insert(\"a\":1);\ninfo c;", "{\"a\":1}\n")},
		{name: "insertAll", recv: collection, params: params(sig.P("values", append(mapping, sig.Lists...))), result: types.Void, call: on(1, insertAll),
			doc: sig.Doc(collPage("insertall"), "Adds all elements of a list or all pairs of a map.", "c = Collection(\"a\");\nc.insertAll({\"b\"});\ninfo c;", "a,b\n")},
		{name: "getKey", recv: collection, params: params(sig.P("value", sig.Any)), result: types.Any, call: keyOf(false),
			doc: sig.Doc(collPage("getkey"), "The key or position of the first equal value; null or -1 when there is none.", `info Collection("a", "b").getKey("b");`, "1\n")},
		{name: "getLastKey", recv: collection, params: params(sig.P("value", sig.Any)), result: types.Any, call: keyOf(true),
			doc: sig.Doc(collPage("getlastkey"), "The key or position of the last equal value; null or -1 when there is none.", `info Collection("a", "a").getLastKey("a");`, "1\n")},
		{name: "update", recv: collection, params: params(key, sig.P("value", sig.Any)), result: types.Void, call: on(2, update),
			doc: sig.Doc(collPage("update"), "Replaces the value of a position or key; a new key is added.", "c = Collection(\"a\", \"b\");\nc.update(1, \"z\");\ninfo c;", "a,z\n")},
		{name: "delete", recv: collection, params: params(sig.P("value", sig.Any)), result: types.Void, call: on(1, deleteValue),
			doc: sig.Doc(collPage("delete"), "Takes the first equal value out, with its key.", "c = Collection(\"a\", \"b\");\nc.delete(\"a\");\ninfo c;", "b\n")},
		{name: "deleteAll", recv: collection, params: params(sig.P("values", sig.Lists)), result: types.Void, call: on(1, deleteValues),
			doc: sig.Doc(collPage("deleteall"), "Takes the first equal value of each given one out.", "c = Collection(\"a\", \"b\", \"c\");\nc.deleteAll({\"a\", \"c\"});\ninfo c;", "b\n")},
		{name: "deleteKey", recv: collection, params: params(key), result: types.Void, call: on(1, deleteKey),
			doc: sig.Doc(collPage("deletekey"), "Takes the value of a position or key out.", "c = Collection(\"a\", \"b\");\nc.deleteKey(0);\ninfo c;", "b\n")},
		{name: "deleteKeys", recv: collection, params: params(sig.P("keys", sig.Lists)), result: types.Void, call: on(1, deleteKeys),
			doc: sig.Doc(collPage("deletekeys"), "Takes the values of several positions or keys out.", "c = Collection(\"a\", \"b\", \"c\");\nc.deleteKeys({0, 2});\ninfo c;", "b\n")},
		{name: "values", recv: collection, result: types.List, call: on(0, values),
			doc: sig.Doc(collPage("values"), "The values, or the elements.", `info Collection("p":1, "q":2).values();`, "1,2\n")},
		{name: "sort", recv: collection, params: params(ascending), result: types.Void, call: sortValues,
			doc: sig.Doc(collPage("sort"), "Sorts the elements, or the pairs by value, in place.", "c = Collection(\"b\", \"a\");\nc.sort();\ninfo c;", "a,b\n")},
		{name: "sortKey", recv: collection, params: params(ascending), result: types.Void, call: sortKeys,
			doc: sig.Doc(collPage("sortkey"), "Sorts the pairs by key in place.", "c = Collection(\"b\":1, \"a\":2);\nc.sortKey();\ninfo c;", "{\"a\":2,\"b\":1}\n")},
		{name: "duplicate", recv: collection, result: types.Collection, call: on(0, duplicate),
			doc: sig.Based("inferred", sig.Doc("functions/collection.html", "A copy that can be changed alone.", `info Collection("a").duplicate();`, "a\n"))},
		{name: "duplicate", recv: list, params: params(depth), result: types.List, call: duplicateList,
			doc: sig.Based("inferred", sig.Doc("functions/collection.html", "A copy that can be changed alone.", "l = {1};\nl.duplicate(0).add(2);\ninfo l;", "1\n"))},
	}
}

var onSeveral = func() []row {
	return []row{
		{name: "get", recv: []types.Kind{types.List, types.Map, types.Collection, types.Text}, params: params(key), result: types.Any, call: get,
			doc: sig.Doc(mapPage("get"), "The element at a position from 0, or the value of a key; null for a missing key.", `info {"a":1}.get("a");`, "1\n")},
		{name: "size", recv: []types.Kind{types.List, types.Map, types.Collection, types.Text}, result: types.Number, call: size, free: true,
			doc: sig.Doc(listPage("size"), "The number of elements or pairs.", `info {"a", "b"}.size();`, "2\n")},
		{name: "keys", recv: append(collection, readMap...), result: types.List, call: keys,
			doc: sig.Doc(mapPage("keys"), "The keys in order; the elements of a collection of elements.", `info {"a":1, "b":2}.keys();`, "a,b\n")},
		{name: "containsKey", aliases: []string{"containKey"}, recv: append(collection, readMap...), params: params(key), result: types.Bool, call: containsKey,
			doc: sig.Doc(mapPage("contains-key"), "Whether the key, or the position, is there.", `info {"a":1}.containsKey("a");`, "true\n")},
		{name: "containsValue", aliases: []string{"containValue"}, recv: []types.Kind{types.Map, types.Collection}, params: params(sig.P("value", sig.Any)), result: types.Bool, call: containsValue,
			doc: sig.Doc(mapPage("contains-value"), "Whether some key has the value.", `info {"a":7}.containsValue(7);`, "true\n")},
		{name: "contains", recv: []types.Kind{types.List, types.Map, types.Collection}, params: params(element), result: types.Bool, call: contains, free: true,
			doc: sig.Doc(listPage("contains"), "Whether an element is equal; of a map, whether the key is there.", `info {"a", "b"}.contains("b");`, "true\n")},
		{name: "notContains", recv: []types.Kind{types.List, types.Map, types.Collection}, params: params(element), result: types.Bool, call: notContains, free: true,
			doc: sig.Doc(listPage("notcontains"), "Whether no element is equal; of a map, whether the key is missing.", `info {"a", "b"}.notContains("c");`, "true\n")},
		{name: "clear", recv: []types.Kind{types.List, types.Map, types.Collection}, result: types.Void, call: clearAll,
			doc: sig.Doc(listPage("clear"), "Takes everything out.", "l = {1, 2};\nl.clear();\ninfo l.size();", "0\n")},
		{name: "distinct", recv: sig.Lists, result: types.List, call: distinct,
			doc: sig.Doc(listPage("distinct"), "The elements or values without repetitions, in the order of their first places.", `info {"x", "y", "x"}.distinct();`, "x,y\n")},
		{name: "intersect", recv: sig.Lists, params: params(other), result: types.List, call: intersect,
			doc: sig.Doc(listPage("intersect"), "The elements that the other list has too.", `info {1, 2, 3}.intersect({3, 1});`, "1,3\n")},
	}
}
