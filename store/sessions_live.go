package store

import "time"

// live is the SQL condition that session s has not ended. since gives values to its
// parameters.
func live(started, used, waiting, now string) string {
	return userLive(started, used, now) + ` AND (s.stage = 'complete' OR s.created_at > ` + waiting + `)`
}

// since returns the times after which a live session was started, was last used and, if
// it waits for the second factor, was started; and the time now.
func since(now time.Time) []any {
	return []any{now.Add(-SessionLifetime).UnixMilli(), now.Add(-SessionIdle).UnixMilli(), now.Add(-SignInLifetime).UnixMilli(), now.UnixMilli()}
}

// userLive is the SQL condition that user session s has not ended. userSince gives
// values to its parameters.
func userLive(started, used, now string) string {
	return `s.created_at > ` + started + ` AND s.last_used_at > ` + used + ` AND ` + wasMade("s.created_at", now) + ` AND ` + wasMade("s.last_used_at", now)
}

// userSince returns the times after which a user's live session was started and was
// last used, and the time now.
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
