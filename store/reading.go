package store

import (
	"context"
	"database/sql"
)

// querier is a transaction or a pool of connections that only read.
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
	return read(context.WithoutCancel(ctx), conn)
}

// snapshot is glance at several things, as they are at one moment.
func (s *Store) snapshot(ctx context.Context, read func(context.Context, querier) error) error {
	conn, err := s.reader.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx = context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return read(ctx, tx)
}
