package resolve

import "strings"

// instead are names that scripts use for tasks that never existed, with what does
// the work. Source: https://www.zoho.com/deluge/help/integration-tasks.html
var instead = map[string]string{
	"zoho.crm.getrecord":           "zoho.crm.getRecordById",
	"zoho.crm.upsertrecord":        "zoho.crm.upsert",
	"zoho.crm.bulkcreaterecords":   "zoho.crm.bulkCreate",
	"zoho.crm.bulkupdaterecords":   "zoho.crm.bulkUpdate",
	"zoho.crm.updaterecords":       "zoho.crm.bulkUpdate",
	"zoho.analytics.createrow":     "zoho.reports.createRow",
	"zoho.analytics.updatedata":    "zoho.reports.updateData",
	"zoho.analytics.deleterow":     "zoho.reports.deleteRow",
	"zoho.books.getrecordbyid":     "zoho.books.getRecordsByID",
	"zoho.projects.createtask":     "zoho.projects.create",
	"zoho.projects.createtasklist": "zoho.projects.create",
	"zoho.recruit.createrecord":    "zoho.recruit.addRecord",
	"zoho.recruit.addrecords":      "zoho.recruit.addRecord",
	"zoho.sign.sendforsignature":   "zoho.sign.submitRequest",
}

// byRequest are such names for which only the web API has something.
var byRequest = map[string]string{
	"zoho.crm.deleterecord":  `no task deletes records: call zoho.crm.invokeConnector("crm.delete", …), or the web API with invokeurl`,
	"zoho.crm.deleterecords": `no task deletes records: call zoho.crm.invokeConnector("crm.delete", …), or the web API with invokeurl`,
	"zoho.crm.addtags":       "no task adds tags: call actions/add_tags of the web API with invokeurl",
	"zoho.crm.sendmail":      "mails are sent with sendmail, or with actions/send_mail of the web API",
}

// taskHint says what to call instead of a task that does not exist, "" when
// nothing is known.
func taskHint(path string) string {
	key := strings.ToLower(path)
	if right := instead[key]; right != "" {
		return `did you mean "` + right + `"?`
	}
	return byRequest[key]
}
