package encoding

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file hashes.

// digest makes a built-in of a hash: hexadecimal, or its bits as text when
// "binary" is asked for.
func digest(newHash func() hash.Hash) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v, output := a.Value("data"), a.OptText("outputType", "hex")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		raw, err := bytesOf(c, v)
		if err != nil {
			return value.Null, err
		}
		h := newHash()
		h.Write(raw)
		return written(c, h.Sum(nil), output)
	}
}

// mac makes a built-in of a keyed hash; its key comes first.
// Source: https://www.zoho.com/deluge/help/encryption/hmac-sha256.html
func mac(newHash func() hash.Hash) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		key, v, output := a.Text("key"), a.Value("data"), a.OptText("outputType", "base64")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		raw, err := bytesOf(c, v)
		if err != nil {
			return value.Null, err
		}
		h := hmac.New(newHash, []byte(key))
		h.Write(raw)
		return written(c, h.Sum(nil), output)
	}
}

func written(c *registry.Call, sum []byte, output string) (value.Value, error) {
	switch strings.ToLower(output) {
	case "hex":
		return value.Text(hex.EncodeToString(sum)), nil
	case "base64":
		return value.Text(base64.StdEncoding.EncodeToString(sum)), nil
	case "binary":
		runes := make([]rune, len(sum))
		for i, b := range sum {
			runes[i] = rune(b)
		}
		return value.Text(string(runes)), nil
	}
	return value.Null, c.Errorf("'%s' is not one of the output types hex, base64 and binary", output)
}
