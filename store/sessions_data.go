package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/gob"
	"encoding/json"
	"errors"
	"time"

	"mtp/store/database"
)

// SessionDataLifetime is how long at most what a browser's session holds is kept:
// a form that was sent after the sign-in had ended outlives it.
const SessionDataLifetime = 2 * SessionLifetime

// HeldSession names, among the values that a browser's session holds, the id of the
// store's session of an administrator.
const HeldSession = "session"

// SessionData keeps what browsers' sessions hold, for the session library. It alone
// knows the form of it, and gets only hashes of tokens.
type SessionData struct{ store *Store }

// SessionData returns the session library's view of the store.
func (s *Store) SessionData() *SessionData { return &SessionData{s} }

type sessionData struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

// Encode writes values, which are texts only, as JSON: they are read for each
// request, and the library's own form takes ten times as long.
func (d *SessionData) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(sessionData{deadline, values})
}

// Decode reads what Encode wrote. It also reads the library's own form, for those who
// are logged in while the portal is upgraded.
func (d *SessionData) Decode(data []byte) (time.Time, map[string]any, error) {
	held, err := sessionData{Values: map[string]any{}}, error(nil)
	if bytes.HasPrefix(data, []byte("{")) {
		err = json.Unmarshal(data, &held)
	} else {
		err = gob.NewDecoder(bytes.NewReader(data)).Decode(&held)
	}
	return held.Deadline, held.Values, err
}

// FindCtx returns the data of a session that has not expired. With a context of Finding
// the same query finds the administrator.
func (d *SessionData) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	now := d.store.now()
	data, err := database.Read(ctx, d.store.db, database.Single, func(ctx context.Context, q database.Querier) (data []byte, err error) {
		if met, ok := ctx.Value(findingKey{}).(*liveSession); ok {
			args := append([]any{token, now.Add(SessionDataLifetime + ahead).UnixMilli()}, since(now)...)
			err = q.QueryRowContext(ctx, `SELECT `+liveColumns+`, d.data FROM session_data d
				JOIN sessions s ON s.id = d.session_id `+whoseLive("$3", "$4", "$5", "$6")+` AND d.token_hash = $1 AND d.expires_at > $6 AND d.expires_at <= $2`, args...).Scan(append(met.pointers(), &data)...)
			if !errors.Is(err, sql.ErrNoRows) {
				return data, err
			}
		}
		err = q.QueryRowContext(ctx, `SELECT data FROM session_data WHERE token_hash = $1 AND expires_at > $2 AND expires_at <= $3`,
			token, now.UnixMilli(), now.Add(SessionDataLifetime+ahead).UnixMilli()).Scan(&data)
		return data, err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx saves the data of a session until expiry, and for no longer than
// SessionDataLifetime. The session that it names under HeldSession is found with it.
func (d *SessionData) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, _ := d.Decode(data) // what cannot be read names none
	id, _ := values[HeldSession].(string)
	err := d.store.db.WriteLight(ctx, d.store.patience, `INSERT INTO session_data (token_hash, data, expires_at, session_id) VALUES ($1, $2, $3, $4)
		ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at, session_id = excluded.session_id`, token, data, min(expiry.UnixMilli(), d.store.now().Add(SessionDataLifetime).UnixMilli()), id)
	return database.Unwritable(err)
}

// DeleteCtx removes a session's data.
func (d *SessionData) DeleteCtx(ctx context.Context, token string) error {
	return database.Unwritable(d.store.db.WriteLight(ctx, d.store.patience, `DELETE FROM session_data WHERE token_hash = $1`, token))
}

// Find is FindCtx without a context. The library asks for it, but calls the
// methods that take one.
func (d *SessionData) Find(token string) ([]byte, bool, error) {
	return d.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (d *SessionData) Commit(token string, data []byte, expiry time.Time) error {
	return d.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (d *SessionData) Delete(token string) error { return d.DeleteCtx(context.Background(), token) }
