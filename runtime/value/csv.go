package value

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"strings"
)

// IsCSV reports whether a file holds comma-separated values, by its type or name.
func (f *File) IsCSV() bool {
	media, _, _ := strings.Cut(f.Type, ";")
	return strings.EqualFold(strings.TrimSpace(media), "text/csv") || strings.EqualFold(path.Ext(f.Name), ".csv")
}

// Rows returns the rows of a file of comma-separated values, each a list of texts; a
// row of names is one like the others. Rows may differ in length, blank lines are
// none. It fails for an unclosed quote and for more rows than a list has elements.
// Source: https://www.zoho.com/deluge/help/conditional-statements/condition.html
func (f *File) Rows() (*List, error) {
	text := strings.ToValidUTF8(string(bytes.TrimPrefix(f.Data, []byte("\xEF\xBB\xBF"))), "\uFFFD")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows := NewList()
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, &Error{"The CSV file '" + Preview(f.Name) + "' cannot be read: " + err.Error()}
		}
		row := make([]Value, len(cells))
		for i, c := range cells {
			row[i] = Text(c)
		}
		if rows.Add(OfList(NewList(row...))); rows.Len() > MaxElements {
			return nil, CheckSize(rows.Len())
		}
	}
}
