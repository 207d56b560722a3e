package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"syscall"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"mtp/internal/fault"
)

// dsn names the database file. Pragmas stand in it since a statement would
// reach one connection of the pool only.
func dsn(path string, more ...string) string {
	q := url.Values{"_pragma": append([]string{"busy_timeout(5000)", "foreign_keys(1)"}, more...)}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// connect opens one connection that writes, each transaction of which takes
// the write lock at once and is on disk when it commits, and a few that read.
func connect(path string) (writer, reader *sql.DB) {
	writer = sql.OpenDB(connector{&sqlite.Driver{}, dsn(path, "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-32000)",
		"wal_autocheckpoint(8000)", // pages of 4 KiB: most are written again before they need to leave the log
		"temp_store(MEMORY)",       // what a savepoint keeps of a page would go to a file of its own
	) + "&_txlock=immediate"})
	writer.SetMaxOpenConns(1)
	reader = sql.OpenDB(connector{&sqlite.Driver{}, dsn(path, "query_only(1)", "cache_size(-16000)",
		"mmap_size(2147418112)", // the most there is: what is beyond fills a cache of each connection
	)})
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return writer, reader
}

// migrate brings the database up to date, as Open says.
func migrate(ctx context.Context, path, lockPath string, schema Schema, begun bool) error {
	lock := flock.New(lockPath)
	if err := lock.Lock(); err != nil {
		return err
	}
	defer lock.Unlock()
	db, err := sql.Open("sqlite", dsn(path, "journal_mode(WAL)", "synchronous(FULL)")+"&_txlock=immediate")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, schema.Files, goose.WithGoMigrations(schema.InGo...))
	if err != nil {
		return err
	}
	current, known, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > known {
		return fmt.Errorf("a newer version of mtp has changed it (schema %d, this program knows %d); use that version", current, known)
	}
	if current == 0 && begun {
		return ErrEmpty
	}
	_, err = provider.Up(ctx)
	return err
}

// code returns the primary result code of a database error, 0 for others.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// Damaged reports whether err says that the file is no database any more.
func Damaged(err error) bool {
	return code(err) == sqlite3.SQLITE_CORRUPT || code(err) == sqlite3.SQLITE_NOTADB
}

// Taken reports whether err says that a value must be unique and is not.
func Taken(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// Explain turns an error on opening the database into one clear sentence.
func Explain(path string, err error) error {
	if errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("the database %s cannot be written; check who owns it and its folder: %w", path, err)
	}
	switch code(err) {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("the database %s is damaged or is not a database; restore it from a backup: %w", path, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return fmt.Errorf("the database %s cannot be written; check who owns it and its folder: %w", path, err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH:
		return fmt.Errorf("the database %s cannot be opened; check that its folder may be read and written: %w", path, err)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return fmt.Errorf("the database %s cannot be written; check that its disk has room: %w", path, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("the database %s is in use by another program: %w", path, err)
	}
	return fmt.Errorf("the database %s cannot be used: %w", path, err)
}

// Unwritable turns what the disk or another program's lock refuses into an
// expected failure; nothing was saved.
func Unwritable(err error) error {
	switch code(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN:
		return &fault.Error{Kind: fault.Unavailable, Text: "The portal cannot save anything right now. Nothing was changed. Tell whoever operates it, and try again later.", Err: err}
	}
	return err
}
