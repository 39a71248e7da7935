package javafmt

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must not depend on the machine
)

// oldZones are the three-letter names that Java still knows.
// Source: https://docs.oracle.com/javase/8/docs/api/java/time/ZoneId.html#SHORT_IDS
var oldZones = []oldZone{
	{"ACT", "Australia/Darwin"}, {"AET", "Australia/Sydney"}, {"AGT", "America/Argentina/Buenos_Aires"},
	{"ART", "Africa/Cairo"}, {"AST", "America/Anchorage"}, {"BET", "America/Sao_Paulo"}, {"BST", "Asia/Dhaka"},
	{"CAT", "Africa/Harare"}, {"CNT", "America/St_Johns"}, {"CST", "America/Chicago"}, {"CTT", "Asia/Shanghai"},
	{"EAT", "Africa/Addis_Ababa"}, {"ECT", "Europe/Paris"},
	{"IET", "America/Indiana/Indianapolis"}, {"IST", "Asia/Kolkata"}, {"JST", "Asia/Tokyo"},
	{"MIT", "Pacific/Apia"}, {"NET", "Asia/Yerevan"}, {"NST", "Pacific/Auckland"},
	{"PLT", "Asia/Karachi"}, {"PNT", "America/Phoenix"}, {"PRT", "America/Puerto_Rico"},
	{"PST", "America/Los_Angeles"}, {"SST", "Pacific/Guadalcanal"}, {"VST", "Asia/Ho_Chi_Minh"},
}

type oldZone struct{ old, name string }

// Zone returns the zone called name, GMT when there is none, as Java does.
// Source: https://www.zoho.com/deluge/help/functions/datetime/unix-epoch.html
func Zone(name string) *time.Location {
	if z, ok := FindZone(name); ok {
		return z
	}
	return fixedZones()["GMT"]
}

// fixedZones are the three-letter names that Java takes for an offset all year.
var fixedZones = sync.OnceValue(func() map[string]*time.Location {
	return map[string]*time.Location{
		"GMT": time.FixedZone("GMT", 0), "EST": time.FixedZone("EST", -5*60*60),
		"MST": time.FixedZone("MST", -7*60*60), "HST": time.FixedZone("HST", -10*60*60),
	}
})

// FindZone returns the zone called name: one of the zone database, one of Java's
// three-letter names, or GMT with an offset such as GMT+05:30.
func FindZone(name string) (zone *time.Location, ok bool) {
	name = strings.TrimSpace(name)
	if z := fixedZones()[strings.ToUpper(name)]; z != nil {
		return z, true
	}
	switch i := slices.IndexFunc(oldZones, func(z oldZone) bool { return strings.EqualFold(z.old, name) }); {
	case i >= 0:
		name = oldZones[i].name
	case strings.EqualFold(name, "z"):
		return fixedZones()["GMT"], true
	case strings.EqualFold(name, "utc"):
		return time.UTC, true
	case len(name) > 3 && (strings.EqualFold(name[:3], "gmt") || strings.EqualFold(name[:3], "utc")):
		return offsetZone(name[3:])
	case name == "" || name == "Local":
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// offsetZone reads ±h, ±hh, ±hhmm or ±hh:mm.
func offsetZone(s string) (*time.Location, bool) {
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return nil, false
	}
	hours, minutes, found := strings.Cut(s[1:], ":")
	if !found && len(hours) > 2 {
		hours, minutes = hours[:len(hours)-2], hours[len(hours)-2:]
	}
	h, err := strconv.ParseUint(hours, 10, 8)
	m, err2 := strconv.ParseUint("0"+minutes, 10, 8)
	if err != nil || err2 != nil || h > 23 || m > 59 {
		return nil, false
	}
	seconds := int(h*3600 + m*60)
	if s[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone(offsetName(seconds), seconds), true
}
