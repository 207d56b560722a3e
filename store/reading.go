package store

import (
	"context"
	"database/sql"
)

// querier is a transaction, a connection that only reads, or a pool of those.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// glance lets read look at what indexes find at once. Who waits for a connection waits
// as long as the context lets them; the reading itself is not watched, since the
// goroutines that package sql and the driver begin to end a query in time take longer
// than such a query does.
func (s *Store) glance(ctx context.Context, read func(context.Context, querier) error) error {
	conn, err := s.reader.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return read(unwatched(ctx), conn)
}

// snapshot is glance at several things, as they are at one moment. Package sql watches
// a transaction all the same; the driver does not.
func (s *Store) snapshot(ctx context.Context, read func(context.Context, querier) error) error {
	conn, err := s.reader.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx = unwatched(ctx)
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return read(ctx, tx)
}

type watchedKey struct{}

// unwatched returns a context that does not end, for what takes no time.
func unwatched(ctx context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(ctx), watchedKey{}, ctx)
}

// watched returns the context that unwatched was made of, for what may take long after
// all.
func watched(ctx context.Context) context.Context {
	if of, ok := ctx.Value(watchedKey{}).(context.Context); ok {
		return of
	}
	return ctx
}
