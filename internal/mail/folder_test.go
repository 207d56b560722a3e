package mail

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAFileIsNamedByTimeKindAndID(t *testing.T) {
	if got, want := FileName(letter(PasswordReset)), "20261123-140503-password-reset-9f3c.eml"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestALetterAsJSONLacksItsTokenOnly(t *testing.T) {
	want := letter(Invitation)
	row, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(row), token) {
		t.Errorf("the token is in %s", row)
	}
	var got Letter
	if err := json.Unmarshal(row, &got); err != nil {
		t.Fatal(err)
	}
	got.Token = token
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after a round trip (-want +got):\n%s", diff)
	}
}

func TestALetterBecomesOneFileHoweverOftenItIsSent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox")
	folder := Folder{Dir: dir, From: sender, URL: baseURL}
	l := letter(Invitation)
	path := filepath.Join(dir, FileName(l))
	for range 2 {
		if err := folder.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		// What a crash in the middle of writing leaves is in nobody's way.
		if err := os.WriteFile(filepath.Join(dir, "."+FileName(l)+".part"), []byte(strings.Repeat("x", 9999)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := folder.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != FileName(l) {
		t.Errorf("the folder holds %v, %v", files, err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, dir: 0o700 | os.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want %v", filepath.Base(name), info.Mode(), err, want)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := parse(t, raw); !strings.Contains(got.text, "\r\n"+baseURL+"/set-password/"+token+"\r\n") {
		t.Errorf("the file's text is\n%s", got.text)
	}
}

func TestALetterThatCannotBeWrittenIsAnErrorAndLeavesNothing(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bad := letter(Invitation)
	bad.ID = "../evil"
	for name, send := range map[string]func() error{
		"the context is over":      func() error { return Folder{dir, sender, baseURL}.Send(ended, letter(Invitation)) },
		"the folder is a file":     func() error { return Folder{blocked, sender, baseURL}.Send(t.Context(), letter(Invitation)) },
		"the id leaves the folder": func() error { return Folder{dir, sender, baseURL}.Send(t.Context(), bad) },
	} {
		if err := send(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
}
