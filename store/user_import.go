package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// UserRow is what a line of a file says about a user, who is found by the username.
type UserRow struct {
	Line     int
	Draft    portal.UserDraft
	Problems []string // why the line cannot be read, in sentences
}

// PreviewUsers says of each line what importing it into the organization that by
// works in comes to, and keeps that as a job, whose id it returns. No user is
// changed yet. All lines are compared with what is stored now: none counts on
// another one being imported first. note is a sentence about the file.
func (s *Store) PreviewUsers(ctx context.Context, by By, rows []UserRow, note string) (string, error) {
	if err := tooMany(len(rows)); err != nil {
		return "", err
	}
	items, err := database.Read(ctx, s.db, database.Long, func(ctx context.Context, q database.Querier) ([]JobItem, error) {
		return planUsers(ctx, q, by, rows)
	})
	if err != nil {
		return "", err
	}
	return s.previewImport(ctx, by, ImportUsers, items, note)
}

// planUsers decides about each line, all as of one moment. Whether the actor may import
// is asked later, when the job is written.
func planUsers(ctx context.Context, q database.Querier, by By, rows []UserRow) ([]JobItem, error) {
	actor, err := findAdministrator(ctx, q, byID, by.AdministratorID)
	if err != nil {
		return nil, err
	}
	if err := reachedForUsers(ctx, q, actor, by.OrganizationID); err != nil {
		return nil, err
	}
	usernames, emails := make([]string, len(rows)), make([]string, len(rows))
	for at, r := range rows {
		usernames[at], emails[at] = portal.Key(r.Draft.Username), portal.Key(r.Draft.Email)
	}
	byUsername, byEmail := map[string]portal.User{}, map[string]portal.User{}
	read := func(row database.Row) error {
		var u portal.User
		err := row.Scan(intoUser(&u)...)
		byUsername[portal.Key(u.Username)], byEmail[portal.Key(u.Email)] = u, u
		return err
	}
	for column, keys := range map[string][]string{"username_key": usernames, "email_key": emails} {
		if err := database.EachRow(ctx, q, `SELECT `+userColumns+` FROM users u WHERE u.organization_id = $1 AND u.status <> 'deleted' AND u.`+column+` IN `+database.Values("$2"),
			[]any{by.OrganizationID, database.List(keys)}, read); err != nil {
			return nil, err
		}
	}
	seen := map[string]int{} // line by username or address
	items := make([]JobItem, len(rows))
	for at, r := range rows {
		before, problems := byUsername[usernames[at]], slices.Clone(r.Problems)
		r.Draft.Version = before.Version
		after, err := decideUser(actor, by.OrganizationID, before, r.Draft)
		f, refused := fault.Of(err)
		if err != nil && !refused {
			return nil, err
		}
		if refused {
			after = portal.User{FirstName: r.Draft.FirstName, LastName: r.Draft.LastName, Username: r.Draft.Username, Email: r.Draft.Email}
			problems = append(problems, refusalTexts(f, cell{field: portal.FieldFirstName, column: "First Name", value: &r.Draft.FirstName}, cell{field: portal.FieldLastName, column: "Last Name", value: &r.Draft.LastName},
				cell{field: portal.FieldUsername, column: "Username", value: &r.Draft.Username}, cell{field: portal.FieldEmail, column: "User Email", value: &r.Draft.Email})...)
		}
		for _, same := range []struct{ key, what string }{{"u" + usernames[at], "username"}, {"e" + emails[at], "email address"}} {
			if first := seen[same.key]; first > 0 {
				problems = append(problems, fmt.Sprintf("Line %d has the same %s.", first, same.what))
			}
		}
		if len(problems) == 0 {
			seen["u"+usernames[at]], seen["e"+emails[at]] = r.Line, r.Line
		}
		if holder := byEmail[emails[at]]; holder.ID != "" && holder.ID != before.ID {
			problems = append(problems, portal.UserEmailTaken().Error())
		}
		if items[at], err = userItem(r, before, after, problems); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// decideUser decides what the draft makes of the user; one without an id is added.
func decideUser(actor portal.Administrator, organizationID string, before portal.User, d portal.UserDraft) (portal.User, error) {
	if before.ID == "" {
		return portal.AddUser(actor, organizationID, d)
	}
	return portal.EditUser(actor, before, d)
}

// userItem says what comes of a line.
func userItem(r UserRow, before, after portal.User, problems []string) (JobItem, error) {
	i := JobItem{Line: r.Line, SubjectID: before.ID, Name: after.Name(), Username: after.Username, Email: after.Email, version: before.Version, Changes: []FieldChange{}}
	if len(problems) > 0 {
		i.Fate, i.Reason = IsRefused, strings.Join(problems, " ")
		return i, nil
	}
	i.Fate = WillCreate
	if before.ID != "" {
		i.Fate, i.Changes = WillChange, append(i.Changes, userDifferences(before, after)...)
		if len(i.Changes) == 0 {
			i.Fate = StaysAsIs
		}
	}
	d := portal.DraftOfUser(after)
	d.Version = before.Version
	encoded, err := json.Marshal(d)
	i.detail = string(encoded)
	return i, err
}

// importUser does a line, as its preview said.
func (t *tx) importUser(j Job, i JobItem) (err error) {
	var d portal.UserDraft
	if err := json.Unmarshal([]byte(i.detail), &d); err != nil {
		return err
	}
	if i.Fate == WillCreate {
		_, err = t.addUser(d, j.Invites)
	} else {
		_, err = t.editUser(i.SubjectID, d, false)
	}
	if fault.Is(err, fault.Stale) {
		return fault.New(fault.Stale, "Someone changed this user after the preview.")
	}
	return err
}
