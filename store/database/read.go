package database

import (
	"context"
	"database/sql"
)

// Querier answers queries. It is a transaction, or a DB, whose queries may each see
// another moment.
type Querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Row is one row of an answer.
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
	// does. This bought a tenth of the time of a list's page. Watched makes a part of
	// it end with the request.
	Short
	// Single is Short for one statement, or for several that need not see the same
	// moment. It saves the transaction, a quarter of the time in which a session is
	// found.
	Single
)

// Read calls read with the database as it is at one moment, and returns its answer.
// Waiting for a connection ends with ctx, also with Short.
func Read[T any](ctx context.Context, db *DB, length Length, read func(context.Context, Querier) (T, error)) (answer T, err error) {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return answer, err
	}
	defer conn.Close()
	if length != Long {
		ctx = context.WithValue(context.WithoutCancel(ctx), watchedKey{}, ctx)
	}
	if length == Single {
		return read(ctx, conn)
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
