package text

import "testing"

func BenchmarkUpper(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"ascii", "Hello, World of CRM automation number 12345"}, {"long", "Hello, World of CRM automation number 12345, and some more of it"},
		{"latin", "Señor Müller, Straße 5, 東京"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				upper(c.text)
			}
		})
	}
}

func BenchmarkReplaceAll(b *testing.B) {
	for b.Loop() {
		replaceAll("HELLO, WORLD OF CRM AUTOMATION NUMBER 12345", "CRM", "Deluge")
	}
}
