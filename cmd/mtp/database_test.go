package main

import (
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// plant changes the database behind the program's back.
func plant(t *testing.T, folder, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "mtp.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestCheckTellsEachFaultOnALine(t *testing.T) {
	folder := initialised(t)
	plant(t, folder, `UPDATE administrators SET status = 'suspended'`)
	plant(t, folder, `UPDATE administrators SET all_organizations = FALSE, organization_count = 7, search_text = 'x'`)
	got := mtp(t, in(folder), "", "check")
	lines := strings.Split(strings.TrimSpace(got.errs), "\n")
	if got.code != 1 || got.out != "" || len(lines) != 4 || lines[3] != "mtp check: the database has faults" {
		t.Errorf("%+v", got)
	}
	for i, prefix := range []string{"rule: At least one active Administrator with Billing must remain.", "data: 1 administrators whose number", "data: 1 administrators whose search text"} {
		if i < len(lines) && !strings.HasPrefix(lines[i], prefix) {
			t.Errorf("line %d is %q", i, lines[i])
		}
	}
}

func TestCheckNamesOrganizationsOfNearlyOneNameAndFailsNot(t *testing.T) {
	folder := initialised(t)
	plant(t, folder, `INSERT INTO organizations (id, name, name_key, name_alike, name_order, search_text, version, created_at, updated_at)
		VALUES ('o1', 'O''Reilly', 'o''reilly', 'o''reilly', 'o''reilly', 'o''reilly', 1, 1, 1), ('o2', 'O’Reilly', 'o’reilly', 'o''reilly', 'o''reilly', 'o''reilly', 1, 1, 1)`)
	got := mtp(t, in(folder), "", "check")
	if want := "2 organizations have nearly the same name: “O'Reilly”, “O’Reilly”. Rename all but one.\nThe database and its rules are in order.\n"; got.code != 0 || got.out != want {
		t.Errorf("%+v", got)
	}
}

func TestCheckMakesNoDatabase(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	mtp(t, in(folder), "", "check").refuses(t, 1, "there is no database in "+folder)
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder was made")
	}
}

func TestCheckRefusesAnEmptyDatabaseAndMakesNothing(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "mtp.db"), "")
	mtp(t, in(folder), "", "check").refuses(t, 1, "the database .*/mtp.db is empty; restore it from a backup$")
	if found, _ := filepath.Glob(filepath.Join(folder, "*")); len(found) != 1 {
		t.Errorf("it made %v", found)
	}
}

func TestASecondServeOnOneFolderIsRefusedAndCommandsAreNot(t *testing.T) {
	folder := initialised(t)
	r := start(t, in(folder), "serve")
	mtp(t, in(folder), "", "serve", "--addr", "127.0.0.1:0").refuses(t, 1, "^mtp serve: another mtp serve runs on the folder "+folder+"; stop that one first, or choose another with MTP_DATA$")
	for _, args := range [][]string{{"check"}, {"recover", "--email", "ada@example.com"}, {"billing", "prices"}} {
		if got := mtp(t, in(folder), "", args...); got.code != 0 {
			t.Errorf("%s: %+v", args[0], got)
		}
	}
	if err := os.Remove(filepath.Join(folder, "mtp.key")); err != nil {
		t.Fatal(err)
	}
	if code, body := r.get("/readyz"); code != 200 || !strings.HasPrefix(body, "ok\nThe key file mtp.key is gone") {
		t.Errorf("%d %q", code, body)
	}
	if code, _ := r.get("/healthz"); code != 200 {
		t.Error(code)
	}
	r.end()
}

func TestADatabaseThatCannotBeUsedIsRefusedWithOneLine(t *testing.T) {
	for _, tt := range []struct {
		name, pattern string
		spoil         func(t *testing.T, folder string)
	}{
		{"of a newer version", "a newer version of mtp has changed it", func(t *testing.T, folder string) {
			plant(t, folder, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999999, TRUE)`)
		}},
		{"not a database", "damaged or is not a database; restore it from a backup", func(t *testing.T, folder string) {
			write(t, filepath.Join(folder, "mtp.db"), strings.Repeat("not a database ", 1000))
			os.Remove(filepath.Join(folder, "mtp.db-wal"))
		}},
		{"missing, beside its key", "a key without its database is a loss|there is no database", func(t *testing.T, folder string) {
			if err := os.Remove(filepath.Join(folder, "mtp.db")); err != nil {
				t.Fatal(err)
			}
		}},
		{"without its key", "this database needs its key", func(t *testing.T, folder string) {
			if err := os.Remove(filepath.Join(folder, "mtp.key")); err != nil {
				t.Fatal(err)
			}
		}},
		{"with the key of another", "is not the one that belongs to this database", func(t *testing.T, folder string) {
			key, err := os.ReadFile(filepath.Join(initialised(t), "mtp.key"))
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(folder, "mtp.key"), string(key))
		}},
		{"with a broken key", "key", func(t *testing.T, folder string) {
			write(t, filepath.Join(folder, "mtp.key"), "x")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := initialised(t)
			tt.spoil(t, folder)
			for _, args := range [][]string{
				{"serve", "--addr", "127.0.0.1:0"}, {"check"}, {"recover", "--email", "ada@example.com"}, {"seed"},
				{"init", "--email", "b@example.com", "--first-name", "B", "--last-name", "C"},
			} {
				mtp(t, in(folder), "", args...).refuses(t, 1, "^mtp "+args[0]+": .*"+tt.pattern)
			}
		})
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAFolderThatCannotBeMadeIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	mtp(t, in(filepath.Join(file, "data")), "", "serve", "--addr", "127.0.0.1:0").refuses(t, 1, "the data folder cannot be created")
}

func TestAnAddressInUseIsRefusedAndLeavesTheSetUpLinkAlone(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	mtp(t, in(t.TempDir()), "", "serve", "--addr", taken.Addr().String()).refuses(t, 1, "^mtp serve: the address "+taken.Addr().String()+" is in use by another program; stop that one, or choose another with MTP_ADDR$")
	mtp(t, in(t.TempDir()), "", "serve", "--addr", "192.0.2.1:8080").refuses(t, 1, "cannot listen on 192.0.2.1:8080")
}

func TestWhatThePortalKeepsIsForItsOwnerAlone(t *testing.T) {
	folder := initialised(t)
	for name, want := range map[string]os.FileMode{"": 0o700, "mtp.db": 0o600, "mtp.key": 0o600} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%q has the mode %o", name, got)
		}
	}
}
