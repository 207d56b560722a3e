package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mtp/internal/mail"
	"mtp/internal/portal"
)

// send puts a letter to the administrator into the outbox, where it waits for
// the commit. A token is sealed with the portal's key until it has left. It
// returns the file name that the letter has while no mail server is set.
func (t *tx) send(a portal.Administrator, to string, l mail.Letter, token string) (string, error) {
	if err := t.scan(`SELECT provider_name FROM portal WHERE id = 1`, nil, &l.Provider); err != nil {
		return "", err
	}
	l.ID, l.To, l.Name, l.At, l.From = newID(), to, a.Name(), t.now, t.by.Address
	if t.actor.ID != "" && t.actor.ID != a.ID {
		l.By = t.actor.Name()
	}
	encoded, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	var sealed []byte
	if token != "" {
		sealed = t.store.key.Seal([]byte(token), l.ID)
	}
	_, err = t.exec(`INSERT INTO outbox (id, administrator_id, kind, letter, sealed_token, created_at, attempts, next_attempt_at, last_error)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $6, '')`, l.ID, a.ID, string(l.Kind), string(encoded), sealed, t.millis())
	t.mailed = true
	return mail.FileName(l), err
}

// NextLetter returns the oldest letter that is due, with its token.
func (s *Store) NextLetter(ctx context.Context) (mail.Letter, bool, error) {
	var l mail.Letter
	var encoded string
	var sealed []byte
	var id string
	err := s.reader.QueryRowContext(ctx, `SELECT id, letter, sealed_token FROM outbox
		WHERE delivered_at IS NULL AND next_attempt_at <= $1 ORDER BY next_attempt_at, id LIMIT 1`, s.now().UnixMilli()).Scan(&id, &encoded, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	if err != nil {
		return l, false, err
	}
	err = json.Unmarshal([]byte(encoded), &l)
	if err == nil && sealed != nil {
		var token []byte
		token, err = s.key.Open(sealed, id)
		l.Token = string(token)
	}
	if err != nil { // put off, so that it does not hold up those behind it
		return l, false, errors.Join(fmt.Errorf("the letter %s cannot be read: %w", id, err), s.LetterFailed(ctx, id, err))
	}
	return l, true, nil
}

// LetterDelivered notes that the letter has left, and erases its token.
func (s *Store) LetterDelivered(ctx context.Context, id string) error {
	_, err := s.writer.ExecContext(ctx, `UPDATE outbox SET delivered_at = $1, sealed_token = NULL, attempts = attempts + 1 WHERE id = $2`,
		s.now().UnixMilli(), id)
	return err
}

// LetterFailed notes why the letter could not leave. It is due again after 15
// seconds, then after twice the time before, up to an hour.
func (s *Store) LetterFailed(ctx context.Context, id string, cause error) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var attempts int
	if err := tx.QueryRowContext(ctx, `SELECT attempts FROM outbox WHERE id = $1`, id).Scan(&attempts); errors.Is(err, sql.ErrNoRows) {
		return nil // withdrawn while it was being sent
	} else if err != nil {
		return err
	}
	wait := min(15*time.Second<<min(attempts, 10), time.Hour)
	if _, err := tx.ExecContext(ctx, `UPDATE outbox SET attempts = $1, next_attempt_at = $2, last_error = $3 WHERE id = $4`,
		attempts+1, s.now().Add(wait).UnixMilli(), cause.Error(), id); err != nil {
		return err
	}
	return tx.Commit()
}
