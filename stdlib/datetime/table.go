// Package datetime holds the built-ins that work on dates and times, and the
// system variables.
// Source: https://www.zoho.com/deluge/help/functions/date-time.html
package datetime

import (
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds the date functions and the system variables to r.
func Register(r *registry.Registry) {
	registerSteps(r)
	registerParts(r)
	for _, row := range functions() {
		s := sig.Of(row.recv, row.result, row.params...)
		if row.either != nil {
			s.Result = row.either
		}
		r.Add(&registry.Func{
			Name: row.name, Aliases: row.aliases, Forms: registry.Both, NullOK: row.nullOK, Sig: s, Doc: row.doc, Call: row.call,
		})
	}
	registerVariables(r)
}

type row struct {
	name    string
	aliases []string
	recv    []types.Kind
	params  []types.Param
	result  types.Kind
	either  []types.Kind // instead of result, when there are several
	call    sig.Func
	doc     registry.Doc
	nullOK  bool
}

func params(p ...types.Param) []types.Param { return p }

func page(name string) string { return "functions/datetime/" + name + ".html" }

var (
	end      = []types.Param{sig.P("end", sig.Date)}
	months   = []types.Param{sig.P("months", sig.Numeric)}
	weekends = sig.Opt("weekends", sig.Lists)
	holidays = sig.Opt("holidays", []types.Kind{types.DateTime, types.List, types.Collection, types.Text})
	business = []types.Param{sig.P("n", sig.Numeric), weekends, holidays}
	workdays = []types.Param{sig.P("end", sig.Date), weekends, holidays}
	dayName  = []types.Param{sig.P("dayName", sig.TextArg)}
	startDay = types.Param{Name: "startDay", Kinds: sig.TextArg, Optional: true, Except: registry.NotInCreator.Except}
	mapping  = sig.Opt("mapping", sig.TextArg)
	zone     = sig.Opt("zone", sig.TextArg)
	readable = []types.Kind{types.Number, types.DateTime, types.Text}
)

var functions = func() []row {
	return []row{
		{name: "edate", recv: sig.Date, params: months, result: types.DateTime, call: edate,
			doc: sig.Doc(page("edate"), "The date that many months later, without the time.", `info '10-Jan-2021'.edate(5);`, "10-Jun-2021\n")},
		{name: "eomonth", recv: sig.Date, params: months, result: types.DateTime, call: eomonth,
			doc: sig.Doc(page("eomonth"), "The last day of the month that many months later.", `info '10-Jan-2024'.eomonth(1);`, "29-Feb-2024\n")},

		{name: "addBusinessDay", recv: sig.Date, params: business, result: types.DateTime, call: businessDays(1, false),
			doc: sig.Doc(page("add-business-day"), "The date that many working days later; the start is not counted.", `info '11-Jun-2021'.addBusinessDay(1);`, "14-Jun-2021\n")},
		{name: "subBusinessDay", recv: sig.Date, params: business, result: types.DateTime, call: businessDays(-1, false),
			doc: sig.Doc(page("sub-business-day"), "The date that many working days earlier; the start is not counted.", `info '14-Jun-2021'.subBusinessDay(1);`, "11-Jun-2021\n")},
		{name: "workday", recv: sig.Date, params: business, result: types.DateTime, call: businessDays(1, true),
			doc: sig.Doc(page("workday"), "addBusinessDay without the time.", `info '18-Jun-2021'.workday(1);`, "21-Jun-2021\n")},
		{name: "addBusinessHour", recv: sig.Date, result: types.DateTime, call: sig.OutsideCreator(addBusinessHour),
			params: params(sig.P("hours", sig.Numeric), weekends, holidays, sig.Opt("window", sig.Map)),
			doc: sig.In(registry.NotInCreator, sig.Doc(page("add-business-hour"), "The moment that many working hours later, inside a daily window, 9 to 17 unless given; digits behind the point are minutes.",
				`info "11-Jun-2021 16:00:00".addBusinessHour(2);`, "14-Jun-2021 10:00:00\n"))},
		{name: "workDaysBetween", recv: sig.Date, params: workdays, result: types.Number, call: workDaysBetween,
			doc: sig.Doc(page("work-days-between"), "How many working days follow the start up to and including the end.", `info '04-Jun-2021'.workDaysBetween('07-Jun-2021');`, "1\n")},
		{name: "workDaysList", recv: sig.Date, params: workdays, result: types.Collection, call: workDaysList,
			doc: sig.Doc(page("work-days-list"), "The working days from start to end.", `info '05-Jun-2021'.workDaysList('13-Jun-2021').size();`, "5\n")},

		{name: "daysBetween", aliases: []string{"days360"}, recv: sig.Date, params: end, result: types.Number, call: between(days),
			doc: sig.Doc(page("days360"), "Calendar days from the date to end.", `info '03-Jan-2022'.daysBetween('21-Jan-2022');`, "18\n")},
		{name: "hoursBetween", recv: sig.Date, params: end, result: types.Number, call: between(hours),
			doc: sig.Doc(page("hoursbetween"), "Whole hours from the date-time to end.", `info '12-Jan-2022 06:00:00'.hoursBetween('10-Jan-2022 04:00:00');`, "-50\n")},
		{name: "monthsBetween", recv: sig.Date, params: end, result: types.Number, call: between(func(a, b date) int64 { return days(a, b) / 30 }),
			doc: sig.Doc(page("monthsbetween"), "The days to end divided by 30, without the fraction.", `info '01-Feb-2022'.monthsBetween('01-Mar-2022');`, "0\n")},
		{name: "monthsDiff", aliases: []string{"totalMonths", "totalMonth"}, recv: sig.Date, params: end, result: types.Number, call: between(calendarMonths),
			doc: sig.Doc(page("monthsdiff"), "Whole calendar months from the date to end.", `info '01-Feb-2022'.monthsDiff('01-Mar-2022');`, "1\n")},
		{name: "yearsBetween", recv: sig.Date, params: end, result: types.Number, call: between(func(a, b date) int64 { return days(a, b) / 365 }),
			doc: sig.Doc(page("yearsdiff"), "The days to end divided by 365, without the fraction.", `info '05-Jan-2020'.yearsBetween('04-Jan-2021');`, "1\n")},
		{name: "yearsDiff", aliases: []string{"totalYears", "totalYear"}, recv: sig.Date, params: end, result: types.Number,
			call: between(func(a, b date) int64 { return calendarMonths(a, b) / 12 }),
			doc:  sig.Doc(page("yearsdiff"), "Whole calendar years from the date to end.", `info '05-Jan-2020'.yearsDiff('04-Jan-2021');`, "0\n")},
		{name: "yearFraction", recv: sig.Date, params: end, result: types.Decimal, call: yearFraction,
			doc: sig.Doc(page("yearfraction"), "The time to end in years of 365 days.", `info '01-Jan-2021'.yearFraction('01-Jan-2022');`, "1.0\n")},
		{name: "timeBetween", recv: sig.Date, params: end, result: types.Text, call: timeBetween,
			doc: sig.Doc(page("time-between"), "The time to end as hours, minutes and seconds.", `info "06-Jan-2020 10:00:10".timeBetween("07-Jan-2020 20:11:21");`, "34:11:11\n")},

		{name: "toStartOfWeek", recv: sig.Date, result: types.DateTime, call: startOf(weekStart),
			doc: sig.Doc(page("tostartofweek"), "Sunday of the week at midnight.", `info '14-Jul-2021'.toStartOfWeek();`, "11-Jul-2021 00:00:00\n")},
		{name: "toStartOfMonth", recv: sig.Date, result: types.DateTime, call: startOf(monthStart),
			doc: sig.Doc(page("tostartofmonth"), "The first day of the month at midnight.", `info '14-Jul-2021'.toStartOfMonth();`, "01-Jul-2021 00:00:00\n")},
		{name: "nextWeekDay", recv: sig.Date, params: dayName, result: types.DateTime, call: weekDay(1),
			doc: sig.Doc("functions/number/nextweekday.html", "The next date after this one that falls on the named day.", `info '06-Jul-2021'.nextWeekDay("Friday");`, "09-Jul-2021\n")},
		{name: "previousWeekDay", recv: sig.Date, params: dayName, result: types.DateTime, call: weekDay(-1),
			doc: sig.Doc("functions/number/previousWeekDay.html", "The last date before this one that falls on the named day.", `info '06-Jul-2021'.previousWeekDay("Monday");`, "05-Jul-2021\n")},
		{name: "getWeekOfYear", recv: sig.Date, params: params(startDay), result: types.Number, call: weekOfYear,
			doc: sig.Doc(page("getweekofyear"), "The week of the year; week 1 holds the first of January.", `info '02-Jan-2022'.getWeekOfYear();`, "2\n")},

		{name: "toDate", aliases: []string{"dateValue"}, recv: readable, params: params(mapping), result: types.DateTime, call: toDate,
			doc: sig.Doc("functions/common/todate.html", "The date that a text, milliseconds or a date-time stand for; mapping is the text's pattern.", `info "11/09/2021".toDate("MM/dd/yyyy");`, "09-Nov-2021\n")},
		{name: "toTime", aliases: []string{"timeValue"}, recv: readable, params: params(mapping, zone), result: types.DateTime, call: toTime,
			doc: sig.Doc("functions/common/totime.html", "The date-time that a text or milliseconds stand for; zone is where the text was written.", `info "2021-11-09 22:30".toTime("yyyy-MM-dd HH:mm");`, "09-Nov-2021 22:30:00\n")},
		{name: "toDateTime", recv: readable, params: params(mapping), result: types.DateTime, call: toTime,
			doc: sig.Doc("functions/common/to-date-time.html", "The date-time that a text or milliseconds stand for.", `info "2021-11-09 22:30".toDateTime("yyyy-MM-dd HH:mm");`, "09-Nov-2021 22:30:00\n")},
		{name: "toDateTimeString", recv: readable, params: params(sig.P("format", sig.TextArg), zone), result: types.Text, call: toDateTimeString,
			doc: sig.Doc(page("todatetimestring"), "Milliseconds since 1970 or a date as text in a zone.", `info toDateTimeString(1610000000000, "dd/MM/yyyy", "GMT");`, "07/01/2021\n")},
		{name: "unixEpoch", recv: []types.Kind{types.Text}, params: params(zone), result: types.Any, either: []types.Kind{types.Number, types.Text}, call: unixEpoch,
			doc: sig.Doc(page("unix-epoch"), "The milliseconds since 1970 of a date text read in a zone; unreadable text comes back.", `info "01-Jan-1970 00:00:00".unixEpoch("GMT");`, "0\n")},
		{name: "isDate", recv: sig.Any, params: params(mapping), result: types.Bool, call: isDate, nullOK: true,
			doc: sig.Doc("functions/common/isdate.html", "Whether the value is a date or a text that can be read as one.", `info isDate("not a date");`, "false\n")},
	}
}
