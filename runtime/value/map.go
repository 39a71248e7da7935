package value

import (
	"iter"
	"slices"
	"unsafe"
)

// Map holds values by key in the order in which the keys were first put. Keys
// compare by their text form whatever their kind, and a map remembers the values
// they were given as. It is shared by everyone who holds it and not safe for
// concurrent use.
// Source: https://www.zoho.com/deluge/help/datatypes/map.html
type Map struct {
	entries []entry
	more    *more // nil for most maps
}

// more is what few maps need. Apart from them, a map takes 32 bytes instead of 80.
type more struct {
	keys  []Value // the keys as given; nil while all of them were texts
	index []slot  // nil up to smallMap entries
	dead  int     // deleted entries that are still in place
}

type entry struct {
	key string
	v   Value // gone, when the entry was deleted
}

// gone is in the place of deleted values; no one sees it.
var gone = Value{ref: unsafe.Pointer(&tags[tagGone])}

func (e *entry) dead() bool { return e.v.ref == gone.ref }

// smallMap is the number of entries up to which looking at each key is faster
// than hashing.
const smallMap = 8

// NewMap returns an empty map.
func NewMap() *Map { return &Map{} }

// NewMapSize returns an empty map with room for n entries.
func NewMapSize(n int) *Map { return &Map{entries: make([]entry, 0, n)} }

// Len returns the number of entries.
func (m *Map) Len() int {
	if m.more != nil {
		return len(m.entries) - m.more.dead
	}
	return len(m.entries)
}

// Get returns the value of key.
func (m *Map) Get(key string) (Value, bool) {
	if i := m.find(key); i >= 0 {
		return m.entries[i].v, true
	}
	return Null, false
}

// Has reports whether key is there.
func (m *Map) Has(key string) bool { return m.find(key) >= 0 }

// Put sets the value of key. A key that is there keeps its place.
func (m *Map) Put(key string, v Value) {
	i, hash := m.place(key)
	if i >= 0 {
		m.entries[i].v = v
		return
	}
	m.add(key, v, hash)
	if m.more != nil && m.more.keys != nil {
		m.more.keys = append(m.more.keys, Text(key))
	}
}

// PutValue sets the value of a key of any kind, whose text form under f is what
// counts.
func (m *Map) PutValue(key, v Value, f *Format) {
	name, ok := key.AsText()
	if ok {
		m.Put(name, v)
		return
	}
	name = f.Text(key)
	i, hash := m.place(name)
	if i >= 0 {
		m.entries[i].v = v
		return
	}
	m.rememberKeys()
	m.add(name, v, hash)
	m.more.keys = append(m.more.keys, key)
}

func (m *Map) rememberKeys() {
	if m.more == nil {
		m.more = &more{}
	}
	if m.more.keys != nil {
		return
	}
	m.more.keys = make([]Value, 0, len(m.entries)+1)
	for i := range m.entries {
		m.more.keys = append(m.more.keys, Text(m.entries[i].key))
	}
}

// add puts an entry at the end; hash is that of the key when m has an index.
func (m *Map) add(key string, v Value, hash uint32) {
	if n := len(m.entries); n == cap(m.entries) {
		m.entries = append(make([]entry, 0, grownMap(n)), m.entries...)
	}
	m.entries = append(m.entries, entry{key: key, v: v})
	if len(m.entries) > smallMap {
		m.indexLast(hash)
	}
}

// grownMap returns the room of a map that n entries fill: twice as much, but half more
// where there are many such maps or many entries. Peak memory is a tenth less.
func grownMap(n int) int {
	if smallMap <= n && n < 32*smallMap {
		return 2 * n
	}
	return max(smallMap/2, n+n/2)
}

// Delete takes key out and reports whether it was there.
func (m *Map) Delete(key string) bool {
	i := m.find(key)
	if i < 0 {
		return false
	}
	if m.more == nil {
		m.more = &more{}
	}
	m.entries[i].v = gone
	m.more.dead++
	// Closing gaps only when half of the entries are gone keeps a loop that
	// empties a large map linear.
	if m.more.index == nil || m.more.dead*2 > len(m.entries) {
		m.compact()
	}
	return true
}

// compact closes the gaps that deleted entries left.
func (m *Map) compact() {
	if m.more == nil || m.more.dead == 0 {
		return
	}
	n, keys := 0, m.more.keys
	for i := range m.entries {
		if m.entries[i].dead() {
			continue
		}
		m.entries[n] = m.entries[i]
		if keys != nil {
			keys[n] = keys[i]
		}
		n++
	}
	clear(m.entries[n:])
	m.entries, m.more.dead = m.entries[:n], 0
	if keys != nil {
		clear(keys[n:])
		m.more.keys = keys[:n]
	}
	m.more.index = nil // its positions are stale
	m.reindex()
}

// Clear takes all entries out.
func (m *Map) Clear() { *m = Map{} }

// Key returns the text of key i, which must exist.
func (m *Map) Key(i int) string {
	m.compact()
	return m.entries[i].key
}

// KeyValue returns key i as it was given, which must exist.
func (m *Map) KeyValue(i int) Value {
	m.compact()
	if m.more != nil && m.more.keys != nil {
		return m.more.keys[i]
	}
	return Text(m.entries[i].key)
}

// At returns entry i, which must exist.
func (m *Map) At(i int) (key string, v Value) {
	m.compact()
	return m.entries[i].key, m.entries[i].v
}

// Keys returns the texts of all keys in order.
func (m *Map) Keys() []string {
	out := make([]string, 0, m.Len())
	for k := range m.All() {
		out = append(out, k)
	}
	return out
}

// All yields the entries in order.
func (m *Map) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for i := 0; i < len(m.entries); i++ {
			e := &m.entries[i]
			if !e.dead() && !yield(e.key, e.v) {
				return
			}
		}
	}
}

// Copy returns a map with the same entries; containers in it stay shared.
func (m *Map) Copy() *Map {
	m.compact()
	c := &Map{entries: slices.Clone(m.entries)}
	if m.more != nil {
		c.more = &more{keys: slices.Clone(m.more.keys), index: slices.Clone(m.more.index)}
	}
	return c
}
