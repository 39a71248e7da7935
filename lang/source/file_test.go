package source

import "testing"

func TestLineCol(t *testing.T) {
	f := NewFile("t", "\ufeffab\r\n日😀x\n\nlast")
	for _, c := range []struct {
		off               int
		line, rune, utf16 int
	}{
		{3, 1, 1, 1}, {4, 1, 2, 2}, {7, 2, 1, 1}, {10, 2, 2, 2}, {14, 2, 3, 4}, {16, 3, 1, 1}, {17, 4, 1, 1}, {21, 4, 5, 5}, {99, 4, 5, 5},
	} {
		line, col, u := f.LineCol(At(c.off))
		if line != c.line || col != c.rune || u != c.utf16 {
			t.Errorf("offset %d: %d:%d (%d), want %d:%d (%d)", c.off, line, col, u, c.line, c.rune, c.utf16)
		}
	}
	if line, col, _ := f.LineCol(0); line != 0 || col != 0 {
		t.Errorf("no position: %d:%d", line, col)
	}
	for n, want := range map[int]string{0: "", 1: "ab", 2: "日😀x", 3: "", 4: "last", 5: ""} {
		if got := f.Line(n); got != want {
			t.Errorf("line %d: %q, want %q", n, got, want)
		}
	}
	if f.Lines() != 4 || NewFile("", "a\n").Lines() != 1 || NewFile("", "").Lines() != 1 {
		t.Error("number of lines")
	}
}

func TestSlice(t *testing.T) {
	f := NewFile("t", "añb")
	if got := f.Slice(Span{At(1), At(3)}); got != "ñ" {
		t.Errorf("%q", got)
	}
	if got := f.Slice(Span{At(2), At(99)}); got != "ñb" {
		t.Errorf("inside a rune: %q", got)
	}
	if f.Slice(Span{}) != "" {
		t.Error("no span")
	}
}
