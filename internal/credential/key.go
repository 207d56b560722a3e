package credential

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const keySize = 32

// Key seals secrets at rest with AES-256-GCM. It comes from LoadKey or
// LoadOrCreateKey (the zero Key cannot be used), never prints itself, and is
// safe for concurrent use.
type Key struct {
	aead        cipher.AEAD
	mac         []byte // key of MAC
	fingerprint string
}

// LoadKey reads the key file: 32 bytes in base64 on one line. An absent file
// gives fs.ErrNotExist.
func LoadKey(path string) (Key, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("read the key file: %w", err)
	}
	secret, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != keySize {
		return Key{}, fmt.Errorf("the key file %s is malformed: it must hold one line, 32 bytes in base64; restore it from a backup", path)
	}
	return newKey(secret)
}

// LoadOrCreateKey reads the key file, or first makes one with a new random key
// and mode 0600 when there is none. The file appears complete and on disk or not
// at all; of several that create it at once, all get the same key.
func LoadOrCreateKey(path string) (Key, error) {
	key, err := LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := createKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return Key{}, fmt.Errorf("create the key file: %w", err)
	}
	return LoadKey(path)
}

func createKey(path string) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".key-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()

	secret := make([]byte, keySize)
	rand.Read(secret)
	if _, err := f.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n"); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	// A rename would replace a key that another process has made meanwhile.
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func newKey(secret []byte) (Key, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return Key{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Key{}, err
	}
	return Key{aead, authenticate(secret, "mtp key mac v1"), hex.EncodeToString(authenticate(secret, "mtp key fingerprint v1"))}, nil
}

func authenticate(secret []byte, text string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// MAC returns the HMAC-SHA-256 of the text in hex, under a key of its own that
// is derived from this one. Where the text is too short a secret for a plain
// hash, begin it with what it is for and whose it is.
func (k Key) MAC(text string) string { return hex.EncodeToString(authenticate(k.mac, text)) }

// Seal returns plain encrypted and authenticated, behind a random nonce. Only
// Open with the same bound, such as "totp:<id>", accepts it, so that a sealed
// value moved to another row is worthless.
func (k Key) Seal(plain []byte, bound string) []byte {
	return k.aead.Seal(nil, nil, plain, []byte(bound))
}

// Open returns what was sealed with this key and the same bound. Anything else,
// a value changed by one bit included, is an error.
func (k Key) Open(sealed []byte, bound string) ([]byte, error) {
	plain, err := k.aead.Open(nil, nil, sealed, []byte(bound))
	if err != nil {
		return nil, fmt.Errorf("a sealed value does not belong to this key and place: %w", err)
	}
	return plain, nil
}

// Fingerprint returns 64 hex digits that tell one key from another and reveal
// nothing of it; kept in the database they show when the key file was swapped.
func (k Key) Fingerprint() string { return k.fingerprint }

// Format writes the same word for every key, whatever the verb.
func (k Key) Format(s fmt.State, _ rune) { fmt.Fprint(s, "credential.Key") }
