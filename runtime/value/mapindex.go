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
	if m.index != nil {
		return m.lookup(key, hashOf(key))
	}
	for i := range m.entries {
		if e := &m.entries[i]; e.key == key && !e.dead {
			return i
		}
	}
	return -1
}

func (m *Map) lookup(key string, hash uint32) int {
	mask := uint32(len(m.index) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := m.index[at]
		if s == 0 {
			return -1
		}
		if s.hash() != hash {
			continue
		}
		if e := &m.entries[s.entry()]; e.key == key && !e.dead {
			return s.entry()
		}
	}
}

// indexLast enters the last entry, making or growing the table when needed. The
// table is at most two thirds full, deleted entries included.
func (m *Map) indexLast() {
	n := len(m.entries)
	if n <= smallMap {
		return
	}
	if n*3 > len(m.index)*2 {
		m.reindex()
		return
	}
	m.enter(hashOf(m.entries[n-1].key), n-1)
}

func (m *Map) reindex() {
	n := len(m.entries)
	if n <= smallMap {
		m.index = nil
		return
	}
	size := 4 * smallMap
	for size < 2*n {
		size *= 2
	}
	old := m.index
	m.index = make([]slot, size)
	if m.dead == 0 && len(old) > 0 && n > len(old)/2 {
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
	mask := uint32(len(m.index) - 1)
	at := hash & mask
	for m.index[at] != 0 {
		at = (at + 1) & mask
	}
	m.index[at] = makeSlot(hash, entry)
}
