package file

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// maxUnpacked bounds what a zip file may grow to, in bytes, maxDepth the folders
// that compress goes into, and maxItems the files and folders it looks at.
const (
	maxUnpacked = 50 << 20
	maxDepth    = 50
	maxItems    = 100_000
)

func compress(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, name := a.Value("files"), a.OptText("name", "")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if f, ok := v.AsFile(); ok && name == "" {
		name = strings.TrimSuffix(f.Name, ".zip")
	}
	if name == "" {
		name = "archive"
	}
	var buf bytes.Buffer
	p := packer{c: c, w: zip.NewWriter(&buf), used: map[string]bool{}}
	if err := p.put("", "", v, 0); err != nil {
		return value.Null, err
	}
	if err := p.w.Close(); err != nil {
		return value.Null, err
	}
	if !strings.HasSuffix(strings.ToLower(name), ".zip") {
		name += ".zip"
	}
	return value.OfFile(&value.File{Name: name, Data: buf.Bytes(), Type: "application/zip"}), nil
}

// packer writes files into a zip file.
type packer struct {
	c    *registry.Call
	w    *zip.Writer
	used map[string]bool
	seen int
}

// put writes a file under name, or its own when that is empty, or everything in
// a list or map, whose keys are names.
func (p *packer) put(folder, name string, v value.Value, depth int) error {
	if p.seen++; depth > maxDepth || p.seen > maxItems {
		return p.c.Errorf("The folders given to compress are nested too deeply or too many")
	}
	if f, ok := v.AsFile(); ok {
		if name == "" {
			name = f.Name
		}
		return p.file(folder+name, f)
	}
	if name != "" {
		folder += name + "/"
	}
	if coll, ok := v.AsCollection(); ok && coll.IsKeyed() {
		m, err := coll.Pairs()
		if err != nil {
			return err
		}
		v = value.OfMap(m)
	}
	if m, ok := v.AsMap(); ok {
		for key, item := range m.All() {
			if err := p.put(folder, key, item, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	l, err := value.ToList(v)
	if err != nil {
		return err
	}
	for _, item := range l.Items() {
		if err := p.put(folder, "", item, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (p *packer) file(name string, f *value.File) error {
	if p.used[name] {
		return p.c.Errorf("Two files given to compress are called '%s'", name)
	}
	p.used[name] = true
	if err := p.c.Charge(len(f.Data)/16 + 1); err != nil {
		return err
	}
	w, err := p.w.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(f.Data)
	return err
}

// extract gives the files of a zip file; what cannot be read as one gives an
// empty collection.
// Source: https://www.zoho.com/deluge/help/functions/file/extract.html
func extract(c *registry.Call) (value.Value, error) {
	f, err := one(c)
	if err == nil {
		err = c.Within(registry.Sizes{Creator: 500 << 10, Others: 3 << 20}, len(f.Data), "bytes")
	}
	if err != nil {
		return value.Null, err
	}
	m := value.NewMap()
	r, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	if err != nil {
		return value.OfCollection(value.NewCollection()), nil
	}
	left := int64(maxUnpacked)
	for _, entry := range r.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		data, err := unpack(entry, left)
		if err != nil {
			return value.OfCollection(value.NewCollection()), nil
		}
		if left -= int64(len(data)); left < 0 {
			return value.Null, c.Errorf("The files of '%s' are too large", f.Name)
		}
		if err := c.Charge(len(data)/16 + 1); err != nil {
			return value.Null, err
		}
		m.Put(entry.Name, value.OfFile(&value.File{Name: entry.Name[strings.LastIndexByte(entry.Name, '/')+1:], Data: data}))
	}
	return value.OfCollection(value.CollectionOfPairs(m)), nil
}

// unpack reads an entry, one byte more than allowed at most.
func unpack(entry *zip.File, most int64) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most+1))
}
