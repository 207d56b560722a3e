package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// Fate is what importing a line comes to.
type Fate string

// The fates.
const (
	WillCreate Fate = "create"
	WillChange Fate = "change"
	StaysAsIs  Fate = "unchanged"
	IsRefused  Fate = "refused"
)

// ImportLine is a line of a file of users, and what importing it comes to.
type ImportLine struct {
	Line  int              `json:"line"`
	Draft portal.UserDraft `json:"draft"`
	// Problems are why the line cannot be read, in sentences.
	Problems []string `json:"problems,omitempty"`
	Fate     Fate     `json:"fate"`
	Reason   string   `json:"reason,omitempty"` // of a refused one: a sentence
	// Changes are what a changed one changes.
	Changes []FieldChange `json:"changes,omitempty"`
	// UserID and Version are the user's that the line was compared with.
	UserID  string `json:"user,omitempty"`
	Version int64  `json:"version,omitempty"`

	before, after portal.User
}

// planImport says of each line what importing it into the organization comes to.
// Users are matched by username. All lines are compared with what is stored now:
// none counts on another one being imported first.
func planImport(ctx context.Context, q database.Querier, actor portal.Administrator, organizationID string, lines []ImportLine) error {
	seen := map[string]int{} // line by key of username or address
	var usernames, emails []string
	problems := make([][]string, len(lines))
	for i := range lines {
		l := &lines[i]
		l.Fate, l.Reason, l.Changes, l.UserID, l.Version = "", "", nil, "", 0
		problems[i] = append(slices.Clone(l.Problems), l.check()...)
		username, email := portal.Key(l.Draft.Username), portal.Key(l.Draft.Email)
		if first := seen["u"+username]; first > 0 {
			problems[i] = append(problems[i], fmt.Sprintf("Line %d has the same username.", first))
		}
		if first := seen["e"+email]; first > 0 {
			problems[i] = append(problems[i], fmt.Sprintf("Line %d has the same email address.", first))
		}
		if len(problems[i]) == 0 {
			seen["u"+username], seen["e"+email] = l.Line, l.Line
		}
		usernames, emails = append(usernames, username), append(emails, email)
	}
	byUsername, err := usersBy(ctx, q, organizationID, "username_key", usernames)
	if err != nil {
		return err
	}
	byEmail, err := usersBy(ctx, q, organizationID, "email_key", emails)
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		l.before = byUsername[portal.Key(l.Draft.Username)]
		if holder := byEmail[portal.Key(l.Draft.Email)]; holder.ID != "" && holder.ID != l.before.ID {
			problems[i] = append(problems[i], portal.UserEmailTaken().Error())
		}
		if len(problems[i]) > 0 {
			l.Fate, l.Reason = IsRefused, strings.Join(problems[i], " ")
			continue
		}
		if err := l.compare(actor, organizationID); err != nil {
			return err
		}
	}
	return nil
}

// check cleans the line's values, or says what is wrong with them.
func (l *ImportLine) check() []string {
	checked, err := l.Draft.Checked()
	f, refused := fault.Of(err)
	if refused {
		return refusalTexts(f, cell{field: portal.FieldFirstName, column: "First Name", value: &l.Draft.FirstName}, cell{field: portal.FieldLastName, column: "Last Name", value: &l.Draft.LastName},
			cell{field: portal.FieldUsername, column: "Username", value: &l.Draft.Username}, cell{field: portal.FieldEmail, column: "User Email", value: &l.Draft.Email})
	}
	l.Draft = checked
	return nil
}

// compare decides about a line whose values are good.
func (l *ImportLine) compare(actor portal.Administrator, organizationID string) (err error) {
	l.UserID, l.Version = l.before.ID, l.before.Version
	l.Draft.Version = l.before.Version
	if l.before.ID == "" {
		l.Fate = WillCreate
		l.after, err = portal.AddUser(actor, organizationID, l.Draft)
	} else {
		l.Fate = WillChange
		if l.after, err = portal.EditUser(actor, l.before, l.Draft); err == nil {
			if l.Changes = userDifferences(l.before, l.after); len(l.Changes) == 0 {
				l.Fate = StaysAsIs
			}
		}
	}
	return err
}

// usersBy returns the users of the organization, deleted ones left out, whose
// column holds one of the keys, by that key.
func usersBy(ctx context.Context, q database.Querier, organizationID, column string, keys []string) (map[string]portal.User, error) {
	found := map[string]portal.User{}
	err := database.EachRow(ctx, q, `SELECT `+userColumns+`, u.`+column+` FROM users u
		WHERE u.organization_id = $1 AND u.status <> 'deleted' AND u.`+column+` IN `+database.Values("$2"), []any{organizationID, database.List(keys)}, func(row database.Row) error {
		var u portal.User
		var key string
		err := row.Scan(append(intoUser(&u), &key)...)
		found[key] = u
		return err
	})
	return found, err
}
