package registry

import "strings"

// instead says what to write for names that no page of the vendor has: those that
// circulate, and those that other languages have for the same thing.
var instead = []struct{ name, hint string }{
	{"split", "write toList(separator)"},
	{"explode", "write toList(separator)"},
	{"join", "write toString(separator)"},
	{"implode", "write toString(separator)"},
	{"substr", "write subString(start, end)"},
	{"slice", "write subString(start, end) of a text, subList(start, end) of a list"},
	{"charat", "write subString(index, index + 1)"},
	{"replace", "write replaceAll(search, replacement)"},
	{"toupper", "write toUpperCase()"},
	{"tolower", "write toLowerCase()"},
	{"lower", "write toLowerCase()"},
	{"padleft", "write leftpad(width)"},
	{"padright", "write rightpad(width)"},
	{"includes", "write contains(value)"},
	{"has", "write containsKey(key)"},
	{"haskey", "write containsKey(key)"},
	{"keyset", "write keys()"},
	{"push", "write add(element)"},
	{"append", "write add(element)"},
	{"pop", "write remove(size() - 1)"},
	{"removeduplicates", "write distinct()"},
	{"unique", "write distinct()"},
	{"sortby", "make a list of the keys, sort() it and get() each in turn"},
	{"pow", "write power(exponent)"},
	{"random", "write randomNumber(start, end)"},
	{"mod", "write a % b"},
	{"toint", "write toLong()"},
	{"parseint", "write toLong()"},
	{"parsefloat", "write toDecimal()"},
	{"todouble", "write toDecimal()"},
	{"tofloat", "write toDecimal()"},
	{"isdecimal", "write isNumber()"},
	{"isinteger", "write isNumber()"},
	{"toboolean", `compare the text: x == "true"`},
	{"ifblank", "write if(isBlank(x), default, x)"},
	{"coalesce", "write ifNull(x, default)"},
	{"gettype", "ask with isText, isNumber, isDate or isFile"},
	{"typeof", "ask with isText, isNumber, isDate or isFile"},
	{"islist", "ask with isText, isNumber, isDate or isFile"},
	{"ismap", "ask with isText, isNumber, isDate or isFile"},
	{"decodeurl", "write zoho.encryption.urlDecode(x)"},
	{"tocollection", "write toMap() or toList(); Collection() makes one of values"},
	{"parsejson", "write toMap() or toJSONList()"},
	{"tojson", "write toString()"},
	{"addmonths", "write addMonth(n)"},
	{"addyears", "write addYear(n)"},
	{"formatdate", `write toString("dd-MMM-yyyy")`},
	{"format", `write toString("dd-MMM-yyyy"), or text("#,##0.00") of a number`},
	{"puturl", "write invokeurl [ url: … type: PUT ]"},
	{"deleteurl", "write invokeurl [ url: … type: DELETE ]"},
	{"patchurl", "write invokeurl [ url: … type: PATCH ]"},
	{"print", "write info x;"},
	{"println", "write info x;"},
	{"echo", "write info x;"},
	{"zoho.timezone", "the zone is that of the application: --tz, or timezone in dg.yaml"},

	{"zoho.crm.getrecord", "write zoho.crm.getRecordById(module, id)"},
	{"zoho.crm.upsertrecord", "write zoho.crm.upsert(module, record)"},
	{"zoho.crm.bulkcreaterecords", "write zoho.crm.bulkCreate(module, records)"},
	{"zoho.crm.bulkupdaterecords", "write zoho.crm.bulkUpdate(module, records)"},
	{"zoho.crm.updaterecords", "write zoho.crm.bulkUpdate(module, records)"},
	{"zoho.crm.deleterecord", noDeletion},
	{"zoho.crm.deleterecords", noDeletion},
	{"zoho.crm.addtags", "no task adds tags: call actions/add_tags of the web API with invokeurl"},
	{"zoho.crm.sendmail", "write sendmail [ … ], or call actions/send_mail of the web API with invokeurl"},
	{"zoho.analytics.createrow", "write zoho.reports.createRow(…)"},
	{"zoho.analytics.updatedata", "write zoho.reports.updateData(…)"},
	{"zoho.analytics.deleterow", "write zoho.reports.deleteRow(…)"},
	{"zoho.books.getrecordbyid", "write zoho.books.getRecordsByID(…)"},
	{"zoho.projects.createtask", `write zoho.projects.create(portal, project, "tasks", values)`},
	{"zoho.projects.createtasklist", `write zoho.projects.create(portal, project, "tasklists", values)`},
	{"zoho.recruit.createrecord", "write zoho.recruit.addRecord(…)"},
	{"zoho.recruit.addrecords", "write zoho.recruit.addRecord(…)"},
	{"zoho.sign.sendforsignature", "write zoho.sign.createDocument(…), then zoho.sign.submitRequest(…)"},

	{"zoho.file.converttopdf", "write file.convertToPDF()"},
	{"zoho.encryption.sha384", "the hashes are md5, sha1, sha256 and sha512"},
	{"zoho.encryption.hmacsha384", "the keyed hashes are hmacsha1, hmacsha256 and hmacsha512"},
}

const noDeletion = `no task deletes records: call zoho.crm.invokeConnector("crm.delete", …), or the web API with invokeurl`

// Instead says what to write for a name that does not exist, empty when nothing is
// known about it.
func (r *Registry) Instead(name string) string {
	name = strings.ToLower(name)
	for _, i := range instead {
		if i.name == name {
			return i.hint
		}
	}
	return ""
}
