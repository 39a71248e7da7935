package javafmt

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// zoneNameTable holds the names that a JVM writes for zones: short and long, out of
// and in summer time, then the zones. testdata/jvm/Table.java makes it.
//
//go:embed zonenames.tsv
var zoneNameTable string

// zoneNames are the names of one zone.
type zoneNames struct{ short, shortSummer, long, longSummer string }

// fixedNames returns the names of zones that are no place.
func fixedNames(id string) (n zoneNames, ok bool) {
	switch id {
	case "UTC":
		return zoneNames{"UTC", "UTC", "Coordinated Universal Time", "Coordinated Universal Time"}, true
	case "GMT":
		return zoneNames{"GMT", "GMT", "Greenwich Mean Time", "Greenwich Mean Time"}, true
	case "EST":
		return zoneNames{"EST", "EST", "Eastern Standard Time", "Eastern Standard Time"}, true
	case "MST":
		return zoneNames{"MST", "MST", "Mountain Standard Time", "Mountain Standard Time"}, true
	case "HST":
		return zoneNames{"HST", "HST", "Hawaii Standard Time", "Hawaii Standard Time"}, true
	}
	return zoneNames{}, false
}

var namesByZone = sync.OnceValue(func() map[string]zoneNames {
	out := map[string]zoneNames{}
	for line := range strings.Lines(zoneNameTable) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for _, id := range strings.Fields(cells[4]) {
			out[id] = zoneNames{cells[0], cells[1], cells[2], cells[3]}
		}
	}
	return out
})

// namesOf returns the names of a zone; ok is false for plain offsets.
func namesOf(zone *time.Location) (n zoneNames, ok bool) {
	id := zone.String()
	if n, ok = fixedNames(id); ok {
		return n, true
	}
	n, ok = namesByZone()[id]
	return n, ok
}

// offsets returns the seconds east of Greenwich out of and in summer time, in the
// year of t. The two are equal where there is none. The flag of the zone data does
// not help: for Dublin it marks the winter.
func offsets(t time.Time) (standard, summer int) {
	_, january := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, t.Location()).Zone()
	_, july := time.Date(t.Year(), 7, 1, 0, 0, 0, 0, t.Location()).Zone()
	return min(january, july), max(january, july)
}

// appendZoneName writes the name of a zone, a long one from four letters on, or GMT
// with its offset where a zone has no name.
func appendZoneName(dst []byte, t time.Time, count int) []byte {
	names, ok := namesOf(t.Location())
	if !ok {
		return appendOffset(dst, t)
	}
	standard, _ := offsets(t)
	_, offset := t.Zone()
	inSummer := offset > standard
	switch {
	case count > 3 && inSummer:
		return append(dst, names.longSummer...)
	case count > 3:
		return append(dst, names.long...)
	case inSummer:
		return append(dst, names.shortSummer...)
	}
	return append(dst, names.short...)
}

func appendOffset(dst []byte, t time.Time) []byte {
	if _, offset := t.Zone(); offset == 0 {
		return append(dst, "GMT"...)
	}
	return t.AppendFormat(dst, "GMT-07:00")
}

// zoneNamed finds the offset that the name of a zone stands for in the year of at:
// summer or not is part of the name, whatever the day. The zone of at comes first,
// as several have the same letters.
func zoneNamed(word string, at time.Time) (*time.Location, bool) {
	if zone, ok := named(word, at); ok {
		return zone, true
	}
	if zone, ok := FindZone(word); ok {
		return zone, true
	}
	for _, id := range append(commonZones, slices.Sorted(maps.Keys(namesByZone()))...) {
		if !namesByZone()[id].has(word) {
			continue
		}
		if zone, err := time.LoadLocation(id); err == nil {
			return named(word, at.In(zone))
		}
	}
	return nil, false
}

// commonZones are those that Java looks at first when several share a name.
var commonZones = []string{"America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Halifax",
	"America/St_Johns", "Europe/Paris", "Europe/Bucharest", "Asia/Jerusalem", "Asia/Kolkata", "Asia/Tokyo", "Asia/Shanghai"}

func (n zoneNames) has(word string) bool {
	return strings.EqualFold(word, n.short) || strings.EqualFold(word, n.shortSummer)
}

// named returns the offset that word stands for as a name of the zone of at.
func named(word string, at time.Time) (*time.Location, bool) {
	names, ok := namesOf(at.Location())
	if !ok || !names.has(word) {
		return nil, false
	}
	standard, summer := offsets(at)
	if strings.EqualFold(names.short, names.shortSummer) || standard == summer {
		return at.Location(), true
	}
	if strings.EqualFold(word, names.shortSummer) {
		return time.FixedZone("", summer), true
	}
	return time.FixedZone("", standard), true
}

// offsetName is the name of a zone that is only an offset, as GMT+05:30.
func offsetName(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("GMT%c%02d:%02d", sign, seconds/3600, seconds/60%60)
}
