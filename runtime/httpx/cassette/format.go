package cassette

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// formatVersion is that of the files which go-vcr 3 and 4 write and read.
const formatVersion = 2

// tape is a file. Keys of go-vcr that are not here (trailers, forms …) are passed over.
type tape struct {
	Version      int            `yaml:"version"`
	Interactions []*interaction `yaml:"interactions"`
}

type interaction struct {
	ID       int      `yaml:"id"`
	Request  request  `yaml:"request"`
	Response response `yaml:"response"`

	given bool
}

type request struct {
	Proto         text              `yaml:"proto"`
	ProtoMajor    int               `yaml:"proto_major"`
	ProtoMinor    int               `yaml:"proto_minor"`
	ContentLength int64             `yaml:"content_length"`
	Host          text              `yaml:"host"`
	Body          text              `yaml:"body,omitempty"`
	Headers       map[string][]text `yaml:"headers,omitempty"`
	URL           text              `yaml:"url"`
	Method        text              `yaml:"method"`
}

type response struct {
	Proto         text              `yaml:"proto"`
	ProtoMajor    int               `yaml:"proto_major"`
	ProtoMinor    int               `yaml:"proto_minor"`
	ContentLength int64             `yaml:"content_length"`
	Body          text              `yaml:"body"`
	Headers       map[string][]text `yaml:"headers"`
	Status        text              `yaml:"status"`
	Code          int               `yaml:"code"`
	Duration      text              `yaml:"duration"` // as time.Duration is written
}

// encode returns the text of a file.
func (t *tape) encode() ([]byte, error) {
	out, err := yaml.MarshalWithOptions(t, yaml.Indent(4), yaml.IndentSequence(true), yaml.UseLiteralStyleIfMultiline(true))
	return append([]byte("---\n"), out...), err
}

// decode reads the text of a file.
func decode(file []byte) (*tape, error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	file = bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")) // of a checkout on Windows
	t := &tape{}
	if err := t.read(narrow(string(file))); err != nil {
		return nil, errors.New(yaml.FormatError(err, false, false)) // an excerpt may be megabytes
	}
	if t.Version != formatVersion {
		return nil, fmt.Errorf("unsupported cassette version format: %d", formatVersion)
	}
	return t, nil
}

// read is Unmarshal without its panics: the library has some for odd files.
func (t *tape) read(file string) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is no YAML that can be read")
		}
	}()
	f, err := parser.ParseBytes([]byte(file), 0)
	if err != nil || len(f.Docs) == 0 || f.Docs[0].Body == nil {
		return err
	}
	ast.Walk(binaries{}, f.Docs[0].Body)
	return yaml.NodeToValue(f.Docs[0].Body, t)
}

// binaries makes texts of what is marked as binary and looks like a number or a word of
// YAML, as 7783 and null do: the library refuses these.
type binaries struct{}

// Visit implements ast.Visitor.
func (v binaries) Visit(n ast.Node) ast.Visitor {
	tag, ok := n.(*ast.TagNode)
	if !ok || tag.Start.Value != string(token.BinaryTag) {
		return v
	}
	switch tag.Value.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		tag.Value = ast.String(tag.Value.GetToken())
	}
	return v
}

// text is a string of any bytes. In the file it has a style in which no reader loses
// one of them, and which is good to read where that can be had.
type text string

// MarshalYAML implements yaml.InterfaceMarshaler.
func (t text) MarshalYAML() (any, error) {
	if s := string(t); t.plain() || t.block() {
		return s, nil
	}
	return quoted(t), nil
}

// shows reports whether t is UTF-8 in which nothing is invisible but blanks and what
// may be.
func (t text) shows(may string) bool {
	return utf8.ValidString(string(t)) &&
		!strings.ContainsFunc(string(t), func(r rune) bool { return !unicode.IsPrint(r) && !strings.ContainsRune(may, r) })
}

// plain reports whether t needs no quotes.
func (t text) plain() bool {
	s := string(t)
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(first) && t.shows("") && !token.IsNeedQuoted(s)
}

// block reports whether t is written line by line. What begins with white space or ends
// in more than one line break is not: readers differ in what belongs to it.
func (t text) block() bool {
	s := string(t)
	inner := strings.TrimSuffix(s, "\n")
	return strings.Contains(s, "\n") && inner != "" && inner == strings.Trim(s, " \t\n") && t.shows("\n\t")
}

// quoted is a text on one line.
type quoted string

// MarshalYAML implements yaml.BytesMarshaler.
func (q quoted) MarshalYAML() ([]byte, error) {
	s := string(q)
	switch {
	case !utf8.ValidString(s):
		return []byte(string(token.BinaryTag) + " '" + base64.StdEncoding.EncodeToString([]byte(s)) + "'"), nil
	case !text(q).shows(""):
		return []byte(strconv.Quote(s)), nil
	}
	return []byte("'" + strings.ReplaceAll(s, "'", "''") + "'"), nil
}

// UnmarshalYAML implements yaml.NodeUnmarshaler. Numbers and the like are taken as
// they are written.
func (t *text) UnmarshalYAML(n ast.Node) error {
	switch n := n.(type) {
	case *ast.StringNode:
		*t = text(n.Value)
	case *ast.LiteralNode:
		*t = text(n.Value.Value)
	case *ast.NullNode:
		*t = ""
	case *ast.AnchorNode:
		return t.UnmarshalYAML(n.Value)
	case *ast.TagNode:
		return t.tagged(n)
	case ast.ScalarNode:
		*t = text(n.GetToken().Value)
	default:
		return fmt.Errorf("%s is no text", n.GetPath())
	}
	return nil
}

func (t *text) tagged(n *ast.TagNode) error {
	if err := t.UnmarshalYAML(n.Value); err != nil || n.Start.Value != string(token.BinaryTag) {
		return err
	}
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(*t)), ""))
	if err != nil {
		return fmt.Errorf("%s: %w", n.GetPath(), err)
	}
	*t = text(b)
	return nil
}
