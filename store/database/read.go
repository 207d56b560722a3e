package database

import (
	"context"
	"database/sql"
)

// Querier answers queries: a transaction, or a DB, each query of which is a moment of
// its own.
type Querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Row is what a row of an answer is read by.
type Row interface{ Scan(into ...any) error }

// QueryRowContext reads by one statement that answers with one row.
func (db *DB) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return db.reader.QueryRowContext(ctx, query, args...)
}

// QueryContext reads by one statement.
func (db *DB) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return db.reader.QueryContext(ctx, query, args...)
}

// Length says how long reading may take, and so whether it ends when its request does.
type Length int

const (
	// Long ends with the request.
	Long Length = iota
	// Short is what indexes find at once. It does not end early: to watch a request,
	// package sql and the driver begin goroutines that take longer than such reading
	// does, a tenth of the time of a list's page. Watched has a part of it end.
	Short
)

// Read calls read with the database as it is at one moment, and returns its answer. Who
// waits for a connection waits as long as ctx lets them, also with Short.
func Read[T any](ctx context.Context, db *DB, length Length, read func(context.Context, Querier) (T, error)) (answer T, err error) {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return answer, err
	}
	defer conn.Close()
	if length == Short {
		ctx = context.WithValue(context.WithoutCancel(ctx), watchedKey{}, ctx)
	}
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return answer, err
	}
	defer tx.Rollback()
	return read(ctx, tx)
}

type watchedKey struct{}

// Watched returns a context that ends with the request, for what may take long within
// Short reading.
func Watched(ctx context.Context) context.Context {
	if of, ok := ctx.Value(watchedKey{}).(context.Context); ok {
		return of
	}
	return ctx
}
