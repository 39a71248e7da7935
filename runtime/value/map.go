package value

import (
	"iter"
	"slices"
)

// Map holds values by key in the order in which the keys were first put. Keys
// compare by their text form whatever their kind, and a map remembers the values
// they were given as. It is shared by everyone who holds it and not safe for
// concurrent use.
// Source: https://www.zoho.com/deluge/help/datatypes/map.html
type Map struct {
	entries []entry
	keys    []Value // the keys as given; nil while all of them were texts
	dead    int     // deleted entries that are still in place
	index   []slot  // nil up to smallMap entries
}

type entry struct {
	key  string
	v    Value
	dead bool
}

// smallMap is the number of entries up to which looking at each key is faster
// than hashing.
const smallMap = 8

// NewMap returns an empty map.
func NewMap() *Map { return &Map{} }

// Len returns the number of entries.
func (m *Map) Len() int { return len(m.entries) - m.dead }

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
	if i := m.find(key); i >= 0 {
		m.entries[i].v = v
		return
	}
	m.add(key, v)
	if m.keys != nil {
		m.keys = append(m.keys, Text(key))
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
	if i := m.find(name); i >= 0 {
		m.entries[i].v = v
		return
	}
	m.rememberKeys()
	m.add(name, v)
	m.keys = append(m.keys, key)
}

func (m *Map) rememberKeys() {
	if m.keys != nil {
		return
	}
	m.keys = make([]Value, 0, len(m.entries)+1)
	for i := range m.entries {
		m.keys = append(m.keys, Text(m.entries[i].key))
	}
}

func (m *Map) add(key string, v Value) {
	m.entries = append(m.entries, entry{key: key, v: v})
	m.indexLast()
}

// Delete takes key out and reports whether it was there.
func (m *Map) Delete(key string) bool {
	i := m.find(key)
	if i < 0 {
		return false
	}
	m.entries[i].v, m.entries[i].dead = Null, true
	m.dead++
	// Closing gaps only when half of the entries are gone keeps a loop that
	// empties a large map linear.
	if m.index == nil || m.dead*2 > len(m.entries) {
		m.compact()
	}
	return true
}

// compact closes the gaps that deleted entries left.
func (m *Map) compact() {
	if m.dead == 0 {
		return
	}
	n := 0
	for i := range m.entries {
		if m.entries[i].dead {
			continue
		}
		m.entries[n] = m.entries[i]
		if m.keys != nil {
			m.keys[n] = m.keys[i]
		}
		n++
	}
	clear(m.entries[n:])
	m.entries, m.dead = m.entries[:n], 0
	if m.keys != nil {
		clear(m.keys[n:])
		m.keys = m.keys[:n]
	}
	m.index = nil // its positions are stale
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
	if m.keys != nil {
		return m.keys[i]
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
			if !e.dead && !yield(e.key, e.v) {
				return
			}
		}
	}
}

// Copy returns a map with the same entries; containers in it stay shared.
func (m *Map) Copy() *Map {
	m.compact()
	return &Map{entries: slices.Clone(m.entries), keys: slices.Clone(m.keys), index: slices.Clone(m.index)}
}
