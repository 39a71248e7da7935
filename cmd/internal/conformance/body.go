package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"reflect"
	"slices"
)

func (want *Body) match(a arrival) error {
	var errs []error
	if want.Empty && len(a.body) > 0 {
		errs = append(errs, fmt.Errorf("body is %q, want none", a.body))
	}
	if want.Text != nil && string(a.body) != *want.Text {
		errs = append(errs, fmt.Errorf("body is %q, want %q", a.body, *want.Text))
	}
	if want.JSON != nil {
		errs = append(errs, matchJSON(a.body, want.JSON))
	}
	if want.Form != nil {
		errs = append(errs, matchPairs("form", string(a.body), *want.Form, want.Subset))
	}
	if want.Multipart != nil {
		errs = append(errs, want.matchMultipart(a))
	}
	return errors.Join(errs...)
}

// matchJSON compares as values, so that blanks and the order of keys do not count.
func matchJSON(got, want []byte) error {
	a, errA := decodeJSON(got)
	b, errB := decodeJSON(want)
	if err := errors.Join(errA, errB); err != nil {
		return fmt.Errorf("JSON of %q: %w", got, err)
	}
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("JSON is %s, want %s", got, want)
	}
	return nil
}

func decodeJSON(data []byte) (v any, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber() // ids of 19 digits must not become floats
	err = dec.Decode(&v)
	return v, err
}

// received is a part as it came.
type received struct {
	name        string
	fileName    *string
	contentType string
	data        []byte
}

func (want *Body) matchMultipart(a arrival) error {
	parts, err := readParts(a)
	if err != nil {
		return err
	}
	if len(parts) != len(want.Multipart) {
		return fmt.Errorf("%d parts, want %d", len(parts), len(want.Multipart))
	}
	var errs []error
	for i, p := range want.Multipart {
		at := i
		if want.AnyOrder {
			at = slices.IndexFunc(parts, func(r received) bool { return r.name == p.Name })
		}
		if at < 0 {
			errs = append(errs, fmt.Errorf("no part %q", p.Name))
			continue
		}
		errs = append(errs, p.match(parts[at]))
	}
	return errors.Join(errs...)
}

func readParts(a arrival) ([]received, error) {
	kind, params, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, fmt.Errorf("content type %q is not multipart/form-data", a.Header.Get("Content-Type"))
	}
	r := multipart.NewReader(bytes.NewReader(a.body), params["boundary"])
	var parts []received
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return parts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("multipart: %w", err)
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return nil, fmt.Errorf("multipart: %w", err)
		}
		one := received{name: p.FormName(), contentType: p.Header.Get("Content-Type"), data: data}
		if _, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition")); err == nil {
			if name, ok := params["filename"]; ok {
				one.fileName = &name
			}
		}
		parts = append(parts, one)
	}
}

func (want Part) match(got received) error {
	show := func(s *string) string {
		if s == nil {
			return "none"
		}
		return fmt.Sprintf("%q", *s)
	}
	switch {
	case got.name != want.Name:
		return fmt.Errorf("part is called %q, want %q", got.name, want.Name)
	case show(got.fileName) != show(want.FileName):
		return fmt.Errorf("part %q: file name is %s, want %s", want.Name, show(got.fileName), show(want.FileName))
	case want.Text != nil && string(got.data) != *want.Text:
		return fmt.Errorf("part %q is %q, want %q", want.Name, got.data, *want.Text)
	case want.Bytes != nil && !bytes.Equal(got.data, want.Bytes):
		return fmt.Errorf("part %q is %x, want %x", want.Name, got.data, want.Bytes)
	case want.Type != nil:
		if err := want.Type.match([]string{got.contentType}); err != nil {
			return fmt.Errorf("part %q: type %w", want.Name, err)
		}
	}
	return nil
}
