package main

import (
	"context"
	"encoding/binary"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
)

// actor is who is signed in.
type actor struct{ id, name, email string }

// actorKey is where the session's lookup leaves who is signed in.
type actorKey struct{}

// sessionStore keeps sessions in the database. One lookup finds a session and
// whose it is.
type sessionStore struct{ f *floor }

// FindCtx returns a session that has not expired, and puts its owner where the
// context says.
func (s sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	r := <-s.f.readers
	defer func() { s.f.readers <- r }()
	err = r.each(r.session, func(v row) {
		found, data = true, v[0].([]byte)
		if a, ok := ctx.Value(actorKey{}).(*actor); ok {
			*a = actor{v.text(1), v.text(2), v.text(3)}
		}
	}, token, time.Now().UnixMilli())
	return data, found, err
}

// CommitCtx saves a session of the one administrator who can sign in, and that
// it did.
func (s sessionStore) CommitCtx(_ context.Context, token string, data []byte, expiry time.Time) error {
	return s.f.writer.do(func(w *writer) error {
		if err := w.exec(w.signedIn, time.Now().UnixMilli()); err != nil {
			return err
		}
		return w.exec(w.keepSession, token, data, expiry.UnixMilli())
	})
}

// DeleteCtx is never asked for.
func (s sessionStore) DeleteCtx(context.Context, string) error { return errors.ErrUnsupported }

// Find is FindCtx without a context.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// texts writes what a session holds as texts, each behind its length: the
// library's own way describes its types anew in every session.
type texts struct{}

// Encode returns the deadline and the values, which must be texts.
func (texts) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	b := binary.AppendVarint(nil, deadline.UnixMilli())
	for name, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, errors.New("a session holds texts only")
		}
		for _, s := range []string{name, text} {
			b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
		}
	}
	return b, nil
}

// Decode reads what Encode wrote.
func (texts) Decode(b []byte) (time.Time, map[string]any, error) {
	deadline, n := binary.Varint(b)
	if n <= 0 {
		return time.Time{}, nil, errors.New("a session without a deadline")
	}
	values, name, named := map[string]any{}, "", false
	for b = b[n:]; len(b) > 0; named = !named {
		length, n := binary.Uvarint(b)
		if n <= 0 || uint64(len(b)-n) < length {
			return time.Time{}, nil, errors.New("a session that ends too early")
		}
		text := string(b[n : n+int(length)])
		if b = b[n+int(length):]; named {
			values[name] = text
		} else {
			name = text
		}
	}
	return time.UnixMilli(deadline).UTC(), values, nil
}

func newSessions(f *floor) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore = sessionStore{f}, texts{}, true
	m.Lifetime = 12 * time.Hour
	m.Cookie.Name = "floor"
	m.Cookie.SameSite = http.SameSiteLaxMode
	return m
}

// session loads the session and who is signed in. Nobody else gets further than
// the sign-in.
func (f *floor) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		token := ""
		if cookie, err := r.Cookie(f.sessions.Cookie.Name); err == nil {
			token = cookie.Value
		}
		a := new(actor)
		ctx, err := f.sessions.Load(context.WithValue(r.Context(), actorKey{}, a), token)
		if err != nil {
			return err
		}
		c.SetRequest(r.WithContext(ctx))
		if a.id == "" && r.URL.Path != "/login" {
			return c.Redirect(http.StatusSeeOther, "/login")
		}
		return next(c)
	}
}

// signedIn returns who is signed in.
func signedIn(c echo.Context) actor { return *c.Request().Context().Value(actorKey{}).(*actor) }

// signIn starts a session; it asks for no password, since it is not measured.
func (f *floor) signIn(c echo.Context) error {
	ctx := c.Request().Context()
	f.sessions.Put(ctx, "owner", "demo")
	token, expiry, err := f.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	f.sessions.WriteSessionCookie(ctx, c.Response(), token, expiry)
	return c.Redirect(http.StatusSeeOther, "/administrators")
}
