package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mtp/internal/portal"
)

// closed returns the folder of a portal that was set up and closed.
func closed(t *testing.T) string {
	t.Helper()
	h := newPortal(t)
	h.must(h.Close())
	return h.folder
}

func expectRefusal(t *testing.T, folder, words string) {
	t.Helper()
	s, err := Open(ctx, folder, time.Now)
	if err == nil {
		s.Close()
		t.Fatal("it was opened")
	}
	if !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %q, want one line with %q", err, words)
	}
}

func TestOpeningMakesAFolderForTheOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "data")
	s, err := Open(ctx, folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Ready(ctx); err != nil {
		t.Error(err)
	}
	for name, mode := range map[string]os.FileMode{"": os.ModeDir | 0o700, DatabaseFile: 0o600, DatabaseFile + "-wal": 0o600, DatabaseFile + "-shm": 0o600, keyFile: 0o600} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode() != mode {
			t.Errorf("%q has mode %v, want %v", name, info.Mode(), mode)
		}
	}
	if _, err := s.reader.Exec(`UPDATE portal SET revision = 0`); err == nil {
		t.Error("a reading connection writes")
	}
}

func TestOpeningAgainKeepsEverything(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	before := h.tables()
	h.must(h.Store.Close())
	h.Store = h.open()
	h.unchanged(func() {})
	if len(before["administrators"]) != 2 || len(h.tables()["administrators"]) != 2 {
		t.Errorf("%v", h.tables()["administrators"])
	}
}

func TestWhatWasCommittedSurvivesAKill(t *testing.T) {
	h := newPortal(t)
	h.organization("Acme")
	// What is on disk while the portal runs is what a kill leaves.
	left := t.TempDir()
	for _, name := range []string{DatabaseFile, DatabaseFile + "-wal", keyFile} {
		b, err := os.ReadFile(filepath.Join(h.folder, name))
		h.must(err)
		h.must(os.WriteFile(filepath.Join(left, name), b, 0o600))
	}
	want := h.tables()
	h.folder = left
	h.Store = h.open()
	if got := h.tables(); len(got["organizations"]) != 1 || got["administrators"][0] != want["administrators"][0] {
		t.Errorf("got %v", got)
	}
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestADatabaseOfANewerVersionIsRefusedAndLeftAlone(t *testing.T) {
	h := newPortal(t)
	h.exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`)
	h.must(h.Close())
	before, err := os.ReadFile(filepath.Join(h.folder, DatabaseFile))
	h.must(err)
	expectRefusal(t, h.folder, "a newer version of mtp has changed it (schema 99999")
	after, err := os.ReadFile(filepath.Join(h.folder, DatabaseFile))
	h.must(err)
	if string(before) != string(after) {
		t.Error("the database was changed")
	}
}

func TestAFileThatIsNoDatabaseIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, DatabaseFile), []byte(strings.Repeat("not a database. ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	expectRefusal(t, folder, "is damaged or is not a database; restore it from a backup")
}

func TestAFolderInPlaceOfTheDatabaseIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, DatabaseFile), 0o700); err != nil {
		t.Fatal(err)
	}
	expectRefusal(t, folder, "cannot be opened")
}

func TestAFileInPlaceOfTheFolderIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	expectRefusal(t, file, "the data folder cannot be created")
}

func TestADatabaseThatCannotBeWrittenIsRefused(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write whatever its mode says")
	}
	folder := closed(t)
	if err := os.Chmod(filepath.Join(folder, DatabaseFile), 0o400); err != nil {
		t.Fatal(err)
	}
	expectRefusal(t, folder, "cannot be written; check who owns it")
}

func TestADatabaseIsOpenedWithItsOwnKeyOnly(t *testing.T) {
	folder, key := closed(t), ""
	key = filepath.Join(folder, keyFile)
	own, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(filepath.Join(closed(t), keyFile))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		key   []byte
		words string
	}{
		"a foreign key":   {foreign, "is not the one that belongs to this database"},
		"a malformed key": {[]byte("abc\n"), "is malformed"},
		"no key":          {nil, "this database needs its key"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.Remove(key); err != nil {
				t.Fatal(err)
			}
			if tt.key != nil {
				if err := os.WriteFile(key, tt.key, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			expectRefusal(t, folder, tt.words)
			if _, err := os.Stat(key); tt.key == nil && !os.IsNotExist(err) {
				t.Error("a new key was made")
			}
			if err := os.WriteFile(key, own, 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
	s, err := Open(ctx, folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

func TestTwoThatOpenANewPortalAtOnceShareIt(t *testing.T) {
	folder := t.TempDir()
	open := func() error {
		s, err := Open(ctx, folder, time.Now)
		if err != nil {
			return err
		}
		return s.Close()
	}
	for _, err := range atOnce(open, open, open, open) {
		if err != nil {
			t.Error(err)
		}
	}
}
