package store

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mtp/internal/portal"
)

func TestAKeyThatIsGoneOrAnotherIsTold(t *testing.T) {
	h := newPortal(t)
	own, err := os.ReadFile(h.keyPath)
	h.must(err)
	foreign := foreignKey(t)
	var told []string
	look := func() {
		ctx, end := context.WithCancel(t.Context())
		tick, done := make(chan time.Time), make(chan struct{})
		go func() {
			h.WatchKey(ctx, tick, func(fault string) { told = append(told, fault) })
			close(done)
		}()
		tick <- h.now()
		tick <- h.now()
		end()
		<-done
	}
	if look(); len(told) != 0 {
		t.Errorf("%q", told)
	}
	h.must(os.Remove(h.keyPath))
	if look(); len(told) < 1 || !strings.HasPrefix(told[0], "The key file mtp.key is gone or cannot be read.") {
		t.Errorf("%q", told)
	}
	h.must(os.WriteFile(h.keyPath, foreign, 0o600))
	if got := h.KeyFault(); !strings.HasPrefix(got, "The key file mtp.key was changed.") {
		t.Error(got)
	}
	h.must(os.WriteFile(h.keyPath, own, 0o600))
	if got := h.KeyFault(); got != "" {
		t.Error(got)
	}
}

// spoilPages writes over the last pages of a closed portal's database.
func spoilPages(t *testing.T, folder string) {
	t.Helper()
	path := filepath.Join(folder, DatabaseFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) * 2 / 3 / 4096 * 4096; i < len(b); i++ {
		b[i] = 0x5a
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDamageIsFoundAtTheStartAndBesideServing(t *testing.T) {
	h := newPortal(t)
	if line, err := h.Glance(ctx); line != "" || err != nil {
		t.Errorf("%q, %v", line, err)
	}
	if faults, err := h.CheckBeside(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
	h.exec(`UPDATE administrators SET all_organizations = FALSE, organization_count = 7`)
	if faults, err := h.CheckBeside(ctx); len(faults) != 1 || err != nil || !strings.HasPrefix(faults[0], "data: 1 administrators whose number") {
		t.Errorf("%q, %v", faults, err)
	}
	if kept, damaged := h.Faults(); len(kept) != 1 || damaged {
		t.Errorf("%q, %t", kept, damaged)
	}
}

// copiedApart is a copy of the folder of a running portal whose log was copied some
// changes after its database, as a backup that takes the files one by one makes it.
func copiedApart(t *testing.T) string {
	t.Helper()
	h, folder := newPortal(t), t.TempDir()
	copyFile := func(name string) {
		b, err := os.ReadFile(filepath.Join(h.folder, name))
		h.must(err)
		h.must(os.WriteFile(filepath.Join(folder, name), b, 0o600))
	}
	copyFile(DatabaseFile)
	add := func(word string) {
		for i := range 500 {
			o := portal.Organization{ID: word + strconv.Itoa(i), Name: word + " " + strconv.Itoa(i), Version: 1}
			h.exec(insertOrganization, organizationValues(o, 0)...)
		}
	}
	add("before")
	h.past(`PRAGMA wal_checkpoint(TRUNCATE)`)
	add("after")
	copyFile(DatabaseFile + "-wal")
	copyFile(keyFile)
	return folder
}

func TestADamagedDatabaseIsRefusedAtTheStart(t *testing.T) {
	t.Run("pages overwritten", func(t *testing.T) {
		folder := closed(t)
		spoilPages(t, folder)
		expectRefusal(t, folder, "is damaged")
	})
	t.Run("copied apart", func(t *testing.T) {
		s, err := Open(ctx, copiedApart(t), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if line, err := s.Glance(ctx); !strings.HasPrefix(line, "database: ") || err != nil {
			t.Errorf("at a glance: %q, %v", line, err)
		}
		faults, err := s.CheckBeside(ctx)
		if err != nil || len(faults) == 0 || !strings.HasPrefix(faults[0], "database: ") {
			t.Errorf("%q, %v", faults, err)
		}
		if _, damaged := s.Faults(); !damaged {
			t.Error("the database is not called damaged")
		}
	})
}
