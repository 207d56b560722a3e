// Package database opens the one database of a portal and is the only way to it: Read
// and a single statement read, Write and WriteLight write. It alone knows how an
// engine is opened, brought up to date and checked, and what its errors mean.
package database

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	writer  *sql.DB // one connection
	reader  *sql.DB // cannot write
	writing writing
}

// Schema is what brings a database up to date: files of SQL, and steps in Go between
// them.
type Schema struct {
	Files fs.FS
	InGo  []*goose.Migration
}

// ErrEmpty is the error of a database that holds nothing although it must.
var ErrEmpty = errors.New("it holds nothing")

// Open opens the database in the file, which exists, and brings it up to date. The file
// beside it is locked meanwhile, so that of several programs one does it. A database
// that a newer program has changed is refused. One that holds nothing is refused with
// ErrEmpty when begun says that there was something.
func Open(ctx context.Context, path, lockPath string, schema Schema, begun bool) (*DB, error) {
	if err := migrate(ctx, path, lockPath, schema, begun); err != nil {
		return nil, err
	}
	db := &DB{}
	db.writer, db.reader = connect(path)
	return db, nil
}

// Close ends all connections.
func (db *DB) Close() error { return errors.Join(db.reader.Close(), db.writer.Close()) }

// Pressure is how much a database has to do at the moment.
type Pressure struct {
	Writer, Reader sql.DBStats // of the one connection that writes, and of those that read
	Changes        int         // that wait for those before them
}

// Pressure looks at what waits.
func (db *DB) Pressure() Pressure {
	return Pressure{db.writer.Stats(), db.reader.Stats(), db.writing.number()}
}
