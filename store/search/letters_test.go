package search

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"mtp/internal/portal"
	"mtp/store/database"
)

// lettersKnown returns a database in which letters are known to be common.
func lettersKnown(t *testing.T) *database.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	must(t, os.WriteFile(path, nil, 0o600))
	db, err := database.Open(t.Context(), path, path+".lock", database.Schema{Files: fstest.MapFS{
		"00001_letters.sql": {Data: []byte("-- +goose Up\nCREATE TABLE administrators_letters (letters TEXT PRIMARY KEY, n BIGINT NOT NULL);\n")},
	}}, false)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestALongerTextIsLookedUpByTheRarestLettersOfTwoOfItsWords(t *testing.T) {
	db := lettersKnown(t)
	for i, letters := range []string{"azu", "zka", "ies", "zur", "a.m", "nie", "maz", "ka.", ".ma", "agn", "gni", "esz", "szk", "kes", "@ke", "r@k", "ur@", "est", "str", "tre", "rel", "el.", "l.e", ".es"} {
		must(t, db.WriteOne(t.Context(), `INSERT INTO administrators_letters (letters, n) VALUES ($1, $2)`, letters, 1_000+i))
	}
	for text, want := range map[string]string{
		"agnieszka.mazur":   `"zka" AND "azu"`,
		"agnieszka":         `"nie" AND "zka"`, // of one word, its halves
		"mazur@kestrel":     `"azu" AND "kes"`,
		"agnieszka ma":      `"nie" AND "zka"`,
		"mazur agnieszka k": `"azu" AND "zka"`, // the rarer first
		"mazur":             `"maz" AND "azu"`,
		"azu x":             `"azu"`,
		"ma.zurka":          `"ma." AND ".zu"`, // of which nothing is known: rare
		"agnieszka.mazur@k": `"zka" AND "azu"`,

		strings.Repeat("estrel.", 10) + "azu": `"est" AND "est"`, // its beginning tells enough
	} {
		got, err := Administrators.rarest(t.Context(), db, portal.Words(text))
		must(t, err)
		if got != want {
			t.Errorf("%s is looked up by %s, not by %s", text, got, want)
		}
	}
}
