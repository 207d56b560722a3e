package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/portal"
	"mtp/store/database"
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
	if err := s.db.QueryRowContext(ctx, `UPDATE portal SET revision = 0 RETURNING revision`).Scan(new(int)); err == nil {
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

// spoilWriting marks the database as one that only a newer SQLite may write, which
// holds for root too.
func spoilWriting(t *testing.T, folder string) {
	t.Helper()
	path := filepath.Join(folder, DatabaseFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[18] = 3 // the version that writes
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseThatCannotBeWrittenIsRefused(t *testing.T) {
	folder := closed(t)
	spoilWriting(t, folder)
	expectRefusal(t, folder, "cannot be written; check who owns it")
}

func TestAKeyWithoutItsDatabaseIsRefusedAndNothingIsMade(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"missing":          os.Remove,
		"empty":            func(path string) error { return os.Truncate(path, 0) },
		"without a schema": func(path string) error { return os.WriteFile(path, schemaless(t), 0o600) },
	} {
		folder := closed(t)
		path := filepath.Join(folder, DatabaseFile)
		if err := spoil(path); err != nil {
			t.Fatal(err)
		}
		expectRefusal(t, folder, "a key without its database is a loss: restore the database from a backup, or remove the key to start anew")
		if _, err := os.Stat(path); name == "missing" && err == nil {
			t.Errorf("%s: a database was made", name)
		}
		if err := os.Remove(filepath.Join(folder, keyFile)); err != nil {
			t.Fatal(err)
		}
		s, err := Open(ctx, folder, time.Now)
		if err != nil {
			t.Errorf("%s, without the key: %v", name, err)
			continue
		}
		s.Close()
	}
}

// schemaless is a database that holds no table.
func schemaless(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE x (y)`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`DROP TABLE x`); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// migrated makes the database of a portal whose first start came no further.
func migrated(folder string) error {
	path := filepath.Join(folder, DatabaseFile)
	if err := create(path); err != nil {
		return err
	}
	db, err := database.Open(ctx, path, filepath.Join(folder, lockFile), schema, false)
	if err != nil {
		return err
	}
	return db.Close()
}

func TestAFirstStartThatWasKilledBeginsAgain(t *testing.T) {
	for name, leave := range map[string]func(folder string) error{
		"an empty database": func(folder string) error { return create(filepath.Join(folder, DatabaseFile)) },
		"the schema, and no key": func(folder string) error {
			return migrated(folder)
		},
		"the key, of which the database does not know": func(folder string) error {
			if err := migrated(folder); err != nil {
				return err
			}
			_, err := credential.LoadOrCreateKey(filepath.Join(folder, keyFile))
			return err
		},
	} {
		folder := t.TempDir()
		if err := leave(folder); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s, err := Open(ctx, folder, time.Now)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			s.Close()
		}
	}
}

func TestOneFolderIsServedOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	unlock, err := LockToServe(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LockToServe(folder); err == nil || !strings.Contains(err.Error(), "another mtp serve runs on the folder "+folder) {
		t.Errorf("the second: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := LockToServe(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := again(); err != nil {
		t.Fatal(err)
	}
}

// foreignKey is what the key file of another portal holds.
func foreignKey(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), keyFile)
	if _, err := credential.LoadOrCreateKey(path); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestADatabaseIsOpenedWithItsOwnKeyOnly(t *testing.T) {
	folder, key := closed(t), ""
	key = filepath.Join(folder, keyFile)
	own, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	foreign := foreignKey(t)
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
