package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net/url"
	"runtime"
	"sync"

	"modernc.org/sqlite"
)

// The floor speaks to the driver itself. database/sql would hand out the
// connections and convert the values, for a tenth more time.

// connect opens a connection. What was written goes from the log into the database
// after 8,000 pages, since most of them are written again before.
func connect(path string, pragmas ...string) (driver.Conn, error) {
	q := url.Values{"_pragma": append([]string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-32000)", "mmap_size(2147418112)", "wal_autocheckpoint(8000)"}, pragmas...)}
	return new(sqlite.Driver).Open("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode())
}

// statement is a prepared statement and room for one row of its result.
type statement struct {
	driver.Stmt
	row row
}

// row is the values of one row, valid until the next.
type row []driver.Value

func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

func (r row) number(i int) int64 {
	n, _ := r[i].(int64)
	return n
}

// on is a stored truth.
func (r row) on(i int) bool { return r.number(i) != 0 }

// connection runs statements, one at a time.
type connection struct {
	conn driver.Conn
	args []driver.NamedValue
}

func (c *connection) prepare(query string) (*statement, error) {
	s, err := c.conn.Prepare(query)
	return &statement{Stmt: s}, err
}

// prepareAll prepares each query.
func (c *connection) prepareAll(queries map[**statement]string) (err error) {
	for into, query := range queries {
		if *into, err = c.prepare(query); err != nil {
			return errors.Join(errors.New(query), err)
		}
	}
	return nil
}

func (c *connection) bind(args []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, arg := range args {
		switch v := arg.(type) {
		case int:
			arg = int64(v)
		case bool:
			if arg = int64(0); v {
				arg = int64(1)
			}
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return c.args
}

// each calls do with each row of the result.
func (c *connection) each(s *statement, do func(row), args ...any) error {
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(context.Background(), c.bind(args))
	if err != nil {
		return err
	}
	if s.row == nil {
		s.row = make(row, len(rows.Columns()))
	}
	for {
		if err := rows.Next(s.row); errors.Is(err, io.EOF) {
			return rows.Close()
		} else if err != nil {
			return errors.Join(err, rows.Close())
		}
		do(s.row)
	}
}

// count returns the one number of a result.
func (c *connection) count(s *statement, args ...any) (n int, err error) {
	err = c.each(s, func(v row) { n = int(v.number(0)) }, args...)
	return n, err
}

func (c *connection) exec(s *statement, args ...any) error {
	_, err := s.Stmt.(driver.StmtExecContext).ExecContext(context.Background(), c.bind(args))
	return err
}

func (c *connection) run(query string) error {
	s, err := c.prepare(query)
	if err != nil {
		return errors.Join(errors.New(query), err)
	}
	return errors.Join(c.exec(s), s.Close())
}

// reader is a connection that reads, with its statements.
type reader struct {
	connection
	session, administrator *statement
	lists                  map[string]*statement // rows, by what the list is ordered and narrowed by
	counted, countedSearch *statement
	countedFound, letters  *statement
	inOrganization         *statement
	chosen, rest, matching *statement
	organizations          *statement
}

// writer is the one connection that writes.
type writer struct {
	connection
	one                                    sync.Mutex
	begin, commit, rollback                *statement
	keepSession, signedIn                  *statement
	load, provider, update, record, letter *statement
	rename                                 *statement // what keeps its email, role and API access stays out of their indexes
}

// do runs one transaction, which is on disk when it returns without an error.
func (w *writer) do(work func(*writer) error) error {
	w.one.Lock()
	defer w.one.Unlock()
	if err := w.exec(w.begin); err != nil {
		return err
	}
	if err := work(w); err != nil {
		if undone := w.exec(w.rollback); undone != nil {
			return errors.Join(err, undone)
		}
		return err
	}
	return w.exec(w.commit)
}

func (w *writer) close() error { return w.conn.Close() }

func open(path string) (*floor, error) {
	f := &floor{readers: make(chan *reader, runtime.GOMAXPROCS(0)), origin: newOrigin()}
	f.sessions = newSessions(f)
	conn, err := connect(path, "temp_store(MEMORY)") // else what a statement could have to undo goes to a file
	if err != nil {
		return nil, err
	}
	f.writer = &writer{connection: connection{conn: conn}}
	if err := f.writer.prepareAll(f.writer.queries()); err != nil {
		return nil, err
	}
	for range cap(f.readers) {
		conn, err := connect(path, "query_only(1)")
		if err != nil {
			return nil, err
		}
		r := &reader{connection: connection{conn: conn}}
		if err := r.prepareAll(r.queries()); err != nil {
			return nil, err
		}
		r.lists = map[string]*statement{}
		for name, query := range lists {
			if r.lists[name], err = r.prepare(query); err != nil {
				return nil, errors.Join(errors.New(query), err)
			}
		}
		f.readers <- r
	}
	return f, nil
}
