package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// APIKeyLifetime is how long an API key works.
const APIKeyLifetime = 365 * 24 * time.Hour

// apiKeyPrefix begins every API key, so that one that leaked is recognised.
const apiKeyPrefix = "mtp_"

// APIKey is what is known of an administrator's key: not the key itself.
type APIKey struct {
	Hint      string // how it begins
	MadeAt    time.Time
	LastUsed  time.Time // zero for never; right to the minute
	ExpiresAt time.Time
}

// apiKey is the key of the stored times, the zero one when there is none.
func apiKey(hint string, made, used, expires int64) APIKey {
	return APIKey{Hint: hint, MadeAt: millisTime(made), LastUsed: millisTime(used), ExpiresAt: millisTime(expires)}
}

// APIKey returns the administrator's key, the zero one when there is none or when
// it was made before the clock was set back.
func (s *Store) APIKey(ctx context.Context, administratorID string) (APIKey, error) {
	var hint string
	var made, used, expires int64
	err := s.db.QueryRowContext(ctx, `SELECT hint, created_at, last_used_at, expires_at FROM api_keys WHERE administrator_id = $1 AND `+wasMade("created_at", "$2"),
		administratorID, s.now().UnixMilli()).Scan(&hint, &made, &used, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return APIKey{}, nil
	}
	return apiKey(hint, made, used, expires), err
}

// NewAPIKey makes a key for the one who asks, voids the one before it, and
// returns it; only its hash is kept. It is refused without API access.
func (s *Store) NewAPIKey(ctx context.Context, by By) (string, error) {
	by.FormID = "" // the answer is a secret
	return change(ctx, s, by, APIKeyMade, func(t *tx) (string, error) {
		t.about(t.actor)
		if !t.actor.APIAccess {
			return "", fault.New(fault.Rule, portal.NoAPIAccess)
		}
		key := apiKeyPrefix + credential.NewToken()
		if _, err := t.exec(`INSERT INTO api_keys (administrator_id, key_hash, hint, created_at, last_used_at, expires_at) VALUES ($1, $2, $3, $4, 0, $5)
			ON CONFLICT (administrator_id) DO UPDATE SET key_hash = excluded.key_hash, hint = excluded.hint, created_at = excluded.created_at,
				last_used_at = 0, expires_at = excluded.expires_at`,
			t.actor.ID, credential.HashToken(key), key[:len(apiKeyPrefix)+4]+"…", t.millis(), t.now.Add(APIKeyLifetime).UnixMilli()); err != nil {
			return "", err
		}
		if err := t.tell(mail.Change{What: "API key", After: "a new one was generated"}); err != nil {
			return "", err
		}
		return key, t.record(APIKeyMade)
	})
}

// KeyOwner returns the active administrator with API access whose key it is, and
// who has set up MFA where it is required. An unknown, void or expired key is Unauthenticated.
func (s *Store) KeyOwner(ctx context.Context, key string) (portal.Administrator, error) {
	var a portal.Administrator
	var used int64
	now := s.now()
	hash := credential.HashToken(key)
	err := s.db.QueryRowContext(ctx, `SELECT `+administratorColumns+`, k.last_used_at
		FROM api_keys k JOIN administrators a ON a.id = k.administrator_id
		WHERE k.key_hash = $1 AND `+works("k", "$2")+` AND a.status = 'active' AND a.api_access AND (a.mfa_on OR NOT a.require_mfa)`,
		hash, now.UnixMilli()).Scan(intoAdministrator(&a), &used)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fault.New(fault.Unauthenticated, "The API key is unknown, expired or void.")
	}
	if err == nil && untouched(used, now) {
		_ = s.db.WriteLight(ctx, s.patience, `UPDATE api_keys SET last_used_at = $1 WHERE key_hash = $2`, now.UnixMilli(), hash)
	}
	return a, err
}

// voidKeys removes the administrator's API keys for good, and returns how many of
// them worked until now.
func (t *tx) voidKeys(id string) (working int, err error) {
	if err := t.scan(`SELECT COUNT(*) FROM api_keys k WHERE k.administrator_id = $1 AND `+works("k", "$2"), []any{id, t.millis()}, &working); err != nil {
		return 0, err
	}
	_, err = t.exec(`DELETE FROM api_keys WHERE administrator_id = $1`, id)
	return working, err
}
