package database

import (
	"context"
	"database/sql/driver"
)

// statementsKept is how many statements a connection keeps ready. Queries have some
// hundreds of shapes, of which few are asked often.
const statementsKept = 128

// connector opens connections that keep their statements ready: SQL that was asked
// before is not read and planned again, which bought a third of the time of a list's
// page.
type connector struct {
	driver driver.Driver
	dsn    string
}

func (c connector) Driver() driver.Driver { return c.driver }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: conn, ready: map[string]*statement{}}, nil
}

// connection is used by one goroutine at a time, as package sql promises.
type connection struct {
	driver.Conn
	ready map[string]*statement
}

// statement is ready to be run. While its rows are read it cannot be run again.
type statement struct {
	driver.Stmt
	busy, kept bool
}

// take returns the query's statement. When too many are kept, all are dropped.
func (c *connection) take(ctx context.Context, query string) (*statement, error) {
	if s := c.ready[query]; s != nil && !s.busy {
		s.busy = true
		return s, nil
	}
	st, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: st, busy: true}
	if c.ready[query] != nil { // whose rows are being read
		return s, nil
	}
	if len(c.ready) >= statementsKept {
		for query, old := range c.ready {
			delete(c.ready, query)
			if old.kept = false; !old.busy {
				old.Close()
			}
		}
	}
	s.kept = true
	c.ready[query] = s
	return s, nil
}

// give returns a statement that was taken.
func (s *statement) give() error {
	s.busy = false
	if s.kept {
		return nil
	}
	return s.Close()
}

func (c *connection) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		s.give()
		return nil, err
	}
	return &result{rows, s}, nil
}

func (c *connection) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	defer s.give()
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// result is rows whose statement is ready again once they are closed.
type result struct {
	driver.Rows
	statement *statement
}

func (r *result) Close() error {
	err := r.Rows.Close()
	if s := r.statement; s != nil {
		r.statement = nil
		s.give()
	}
	return err
}

// What package sql looks for on a connection besides is the driver's.

func (c *connection) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

func (c *connection) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
}

func (c *connection) ResetSession(ctx context.Context) error {
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

func (c *connection) IsValid() bool { return c.Conn.(driver.Validator).IsValid() }

func (c *connection) Close() error {
	for _, s := range c.ready {
		s.Close()
	}
	return c.Conn.Close()
}
