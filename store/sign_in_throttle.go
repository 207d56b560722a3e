package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// Names that failures are counted under.
func accountKey(email string) string { return credential.HashToken("account " + portal.Key(email)) }
func addressKey(address string) string {
	return credential.HashToken("address " + credential.AddressKey(address))
}
func secondFactorKey(id string) string { return credential.HashToken("code " + id) }
func proofKey(id string) string        { return credential.HashToken("proof " + id) }
func linkKey(address string) string {
	return credential.HashToken("link " + credential.AddressKey(address))
}

// failuresKept is how long failures count, from the latest.
const failuresKept = 24 * time.Hour

// blocked returns how long to wait before the next attempt under the key, never
// longer than the latest failure made it. A wait from before the clock was set
// back has ended.
func blocked(ctx context.Context, q database.Querier, now time.Time, key string) (time.Duration, error) {
	var failed, until int64
	err := q.QueryRowContext(ctx, `SELECT failed_at, blocked_until FROM throttle WHERE key = $1`, key).Scan(&failed, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil || !made(failed, now) {
		return 0, err
	}
	return max(0, time.Duration(until-max(failed, now.UnixMilli()))*time.Millisecond), nil
}

// wait returns nil, or TooMany while it is too soon for an attempt under the key.
func (t *tx) wait(key string) error {
	wait, err := blocked(t.ctx, t, t.now, key)
	if err == nil && wait > 0 {
		return tooFast(wait)
	}
	return err
}

// fail counts a failure under the key and returns how many there are in a row.
func (t *tx) fail(key string, free int) (failures int, err error) {
	if err = t.scan(`INSERT INTO throttle (key, failures, blocked_until, failed_at) VALUES ($1, 1, 0, $2)
		ON CONFLICT (key) DO UPDATE SET failures = throttle.failures + 1, failed_at = excluded.failed_at RETURNING failures`,
		[]any{key, t.millis()}, &failures); err != nil {
		return 0, err
	}
	_, err = t.exec(`UPDATE throttle SET blocked_until = $1 WHERE key = $2`, t.now.Add(credential.Backoff(failures, free)).UnixMilli(), key)
	return failures, err
}

// clear forgets the failures under the key.
func (t *tx) clear(key string) error {
	_, err := t.exec(`DELETE FROM throttle WHERE key = $1`, key)
	return err
}

// moveFailures moves the failures of an account to its new email address. Those that
// strangers made under that address before are forgotten.
func (t *tx) moveFailures(from, to string) error {
	if accountKey(from) == accountKey(to) {
		return nil
	}
	if err := t.clear(accountKey(to)); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE throttle SET key = $1 WHERE key = $2`, accountKey(to), accountKey(from))
	return err
}

// tooFast is the refusal of an attempt that came too soon.
func tooFast(wait time.Duration) error {
	return &fault.Error{Kind: fault.TooMany, Text: "Too many wrong attempts. Wait " + waitText(wait) + " and try again.", RetryAfter: wait}
}

// unlock clears what counts against the account's password, and its lock.
func (t *tx) unlock(a portal.Administrator) error {
	if err := t.clear(accountKey(a.Email)); err != nil {
		return err
	}
	return exactlyOne(t.exec(`UPDATE administrators SET locked_at = 0 WHERE id = $1`, a.ID))
}

// UnlockAdministrator lets a locked administrator sign in by password again.
func (s *Store) UnlockAdministrator(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, AdministratorUnlock, func(t *tx) (Outcome, error) {
		a, err := t.administrator(id)
		if err != nil {
			return Outcome{}, err
		}
		if err := portal.UnlockAdministrator(t.actor, a); err != nil {
			return Outcome{}, err
		}
		if err := t.unlock(a); err != nil {
			return Outcome{}, err
		}
		return outcome(a), t.record(AdministratorUnlock, FieldChange{"Status", "Locked", "Active"})
	})
}

// waitText words a wait, rounded up.
func waitText(d time.Duration) string {
	if d <= time.Minute {
		if s := int((d + time.Second - 1) / time.Second); s != 1 {
			return strconv.Itoa(s) + " seconds"
		}
		return "1 second"
	}
	if m := int((d + time.Minute - 1) / time.Minute); m != 1 {
		return strconv.Itoa(m) + " minutes"
	}
	return "1 minute"
}
