package store

import "time"

// live is the SQL condition that session s has not ended, with the parameters
// that since gives values to.
func live(started, used, waiting, now string) string {
	return userLive(started, used, now) + ` AND (s.stage = 'complete' OR s.created_at > ` + waiting + `)`
}

// since returns after when a session must have been started, used and, while it
// waits for the second factor, started, to be live, and the time.
func since(now time.Time) []any {
	return []any{now.Add(-SessionLifetime).UnixMilli(), now.Add(-SessionIdle).UnixMilli(), now.Add(-SignInLifetime).UnixMilli(), now.UnixMilli()}
}

// userLive is the SQL condition that user session s has not ended, with the
// parameters that userSince gives values to.
func userLive(started, used, now string) string {
	return `s.created_at > ` + started + ` AND s.last_used_at > ` + used + ` AND ` + wasMade("s.created_at", now) + ` AND ` + wasMade("s.last_used_at", now)
}

// userSince returns after when a user's session must have been started and used
// to be live, and the time.
func userSince(now time.Time) []any {
	return []any{now.Add(-SessionLifetime).UnixMilli(), now.Add(-SessionIdle).UnixMilli(), now.UnixMilli()}
}

// How long a session lasts, and how many one person has.
const (
	SessionLifetime = 12 * time.Hour
	SessionIdle     = 60 * time.Minute
	MaxSessions     = 10
	// SignInLifetime is how long a session waits for the second factor.
	SignInLifetime = 15 * time.Minute
)
