package encoding

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"io"
	"strings"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file encrypts the way the vendor's published samples were made: CBC with
// PKCS #5 padding, the key's bytes filled up with zeros, the sixteen characters
// of iv as they are. Without iv a random one stands in front of the cipher text.
// It must interoperate, and is no model for new designs: nothing authenticates
// the text.
// Source: https://www.zoho.com/deluge/help/functions/encryption/aesencode.html

// cipherArgs unpacks key, text and iv; an iteration count changes nothing.
func cipherArgs(c *registry.Call, size int) (block cipher.Block, text, iv string, err error) {
	a := c.Unpack()
	key, text, iv := a.Text("key"), a.Text("text"), a.OptText("iv", "")
	a.OptNumber("iterationCount", 0)
	if err = a.Err(); err != nil {
		return nil, "", "", err
	}
	if len(key) > size {
		return nil, "", "", c.Errorf("The key given to %s has more than %d bytes", c.Name, size)
	}
	if iv != "" && len(iv) != aes.BlockSize {
		return nil, "", "", c.Errorf("The iv given to %s must have %d characters", c.Name, aes.BlockSize)
	}
	padded := make([]byte, size)
	copy(padded, key)
	block, err = aes.NewCipher(padded)
	return block, text, iv, err
}

func aesEncode(size int) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		block, text, iv, err := cipherArgs(c, size)
		if err != nil {
			return value.Null, err
		}
		fill := aes.BlockSize - len(text)%aes.BlockSize
		plain := append([]byte(text), bytes.Repeat([]byte{byte(fill)}, fill)...)
		vector, front := []byte(iv), []byte(nil)
		if iv == "" {
			vector = make([]byte, aes.BlockSize)
			if _, err := io.ReadFull(c.Host.Rand, vector); err != nil {
				return value.Null, c.Errorf("No random number: %v", err)
			}
			front = vector
		}
		out := make([]byte, len(plain))
		cipher.NewCBCEncrypter(block, vector).CryptBlocks(out, plain)
		return value.Text(base64.StdEncoding.EncodeToString(append(front, out...))), c.Charge(len(text)/64 + 1)
	}
}

func aesDecode(size int) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		block, text, iv, err := cipherArgs(c, size)
		if err != nil {
			return value.Null, err
		}
		raw, err := fromBase64(c, text)
		if err != nil {
			return value.Null, err
		}
		vector := []byte(iv)
		if iv == "" && len(raw) >= aes.BlockSize {
			vector, raw = raw[:aes.BlockSize], raw[aes.BlockSize:]
		}
		if len(raw) == 0 || len(raw)%aes.BlockSize != 0 {
			return value.Null, errDamaged(c)
		}
		plain := make([]byte, len(raw))
		cipher.NewCBCDecrypter(block, vector).CryptBlocks(plain, raw)
		plain, ok := unpad(plain)
		if !ok {
			return value.Null, errDamaged(c)
		}
		return value.Text(strings.ToValidUTF8(string(plain), "\uFFFD")), nil
	}
}

func errDamaged(c *registry.Call) error {
	return c.Errorf("%s cannot read the text: the key is wrong or the text is damaged", c.Name)
}

// unpad takes the padding off: n bytes of the value n.
func unpad(b []byte) ([]byte, bool) {
	n := int(b[len(b)-1])
	if n == 0 || n > aes.BlockSize || n > len(b) {
		return nil, false
	}
	for _, c := range b[len(b)-n:] {
		if int(c) != n {
			return nil, false
		}
	}
	return b[:len(b)-n], true
}
