// Package seal encrypts records at rest and finds the key for it.
//
// A sealed record is bound to its place: it opens only under the same [Label], so
// that records cannot be swapped inside a file. The key comes from DG_KEY, the
// system's keyring or a key file; see [Keys].
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
)

// KeySize is the length of a key in bytes (AES-256).
const KeySize = 32

// marker stands in front of every sealed record; its last byte is the version of
// the form that follows: AES-256-GCM, a random 96-bit nonce first.
var marker = []byte{'D', 'G', 'S', 1}

var (
	// ErrWrongKey is returned when a record does not open: the key is another
	// one, or the record was changed or moved.
	ErrWrongKey = errors.New("the key does not open it")
	// ErrNotSealed is returned for bytes without the marker. They are never
	// taken for plaintext.
	ErrNotSealed = errors.New("not a sealed record")
	// ErrNewer is returned for a form that this version does not know.
	ErrNewer = errors.New("sealed by a newer version")
)

// Label is the place that a record is bound to.
type Label struct {
	Bucket, Key, Field string
	Schema             int
}

// bytes writes each part with its length before it, so that no two labels agree.
func (l Label) bytes() []byte {
	var b []byte
	for _, part := range []string{l.Bucket, l.Key, l.Field} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return binary.BigEndian.AppendUint32(b, uint32(l.Schema))
}

// Box seals and opens records with one key. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New makes a Box from a key of KeySize bytes.
func New(key []byte) (*Box, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("a key has %d bytes, this one has %d", KeySize, len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Box{aead}, nil
}

// Seal encrypts a record for its place.
func (b *Box) Seal(plain []byte, l Label) []byte {
	return b.aead.Seal(bytes.Clone(marker), nil, plain, l.bytes())
}

// Open decrypts a record. The errors are ErrWrongKey, ErrNotSealed and ErrNewer.
func (b *Box) Open(sealed []byte, l Label) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, marker[:3])
	if !ok || len(rest) == 0 {
		return nil, ErrNotSealed
	}
	if rest[0] != marker[3] {
		return nil, ErrNewer
	}
	plain, err := b.aead.Open(nil, nil, rest[1:], l.bytes())
	if err != nil {
		return nil, ErrWrongKey
	}
	return plain, nil
}
