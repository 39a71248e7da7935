package oauth1

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func request(t *testing.T, method, address, form string) Request {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return Request{Method: method, URL: u, Form: form}
}

func at(seconds int64, nonce, method string) Signer {
	return Signer{Method: method, Now: func() time.Time { return time.Unix(seconds, 0) }, Nonce: func() string { return nonce }}
}

func value(params []Param, name string) string {
	i := slices.IndexFunc(params, func(p Param) bool { return p.Name == name })
	if i < 0 {
		return "(none)"
	}
	return params[i].Value
}

// The second and third request of RFC 5849 §1.2 (the signature printed for the first
// does not follow from its parameters, for any reading of them). The RFC sends no
// oauth_version; Sign does, so the parameters are given as they stand there.
func TestF08VectorsOfRFC5849(t *testing.T) {
	for _, c := range []struct {
		method, address string
		params          []Param
		key             Credentials
		want            string
	}{
		{"POST", "https://photos.example.net/token", []Param{
			{"oauth_consumer_key", "dpf43f3p2l4k3l03"}, {"oauth_token", "hh5s93j4hdidpola"}, {"oauth_signature_method", "HMAC-SHA1"},
			{"oauth_timestamp", "137131201"}, {"oauth_nonce", "walatlh"}, {"oauth_verifier", "hfdp7dh39dks9884"},
		}, Credentials{ConsumerSecret: "kd94hf93k423kf44", TokenSecret: "hdhd0244k9j7ao03"}, "gKgrFCywp7rO0OXSjdot/IHF7IU="},
		{"GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", []Param{
			{"oauth_consumer_key", "dpf43f3p2l4k3l03"}, {"oauth_token", "nnch734d00sl2jdk"}, {"oauth_signature_method", "HMAC-SHA1"},
			{"oauth_timestamp", "137131202"}, {"oauth_nonce", "chapoH"},
		}, Credentials{ConsumerSecret: "kd94hf93k423kf44", TokenSecret: "pfkkdhi9sl3r4s00"}, "MdpQcU8iPSUjWoN/UDMsK2sui9I="},
	} {
		if got, err := Signature("HMAC-SHA1", request(t, c.method, c.address, ""), c.params, c.key); err != nil || got != c.want {
			t.Errorf("%s: %s %v, want %s", c.address, got, err, c.want)
		}
	}
}

// The base string of RFC 5849 §3.4.1.1: duplicates, empty values, + and %20, a form.
func TestX38BaseStringOfRFC5849(t *testing.T) {
	r := request(t, "POST", "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", "c2&a3=2+q")
	got, err := BaseString(r, []Param{
		{"realm", "Example"}, {"oauth_consumer_key", "9djdj82h48djs9d2"}, {"oauth_token", "kkk9d7dh3k39sjv7"},
		{"oauth_signature_method", "HMAC-SHA1"}, {"oauth_timestamp", "137131201"}, {"oauth_nonce", "7d8f3e4a"},
		{"oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw="},
	})
	want := "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D" +
		"%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1" +
		"%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
	if err != nil || got != want {
		t.Errorf("got  %s\nwant %s (%v)", got, want, err)
	}
}

func TestX38BaseURI(t *testing.T) {
	for address, want := range map[string]string{
		"http://EXAMPLE.COM:80/r%20v/X?id=123": "http://example.com/r%20v/X", // RFC 5849 §3.4.1.2
		"https://www.example.net:8080/?q=1":    "https://www.example.net:8080/",
		"https://example.com:443":              "https://example.com/",
		"http://example.com:443/a":             "http://example.com:443/a",
		"https://example.com/a%2Fb/~c+d":       "https://example.com/a%2Fb/~c+d",
		"https://[2001:DB8::1]:443/":           "https://[2001:db8::1]/",
	} {
		if got := baseURI(request(t, "GET", address, "").URL); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestX38Escape(t *testing.T) {
	for text, want := range map[string]string{
		"~+* %20": "~%2B%2A%20%2520", "é&=": "%C3%A9%26%3D", "a-b._~Z9": "a-b._~Z9", "": "", "\r\n/": "%0D%0A%2F",
	} {
		if got := Escape(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestF08Signer(t *testing.T) {
	c := Credentials{ConsumerKey: "ck", ConsumerSecret: "c&s", Token: "tk", TokenSecret: "t s"}
	r := request(t, "GET", "https://api.example.com/a?b=c", "")
	plain, err := at(1, "n", "PLAINTEXT").Sign(r, c)
	if err != nil || value(plain, "oauth_signature") != "c%26s&t%20s" || value(plain, "oauth_nonce") != "n" || value(plain, "oauth_timestamp") != "1" {
		t.Errorf("PLAINTEXT: %v %v", plain, err)
	}
	one, err1 := at(1, "n", "").Sign(r, c)
	two, err2 := at(1, "n", "HMAC-SHA256").Sign(r, c)
	if err1 != nil || err2 != nil || len(value(one, "oauth_signature")) != 28 || len(value(two, "oauth_signature")) != 44 || value(two, "oauth_signature_method") != "HMAC-SHA256" {
		t.Errorf("%v %v %v %v", one, two, err1, err2)
	}
	if !slices.IsSortedFunc(one, func(a, b Param) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("not sorted: %v", one)
	}
	if _, err := at(1, "n", "RSA-SHA1").Sign(r, c); err == nil || !strings.Contains(err.Error(), "RSA-SHA1") {
		t.Errorf("RSA-SHA1: %v", err)
	}
}

// What oauthlib 3.2.2 signs for the same request: a port, an encoded slash, names that
// occur twice, empty values, a form with letters beyond ASCII.
func TestX38VectorsOfOauthlib(t *testing.T) {
	r := request(t, "POST", "https://api.example.com:8443/a%2Fb/~c?include=true&x=&x=2&x=1&q=a%20b+c",
		"status=Hello%20Ladies%20%2B%20%C3%A9%2A&status=again&empty=")
	c := Credentials{ConsumerKey: "key+1", ConsumerSecret: "s&crét", Token: "t~k", TokenSecret: "t s"}
	for method, want := range map[string]string{
		"HMAC-SHA1": "opfvBE9YzLpCXAOQ++KlPNxcNWQ=", "HMAC-SHA256": "yIxOE8L3C4npcNhsLuHHFDXo7c+571xb5lh1gMzq59E=",
	} {
		got, err := at(1318622958, "4572616e48616d6d6572", method).Sign(r, c)
		if err != nil || value(got, "oauth_signature") != want {
			t.Errorf("%s: %v %v, want %s", method, got, err, want)
		}
	}
}

// One leg: the token is empty, and its parameter is left out.
func TestF09OneLeg(t *testing.T) {
	got, err := at(1, "n", "HMAC-SHA256").Sign(request(t, "GET", "http://shop.example/wc", ""), Credentials{ConsumerKey: "ck", ConsumerSecret: "cs"})
	if err != nil || value(got, "oauth_token") != "(none)" || value(got, "oauth_consumer_key") != "ck" {
		t.Errorf("%v %v", got, err)
	}
}

func TestX38NoncesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		p, err := (Signer{}).Sign(request(t, "GET", "https://a.example/", ""), Credentials{})
		if err != nil || seen[value(p, "oauth_nonce")] {
			t.Fatalf("%v %v", p, err)
		}
		seen[value(p, "oauth_nonce")] = true
	}
}

func TestF08Header(t *testing.T) {
	got := Header([]Param{{"oauth_nonce", "a+b"}, {"oauth_token", `q"`}}, "Photos x")
	if want := `OAuth realm="Photos%20x", oauth_nonce="a%2Bb", oauth_token="q%22"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestX38BrokenQuery(t *testing.T) {
	if _, err := (Signer{}).Sign(request(t, "POST", "https://a.example/", "a=%zz"), Credentials{}); err == nil || !strings.Contains(err.Error(), `"a"`) {
		t.Errorf("%v", err)
	}
}
