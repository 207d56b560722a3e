package credential

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func newTestKey(t *testing.T) Key {
	t.Helper()
	key, err := LoadOrCreateKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestAKeyIsCreatedOnceAndThenRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mtp.key")
	if _, err := LoadKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("before: %v", err)
	}
	var wg sync.WaitGroup
	prints := make([]string, 16)
	for i := range prints {
		wg.Go(func() {
			key, err := LoadOrCreateKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = key.Fingerprint()
		})
	}
	wg.Wait()
	for _, p := range prints {
		if p != prints[0] || len(p) != 64 {
			t.Fatalf("racing creators got the fingerprints %q", prints)
		}
	}
	if again, err := LoadKey(path); err != nil || again.Fingerprint() != prints[0] {
		t.Errorf("read again: %v, %v", again.Fingerprint(), err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode())
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
}

func TestAMalformedKeyFileIsRefusedAndKept(t *testing.T) {
	for name, text := range map[string]string{
		"empty":      "",
		"words":      "not a key\n",
		"31 bytes":   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n",
		"two in one": strings.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 2),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := LoadOrCreateKey(path)
			if err == nil || !strings.Contains(err.Error(), "malformed") || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v", err)
			}
			if kept, _ := os.ReadFile(path); string(kept) != text {
				t.Errorf("the file now holds %q", kept)
			}
		})
	}
}

func TestAKeyFileInAFolderThatIsNotThereIsAnError(t *testing.T) {
	if _, err := LoadOrCreateKey(filepath.Join(t.TempDir(), "absent", "key")); err == nil {
		t.Error("no error")
	}
}

func TestASealedValueOpensOnlyInItsPlaceAndWithItsKey(t *testing.T) {
	key := newTestKey(t)
	for _, plain := range []string{"", "JBSWY3DPEHPK3PXP", strings.Repeat("x", 10_000)} {
		sealed := key.Seal([]byte(plain), "totp:1")
		if got, err := key.Open(sealed, "totp:1"); err != nil || string(got) != plain {
			t.Errorf("opened %q, %v", got, err)
		}
		if plain != "" && strings.Contains(string(sealed), plain) {
			t.Error("the sealed value shows the plain one")
		}
		if string(sealed) == string(key.Seal([]byte(plain), "totp:1")) {
			t.Error("sealing twice gives the same bytes")
		}
		if _, err := key.Open(sealed, "totp:2"); err == nil {
			t.Error("opened in another place")
		}
		if _, err := newTestKey(t).Open(sealed, "totp:1"); err == nil {
			t.Error("opened with another key")
		}
		sealed[len(sealed)-1] ^= 1
		if _, err := key.Open(sealed, "totp:1"); err == nil {
			t.Error("opened after a change")
		}
	}
	for _, short := range [][]byte{nil, {}, make([]byte, 5)} {
		if _, err := key.Open(short, ""); err == nil {
			t.Errorf("opened %d bytes", len(short))
		}
	}
}

func TestAKeyNeverPrintsItself(t *testing.T) {
	key := newTestKey(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(verb, key); got != "credential.Key" {
			t.Errorf("%s gives %q", verb, got)
		}
	}
}

func TestAMACBelongsToItsTextAndKeyAndIsNotTheFingerprint(t *testing.T) {
	one, two := newTestKey(t), newTestKey(t)
	mac := one.MAC("text")
	if len(mac) != 64 || mac != one.MAC("text") {
		t.Errorf("%q, then %q", mac, one.MAC("text"))
	}
	for name, other := range map[string]string{
		"another text": one.MAC("texts"), "another key": two.MAC("text"), "the fingerprint": one.Fingerprint(),
		"a text that says what the fingerprint is of": one.MAC("mtp key fingerprint v1"), "a plain hash": HashToken("text"),
	} {
		if other == mac || name != "the fingerprint" && other == one.Fingerprint() {
			t.Errorf("%s has the same", name)
		}
	}
}
