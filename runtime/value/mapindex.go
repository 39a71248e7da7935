package value

import "hash/maphash"

// This file is the hash index of larger maps: an open-addressing table of words
// without pointers, which the garbage collector need not look into.

// slot holds 32 bits of a key's hash above the position of its entry plus one;
// zero is free.
type slot uint64

// seed differs between processes, so that keys that collide cannot be prepared.
var seed = maphash.MakeSeed()

func hashOf(key string) uint32 { return uint32(maphash.String(seed, key)) }

func makeSlot(hash uint32, entry int) slot { return slot(hash)<<32 | slot(entry+1) }

func (s slot) hash() uint32 { return uint32(s >> 32) }
func (s slot) entry() int   { return int(uint32(s)) - 1 }

// find returns the position of key among the entries, or -1.
func (m *Map) find(key string) int {
	i, _ := m.place(key)
	return i
}

// place is find that also gives the hash, when m has an index.
func (m *Map) place(key string) (i int, hash uint32) {
	if m.more != nil && m.more.index != nil {
		hash = hashOf(key)
		return m.lookup(key, hash), hash
	}
	for i := range m.entries {
		if e := &m.entries[i]; e.key == key && !e.dead() {
			return i, 0
		}
	}
	return -1, 0
}

func (m *Map) lookup(key string, hash uint32) int {
	index := m.more.index
	mask := uint32(len(index) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := index[at]
		if s == 0 {
			return -1
		}
		if s.hash() != hash {
			continue
		}
		if e := &m.entries[s.entry()]; e.key == key && !e.dead() {
			return s.entry()
		}
	}
}

// indexLast enters the last entry, making or growing the table when needed. The
// table is at most four fifths full, deleted entries included.
func (m *Map) indexLast(hash uint32) {
	n := len(m.entries)
	if m.more != nil && n*5 <= len(m.more.index)*4 {
		m.enter(hash, n-1)
		return
	}
	m.reindex()
}

func (m *Map) reindex() {
	n := len(m.entries)
	if m.more == nil {
		m.more = &more{}
	}
	if n <= smallMap {
		m.more.index = nil
		return
	}
	size := 4 * smallMap
	for size*4 < n*5 {
		size *= 2
	}
	old := m.more.index
	m.more.index = make([]slot, size)
	if m.more.dead == 0 && len(old) > 0 && n > len(old)/2 {
		m.refill(old)
		return
	}
	for i := range m.entries {
		m.enter(hashOf(m.entries[i].key), i)
	}
}

// refill takes over the hashes of a smaller table and enters the last entry,
// which is not in it.
func (m *Map) refill(old []slot) {
	for _, s := range old {
		if s != 0 {
			m.enter(s.hash(), s.entry())
		}
	}
	last := len(m.entries) - 1
	m.enter(hashOf(m.entries[last].key), last)
}

func (m *Map) enter(hash uint32, entry int) {
	index := m.more.index
	mask := uint32(len(index) - 1)
	at := hash & mask
	for index[at] != 0 {
		at = (at + 1) & mask
	}
	index[at] = makeSlot(hash, entry)
}
