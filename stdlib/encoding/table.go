// Package encoding holds the built-ins that encode, hash and encrypt.
// Source: https://www.zoho.com/deluge/help/encryption-tasks.html
package encoding

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds encodeUrl and zoho.encryption.* to r.
func Register(r *registry.Registry) {
	r.Add(&registry.Func{
		Name: "encodeUrl", Forms: registry.Both, Sig: sig.Of(sig.TextArg, types.Text), Call: coder(encodeURL),
		Doc: sig.Doc("functions/encodeurl.html", "The text as it stands in the query of a URL, blanks as +.", `info encodeUrl("p q");`, "p+q\n"),
	})
	for _, t := range tasks() {
		r.Add(&registry.Func{
			Name: "zoho.encryption." + t.name, Forms: registry.Free, Sig: sig.Of(nil, t.result, t.params...), Doc: t.doc, Call: t.call,
		})
	}
}

type task struct {
	name   string
	params []types.Param
	result types.Kind
	call   sig.Func
	doc    registry.Doc
}

func params(p ...types.Param) []types.Param { return p }

var (
	data      = sig.P("data", sig.Any)
	charset   = sig.Opt("charset", sig.TextArg)
	output    = sig.Opt("outputType", sig.TextArg)
	keyed     = []types.Param{sig.P("key", sig.TextArg), data, output}
	cipherIV  = []types.Param{sig.P("key", sig.TextArg), sig.P("text", sig.TextArg), sig.Opt("iv", sig.TextArg)}
	cipherIVs = []types.Param{sig.P("key", sig.TextArg), sig.P("text", sig.TextArg), sig.Opt("iv", sig.TextArg), sig.Opt("iterationCount", sig.Numeric)}
)

func doc(page, summary, example, prints string) registry.Doc {
	if example != "" {
		example = "info zoho.encryption." + example + ";"
	}
	return sig.Doc("encryption-tasks"+page, summary, example, prints)
}

var tasks = func() []task {
	return []task{
		{"urlEncode", params(data), types.Text, textOnly(coder(urlEncode)),
			doc("/url-encode.html", "The text as it stands in a URL, blanks as %20; null for what is no text.", `urlEncode("a b")`, "a%20b\n")},
		{"urlDecode", params(data), types.Text, sig.OutsideCreator(textOnly(coder(urlDecode))),
			sig.In(registry.NotInCreator, doc("/url-decode.html", "The text behind a URL-encoded one; null for what is no text.", `urlDecode("tea%20%26%20milk")`, "tea & milk\n"))},
		{"base64Encode", params(data, charset), types.Text, base64Encode,
			doc("/base-64-encode.html", "A text or file in Base64; charset is UTF-8, UTF-16LE or UTF-16BE.", `base64Encode("tn")`, "dG4=\n")},
		{"base64Decode", params(data, charset), types.Text, base64Decode,
			doc("/base-64-decode.html", "The text behind Base64.", `base64Decode("dG4=")`, "tn\n")},
		{"base64DecodeToFile", params(data, sig.P("fileName", sig.TextArg)), types.File, base64DecodeToFile,
			doc("/base-64-decode-to-file.html", "The file behind Base64.", `base64DecodeToFile("aGk=", "note.txt")`, "note.txt\n")},
		{"base32Encode", params(data), types.Text, coder(base32Encode),
			doc(".html", "The text in Base32.", `base32Encode("Deluge")`, "IRSWY5LHMU======\n")},
		{"base32Decode", params(data), types.Text, coder(base32Decode),
			doc(".html", "The text behind Base32.", `base32Decode("IRSWY5LHMU======")`, "Deluge\n")},
		{"htmlEncode", params(data), types.Text, coder(htmlEncode),
			sig.Based("inferred", doc(".html", "The text with the special characters of HTML as entities.", `htmlEncode("a < b")`, "a &lt; b\n"))},
		{"htmlDecode", params(data), types.Text, coder(htmlDecode),
			sig.Based("inferred", doc(".html", "The text behind HTML entities.", `htmlDecode("x &gt; y")`, "x > y\n"))},
		{"md5", params(data, output), types.Text, digest(md5.New),
			doc("/md5.html", "The MD5 digest of a text, in hexadecimal.", `md5("")`, "d41d8cd98f00b204e9800998ecf8427e\n")},
		{"sha1", params(data, output), types.Text, digest(sha1.New),
			doc("/sha1.html", "The SHA-1 digest of a text, in hexadecimal.", `sha1("")`, "da39a3ee5e6b4b0d3255bfef95601890afd80709\n")},
		{"sha256", params(data, output), types.Text, digest(sha256.New),
			doc("/sha256.html", "The SHA-256 digest of a text, in hexadecimal.", `sha256("")`, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n")},
		{"sha512", params(data, output), types.Text, digest(sha512.New),
			doc("/sha512.html", "The SHA-512 digest of a text, in hexadecimal.", `sha512("").length()`, "128\n")},
		{"hmacsha1", keyed, types.Text, mac(sha1.New),
			sig.Based("observed", doc("/hmac-sha1.html", "The HMAC of a text with SHA-1, in Base64 or, on request, hex.", `hmacsha1("k3y", "payload.42")`, "FrAoJubXcOjBxUjL4gvc4+Q4wtg=\n"))},
		{"hmacsha256", keyed, types.Text, mac(sha256.New),
			sig.Based("observed", doc("/hmac-sha256.html", "The HMAC of a text with SHA-256, in Base64 or, on request, hex.", `hmacsha256("k3y", "payload.42")`, "kBHB1EB+ort9D9n08sWkksgiIc6j786JHEfV3gP2NVU=\n"))},
		{"hmacsha512", keyed, types.Text, mac(sha512.New),
			sig.Based("observed", doc("/hmac-sha512.html", "The HMAC of a text with SHA-512, in Base64 or, on request, hex.", `hmacsha512("k3y", "payload.42").length()`, "88\n"))},
		{"aesEncode", cipherIV, types.Text, aesEncode(32),
			sig.Based("observed", doc("/aes-encode.html", "The text encrypted with AES-256; without iv a random one stands in front.", `aesEncode("warehouse", "Invoice 77 is paid", "1234567890abcdef")`, "umBvzZ0kJk0KJcVg47XIygKRbH1noMrASX9um8Cz290=\n"))},
		{"aesDecode", cipherIV, types.Text, aesDecode(32),
			sig.Based("observed", doc("/aes-decode.html", "The text behind aesEncode.", `aesDecode("warehouse", "umBvzZ0kJk0KJcVg47XIygKRbH1noMrASX9um8Cz290=", "1234567890abcdef")`, "Invoice 77 is paid\n"))},
		{"aesEncode128", cipherIVs, types.Text, aesEncode(16),
			sig.Based("observed", doc("/aes-encode-128.html", "The text encrypted with AES-128.", `aesEncode128("warehouse", "128-bit sample", "1234567890abcdef")`, "sXoFpatFjKqGKmUM+Nrl8A==\n"))},
		{"aesDecode128", cipherIVs, types.Text, aesDecode(16),
			sig.Based("observed", doc("/aes-decode-128.html", "The text behind aesEncode128.", `aesDecode128("warehouse", "sXoFpatFjKqGKmUM+Nrl8A==", "1234567890abcdef")`, "128-bit sample\n"))},
	}
}
