package value

// Collection holds either elements or pairs; the first insert decides which. It
// is shared by everyone who holds it.
// Source: https://www.zoho.com/deluge/help/datatypes/collection.html
type Collection struct {
	mode  mode
	list  List
	pairs Map
}

type mode uint8

const (
	undecided mode = iota
	elements
	keyed
)

// NewCollection returns an empty collection.
func NewCollection() *Collection { return &Collection{} }

// CollectionOf returns a collection of the given elements.
func CollectionOf(items ...Value) *Collection {
	c := &Collection{list: List{items: items}}
	if len(items) > 0 {
		c.mode = elements
	}
	return c
}

// CollectionOfPairs returns a collection of the entries of m, which it copies.
func CollectionOfPairs(m *Map) *Collection {
	return &Collection{mode: keyed, pairs: *m.Copy()}
}

// IsKeyed reports whether c holds pairs.
func (c *Collection) IsKeyed() bool { return c.mode == keyed }

// Len returns the number of elements or pairs.
func (c *Collection) Len() int { return c.list.Len() + c.pairs.Len() }

// Elements returns the list behind a collection of elements, for reading and
// writing. An undecided collection becomes one; one of pairs is refused.
func (c *Collection) Elements() (*List, error) {
	if c.mode == keyed {
		return nil, &Error{"Elements can not be used in a key-value collection"}
	}
	c.mode = elements
	return &c.list, nil
}

// Pairs returns the map behind a collection of pairs, for reading and writing.
// An undecided collection becomes one; one of elements is refused.
func (c *Collection) Pairs() (*Map, error) {
	if c.mode == elements {
		return nil, &Error{"Pairs can not be used in an index-value collection"}
	}
	c.mode = keyed
	return &c.pairs, nil
}

// List returns the list behind a collection, for reading; it is empty for one of
// pairs.
func (c *Collection) List() *List { return &c.list }

// Items returns the elements, for reading; none of a collection of pairs.
func (c *Collection) Items() []Value { return c.list.Items() }

// Values returns the elements, or the values of the pairs; the slice is not
// shared with c.
func (c *Collection) Values() []Value {
	out := make([]Value, 0, c.Len())
	out = append(out, c.list.Items()...)
	for _, v := range c.pairs.All() {
		out = append(out, v)
	}
	return out
}

// Clear takes everything out; the kind of collection stays.
func (c *Collection) Clear() {
	c.list.Clear()
	c.pairs.Clear()
}
