package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"modernc.org/sqlite"
)

// opened returns a database with one table, in which each row tells what was written.
func opened(t *testing.T) (db *DB, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	must(t, os.WriteFile(path, nil, 0o600))
	db, err := Open(t.Context(), path, path+".lock", Schema{Files: fstest.MapFS{
		"00001_written.sql": {Data: []byte("-- +goose Up\nCREATE TABLE written (text TEXT NOT NULL);\n")},
	}}, false)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db, path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const insertion = `INSERT INTO written VALUES ('lightly')`

// waitsForTheDisk fails unless the next change is on disk when it is answered.
func waitsForTheDisk(t *testing.T, db *DB) {
	t.Helper()
	var level int
	must(t, db.Write(Patient, func(tx *sql.Tx) error { return tx.QueryRow(`PRAGMA synchronous`).Scan(&level) }))
	if level != 2 { // FULL
		t.Errorf("changes are written with synchronous %d", level)
	}
}

func TestWhatIsWrittenLightlyDoesNotLetChangesGoUnwritten(t *testing.T) {
	db, _ := opened(t)
	must(t, db.WriteLight(t.Context(), time.Second, insertion))
	if texts, err := All[string](t.Context(), db, `SELECT text FROM written`); err != nil || len(texts) != 1 {
		t.Errorf("%q was written, %v", texts, err)
	}
	if err := db.WriteLight(t.Context(), time.Second, `UPDATE nothing SET at = 1`); err == nil {
		t.Error("a faulty statement was taken")
	}
	waitsForTheDisk(t, db)
}

// leaving are connections whose user is gone once one of them is given out.
type leaving struct {
	connector
	leave func()
}

func (l leaving) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := l.connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return leavingConnection{conn.(*connection), l.leave}, nil
}

type leavingConnection struct {
	*connection
	leave func()
}

func (c leavingConnection) ResetSession(ctx context.Context) error {
	c.leave()
	return c.connection.ResetSession(ctx)
}

func TestWhatIsWrittenLightlyIsWrittenThoughItsBrowserLeft(t *testing.T) {
	db, path := opened(t)
	request, leave := context.WithCancel(t.Context())
	defer leave()
	writer := sql.OpenDB(leaving{connector{&sqlite.Driver{}, dsn(path, "synchronous(FULL)")}, leave})
	writer.SetMaxOpenConns(1)
	must(t, writer.Ping())
	must(t, db.writer.Close())
	db.writer = writer
	must(t, db.WriteLight(request, time.Second, insertion))
	if request.Err() == nil {
		t.Fatal("nobody left")
	}
	waitsForTheDisk(t, db)
}
