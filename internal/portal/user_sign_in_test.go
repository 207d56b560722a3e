package portal

import "testing"

func TestWhichUsersMayLogInAndSetAPassword(t *testing.T) {
	for _, tt := range []struct {
		name                            string
		u                               User
		logIn, mayLink, invitation, set bool
	}{
		{"an active one", User{Status: Active}, true, true, false, true},
		{"a locked one", User{Status: Active, Locked: true}, false, true, false, true},
		{"an invited one", User{Status: Invited}, false, true, true, true},
		{"a suspended one", User{Status: Suspended}, false, false, false, false},
		{"a deleted one", User{Status: Deleted}, false, false, false, false},
		{"nobody", User{}, false, false, false, false},
	} {
		may, invitation := UserLink(tt.u)
		after, ok := SetUserPassword(tt.u)
		if UserMayLogIn(tt.u) != tt.logIn || may != tt.mayLink || invitation != tt.invitation || ok != tt.set {
			t.Errorf("%s: %v %v %v %v", tt.name, UserMayLogIn(tt.u), may, invitation, ok)
		}
		if want := (User{Status: Active, HasPassword: true, Version: 1}); ok && after != want || !ok && after != tt.u {
			t.Errorf("%s becomes %+v", tt.name, after)
		}
		for failures, want := range map[int]bool{9: false, 10: tt.logIn, 11: tt.logIn} {
			if LocksUser(tt.u, failures, 10) != want {
				t.Errorf("%s after %d wrong passwords: %v", tt.name, failures, !want)
			}
		}
	}
}
