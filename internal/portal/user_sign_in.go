package portal

// UserMayLogIn reports whether the right password lets the user in.
func UserMayLogIn(u User) bool { return u.Status == Active && !u.Locked }

// LocksUser reports whether so many wrong passwords in a row, of which limit
// lock, lock the user. Who could not log in anyway is not locked.
func LocksUser(u User, failures, limit int) bool { return UserMayLogIn(u) && failures >= limit }

// UserLink says whether a user may be mailed a link that sets a password, and
// whether it is an invitation: who never set one is invited again.
func UserLink(u User) (may, invitation bool) {
	return u.Status == Active || u.Status == Invited, u.Status == Invited
}

// SetUserPassword decides what the user becomes once it has set a password
// through a mailed link: who was Invited becomes Active, and a lock is gone. The
// links of who is suspended or deleted are dead.
func SetUserPassword(u User) (after User, ok bool) {
	if may, _ := UserLink(u); !may {
		return u, false
	}
	u.HasPassword, u.Status, u.Locked = true, Active, false
	u.Version++
	return u, true
}
