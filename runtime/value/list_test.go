package value_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/dg-lang/dg/runtime/value"
)

// lists returns lists that hold 0 to n-1: packed, unpacked, and once packed.
func lists(n int) map[string]*value.List {
	packed, plain, turned := value.NewList(), value.NewList(), value.NewList()
	plain.Add(value.True)
	for i := range n {
		packed.Add(num(int64(i)))
		plain.Add(num(int64(i)))
		turned.Add(num(int64(i)))
	}
	plain.Remove(0)
	turned.Add(value.True)
	turned.Remove(n)
	return map[string]*value.List{"packed": packed, "plain": plain, "turned": turned}
}

func shown(l *value.List) string { return value.JSON(value.OfList(l), nil) }

// How a list keeps its elements is not to be seen.
func TestPackedListsAreLists(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(l *value.List)
		want string
	}{
		{"nothing", func(*value.List) {}, `[0,1,2,3]`},
		{"set number", func(l *value.List) { l.Set(1, num(9)) }, `[0,9,2,3]`},
		{"set text", func(l *value.List) { l.Set(1, text("x")) }, `[0,"x",2,3]`},
		{"add null", func(l *value.List) { l.Add(value.Null) }, `[0,1,2,3,null]`},
		{"add decimal", func(l *value.List) { l.Add(dec("0.5")) }, `[0,1,2,3,0.5]`},
		{"append both", func(l *value.List) { l.Append(num(4), text("x"), num(5)) }, `[0,1,2,3,4,"x",5]`},
		{"append itself", func(l *value.List) { l.Append(l.Items()...) }, `[0,1,2,3,0,1,2,3]`},
		{"insert number", func(l *value.List) { l.Insert(0, num(7)) }, `[7,0,1,2,3]`},
		{"insert at the end", func(l *value.List) { l.Insert(4, text("x")) }, `[0,1,2,3,"x"]`},
		{"remove", func(l *value.List) { l.Remove(1) }, `[0,2,3]`},
		{"remove all and add", func(l *value.List) {
			for range 4 {
				l.Remove(0)
			}
			l.Add(text("x"))
			l.Append(num(1))
		}, `["x",1]`},
		{"clear and add", func(l *value.List) { l.Clear(); l.Add(num(1)) }, `[1]`},
		{"replace", func(l *value.List) { l.Replace([]value.Value{text("x")}) }, `["x"]`},
		{"sub", func(l *value.List) { l.Replace(l.Sub(1, 3).Items()) }, `[1,2]`},
		{"copy is apart", func(l *value.List) { l.Copy().Set(0, num(9)) }, `[0,1,2,3]`},
		{"sub is apart", func(l *value.List) { l.Sub(0, 4).Set(0, num(9)) }, `[0,1,2,3]`},
	} {
		for how, l := range lists(4) {
			if c.do(l); shown(l) != c.want {
				t.Errorf("%s of a %s list: %s, want %s", c.name, how, shown(l), c.want)
			}
		}
	}
	for how, l := range lists(3) {
		if want := value.OfList(value.NewList(num(0), num(1), num(2))); !value.Equal(value.OfList(l), want) || l.Len() != 3 {
			t.Errorf("a %s list is not equal to one of the same elements", how)
		}
	}
}

func TestSortNumbers(t *testing.T) {
	l := value.NewList()
	for _, n := range []int64{3, -1, 2, 3} {
		l.Add(num(n))
	}
	if !l.SortNumbers(false) || shown(l) != "[3,3,2,-1]" || !l.SortNumbers(true) || shown(l) != "[-1,2,3,3]" {
		t.Errorf("got %s", shown(l))
	}
	if l.Add(text("x")); l.SortNumbers(true) {
		t.Error("a text was sorted as a number")
	}
}

// A walk sees the elements of its beginning, whatever is done to the list in it.
func TestWalkSeesTheBeginning(t *testing.T) {
	changes := map[string]func(l *value.List, i int){
		"add":    func(l *value.List, i int) { l.Add(num(int64(10 + i))) },
		"text":   func(l *value.List, _ int) { l.Add(text("x")) },
		"set":    func(l *value.List, _ int) { l.Set(l.Len()-1, num(-1)) },
		"insert": func(l *value.List, _ int) { l.Insert(0, num(-1)) },
		"remove": func(l *value.List, _ int) {
			if l.Len() > 0 {
				l.Remove(0)
			}
		},
		"clear": func(l *value.List, _ int) { l.Clear(); l.Add(text("y")) },
		"sort":  func(l *value.List, _ int) { l.SortNumbers(false) },
	}
	for name, change := range changes {
		for how, l := range lists(5) {
			t.Run(fmt.Sprint(name, " in a ", how, " list"), func(t *testing.T) {
				var outer, inner []string
				walk := l.Walk()
				for i := range walk.Len() {
					outer = append(outer, walk.At(i).String())
					want := l.Items()
					again := l.Walk() // a loop in the loop
					inner = inner[:0]
					for j := range again.Len() {
						if j == 0 {
							want = slices.Clone(want)
							change(l, i)
						}
						inner = append(inner, again.At(j).String())
					}
					again.Done()
					for j, s := range inner {
						if want[j].String() != s {
							t.Fatalf("the inner walk saw %v of %v", inner, want)
						}
					}
				}
				walk.Done()
				if want := []string{"0", "1", "2", "3", "4"}; !slices.Equal(outer, want) {
					t.Errorf("saw %v, want %v", outer, want)
				}
			})
		}
	}
}
