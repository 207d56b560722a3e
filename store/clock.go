package store

import (
	"fmt"
	"time"
)

// ahead is how far in the future something may seem to have been made, since clocks are
// often put right a little. What seems to be made later was made before the clock was
// set back, and has ended. Otherwise it would work for as long as the clock was wrong.
const ahead = 5 * time.Minute

// made reports whether the time in milliseconds is one at which something can
// have been made.
func made(at int64, now time.Time) bool { return at <= now.Add(ahead).UnixMilli() }

// wasMade is made as an SQL condition on the column; now is a parameter in
// milliseconds.
func wasMade(column, now string) string {
	return fmt.Sprintf(`%s - %d <= %s`, column, ahead.Milliseconds(), now)
}

// works is the SQL condition that the link or key with the name has not ended by
// now, a parameter in milliseconds.
func works(name, now string) string {
	return name + `.expires_at > ` + now + ` AND ` + wasMade(name+".created_at", now)
}

// untouched reports whether the last use must be noted again, which is done once a
// minute.
func untouched(used int64, now time.Time) bool {
	return now.UnixMilli()-used >= touchEvery.Milliseconds() || !made(used, now)
}

// touchEvery is how exactly the last use of a session is known.
const touchEvery = time.Minute
