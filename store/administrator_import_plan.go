package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtp/internal/blank"
	"mtp/internal/digit"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// linesAtOnce is how many lines are looked up in the database together.
const linesAtOnce = 500

// planAdministrators decides about each line, all as of one moment. Whether the actor
// may import is asked later, when the job is written.
func (s *Store) planAdministrators(ctx context.Context, by By, rows []AdministratorRow) ([]JobItem, error) {
	if err := tooMany(len(rows)); err != nil {
		return nil, err
	}
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (_ []JobItem, err error) {
		p := importPlan{ctx: ctx, q: tx, seen: map[string]int{}, keys: map[string]string{}, near: map[string]string{}}
		if p.actor, err = findAdministrator(ctx, tx, byID, by.AdministratorID); err != nil {
			return nil, err
		}
		if p.census, err = readCensus(ctx, tx, "", withoutLimit); err != nil {
			return nil, err
		}
		items := make([]JobItem, 0, len(rows))
		for from := 0; from < len(rows); from += linesAtOnce {
			some := rows[from:min(from+linesAtOnce, len(rows))]
			if err := p.find(some); err != nil {
				return nil, err
			}
			for _, row := range some {
				i, err := p.decide(row)
				if err != nil {
					return nil, err
				}
				items = append(items, i)
			}
		}
		return items, nil
	})
}

// importPlan decides about lines one after the other.
type importPlan struct {
	ctx    context.Context
	q      database.Querier
	actor  portal.Administrator
	census portal.Census     // after the lines before
	seen   map[string]int    // line by key of the address
	keys   map[string]string // of names that files say again and again
	near   map[string]string // what was meant by a name that no organization has

	people  map[string]portal.Administrator // by key of the address
	places  namesakes
	reached map[string]map[string]string // by administrator: id and name of each organization by selection
}

// find reads the people and organizations that the lines are about.
func (p *importPlan) find(rows []AdministratorRow) error {
	var emails, names []string
	for _, r := range rows {
		emails = append(emails, portal.Key(r.Email))
		if r.Organizations != nil {
			for _, name := range *r.Organizations {
				names = append(names, p.key(name))
			}
		}
	}
	p.people, p.places, p.reached = map[string]portal.Administrator{}, namesakes{}, map[string]map[string]string{}
	var ids []string
	if err := database.EachRow(p.ctx, p.q, `SELECT a.email_key, `+administratorColumns+` FROM administrators a WHERE a.status <> 'deleted' AND a.email_key IN `+database.Values("$1"), []any{database.List(emails)}, func(row database.Row) error {
		var key string
		var a portal.Administrator
		err := row.Scan(&key, intoAdministrator(&a))
		p.people[key] = a
		ids = append(ids, a.ID)
		return err
	}); err != nil || !slices.ContainsFunc(rows, func(r AdministratorRow) bool { return r.Organizations != nil }) {
		return err
	}
	if err := database.EachRow(p.ctx, p.q, `SELECT id, name FROM organizations WHERE name_alike IN `+database.Values("$1"), []any{database.List(names)}, func(row database.Row) error {
		var o portal.Organization
		err := row.Scan(&o.ID, &o.Name)
		p.places.add(o)
		return err
	}); err != nil {
		return err
	}
	return database.EachRow(p.ctx, p.q, `SELECT x.administrator_id, o.id, o.name FROM access x JOIN organizations o ON o.id = x.organization_id WHERE x.administrator_id IN `+database.Values("$1"), []any{database.List(ids)}, func(row database.Row) error {
		var who, id, name string
		err := row.Scan(&who, &id, &name)
		if p.reached[who] == nil {
			p.reached[who] = map[string]string{}
		}
		p.reached[who][id] = name
		return err
	})
}

// key is the key of an organization's name.
func (p *importPlan) key(name string) string {
	if _, known := p.keys[name]; !known {
		p.keys[name] = portal.NameKey(name)
	}
	return p.keys[name]
}

// decide says what comes of a line.
func (p *importPlan) decide(row AdministratorRow) (JobItem, error) {
	key := portal.Key(row.Email)
	before := p.people[key]
	elsewhere := before.OrganizationID != ""
	if elsewhere { // of whom the portal's people are told nothing but that
		before = portal.Administrator{}
	}
	i := JobItem{Line: row.Line, SubjectID: before.ID, Name: blank.Trim(portal.FullName(text(row.FirstName, before.FirstName), text(row.LastName, before.LastName))), Email: row.Email, version: before.Version, Changes: []FieldChange{}}
	access, unknown, err := p.named(row)
	if err != nil {
		return i, err
	}
	if len(unknown) > 0 { // the rules are asked about the rest
		row.Organizations = nil
	}
	d, m := p.wish(row, before, access)
	after, err := p.outcome(before, d)
	problems := slices.Clone(row.Problems)
	var f *fault.Error
	if errors.As(err, &f) && !elsewhere {
		problems = append(problems, refusalTexts(f, cell{field: portal.FieldFirstName, column: "First Name", value: row.FirstName},
			cell{field: portal.FieldLastName, column: "Last Name", value: row.LastName}, cell{field: portal.FieldEmail, column: "Email", value: &row.Email}, row.roleCell())...)
	} else if err != nil && f == nil {
		return i, err
	}
	problems = append(problems, unknown...)
	if first := p.seen[key]; first > 0 && key != "" {
		problems = append(problems, fmt.Sprintf("Line %d has the same email address.", first))
	}
	if p.seen[key] == 0 {
		p.seen[key] = row.Line
	}
	if elsewhere {
		problems = append(problems, portal.EmailTaken("").Error())
	}
	if before.ID == "" && row.Status != nil && (*row.Status == portal.Suspended || *row.Status == StatusLocked) {
		problems = append(problems, "A new administrator is invited. Leave Status empty, or write Invited or Active.")
	}
	if len(problems) > 0 {
		i.Fate, i.Reason = IsRefused, strings.Join(problems, " ")
		return i, nil
	}
	i.Changes = append(i.Changes, differences(before, after)...)
	i.Changes = append(i.Changes, m.fields()...)
	switch {
	case before.ID == "":
		i.Fate = WillCreate
	case len(i.Changes) > 0:
		i.Fate = WillChange
	default:
		i.Fate = StaysAsIs
		return i, nil
	}
	p.census = p.census.Count(before, -1).Count(after, 1)
	encoded, err := json.Marshal(d)
	i.detail = string(encoded)
	return i, err
}

// text is what the line gives, or else what stands there now.
func text(given *string, now string) string {
	if given != nil {
		return *given
	}
	return now
}

// named returns the organizations that the line names, by id, and what is wrong
// with the names. They are nil when access stays as it is.
func (p *importPlan) named(row AdministratorRow) (map[string]string, []string, error) {
	if row.Organizations == nil {
		return nil, nil, nil
	}
	found, unknown := map[string]string{}, []string{}
	var problems []string
	for _, name := range *row.Organizations {
		o, ok, unclear := p.places.find(p.key(name), name)
		switch {
		case ok:
			found[o.ID] = o.Name
		case unclear != "":
			problems = append(problems, "“"+shortened(name)+"”: "+unclear)
		default:
			unknown = append(unknown, name)
		}
	}
	if len(unknown)+len(problems) == 0 {
		return found, nil, nil
	}
	for _, name := range unknown[:min(len(unknown), 3)] {
		meant, err := p.meant(name)
		if err != nil {
			return nil, nil, err
		}
		problem := "There is no organization “" + shortened(name) + "”."
		if meant != "" {
			problem += " Did you mean “" + meant + "”?"
		}
		problems = append(problems, problem)
	}
	switch more := len(unknown) - 3; {
	case more == 1:
		problems = append(problems, "Another name is unknown, too.")
	case more > 1:
		problems = append(problems, digit.Grouped(more)+" more names are unknown, too.")
	}
	return nil, problems, nil
}

// shortened cuts a name that is longer than any.
func shortened(name string) string {
	if letters := []rune(name); len(letters) > portal.MaxName {
		return string(letters[:portal.MaxName]) + "…"
	}
	return name
}

// wish is what the line wants the administrator to become, and which organizations it
// adds and removes.
func (p *importPlan) wish(row AdministratorRow, before portal.Administrator, access map[string]string) (administratorDetail, accessMoves) {
	d := administratorDetail{Draft: before.Draft()}
	if before.ID == "" {
		d.Draft.RequireMFA = true
	}
	d.Draft.FirstName, d.Draft.LastName = text(row.FirstName, before.FirstName), text(row.LastName, before.LastName)
	d.Draft.Email = cmp.Or(before.Email, row.Email) // spelled as it is
	if row.Role != nil {
		d.Draft.Role = *row.Role
	}
	if row.RequireMFA != nil {
		d.Draft.RequireMFA = *row.RequireMFA
	}
	if row.APIAccess != nil {
		d.Draft.APIAccess = *row.APIAccess
	}
	if row.Status != nil && before.ID != "" {
		d.Suspend = *row.Status == portal.Suspended && before.Status != portal.Suspended
		d.Restore = *row.Status != portal.Suspended && before.Status == portal.Suspended
	}
	var m accessMoves
	if row.AllOrganizations {
		d.Draft.AllOrganizations = true
	} else if row.Organizations != nil {
		d.Draft.AllOrganizations = false
		m = difference(p.reached[before.ID], access)
		ids := append([]string{}, slices.Sorted(maps.Keys(access))...) // none is not the same as no change
		d.Access = &ids
	}
	d.Draft.AccessChanges = m.any()
	return d, m
}

// outcome is what the administrator becomes by the line, if the rules allow it.
func (p *importPlan) outcome(before portal.Administrator, d administratorDetail) (portal.Administrator, error) {
	if before.ID == "" {
		return portal.Add(p.actor, d.Draft, p.census)
	}
	after, err := portal.EditAdministrator(p.actor, before, d.Draft, p.census)
	if err != nil {
		return before, err
	}
	edited := p.census.Count(before, -1).Count(after, 1)
	switch {
	case d.Suspend:
		return portal.Suspend(p.actor, after, edited)
	case d.Restore:
		return portal.Restore(p.actor, after, edited)
	}
	return after, nil
}

// AdministratorRow is what a line of a file says about an administrator, who is
// found by the email address. What is nil stays as it is.
type AdministratorRow struct {
	Line                int
	Email               string
	FirstName, LastName *string
	Role                *portal.Role
	UnknownRole         string // how the line names a role that there is none of; Role is NoRole then
	RequireMFA          *bool
	APIAccess           *bool
	Status              *portal.Status // Suspended, or any other
	AllOrganizations    bool
	Organizations       *[]string // names; nil with AllOrganizations as well
	Problems            []string  // why the line cannot be read, in sentences
}

// administratorDetail is what doing a line needs, as its item keeps it.
type administratorDetail struct {
	Draft   portal.Draft `json:"draft"`
	Access  *[]string    `json:"access,omitempty"` // ids of all organizations it reaches afterwards
	Suspend bool         `json:"suspend,omitempty"`
	Restore bool         `json:"restore,omitempty"`
}

// meant returns the name that was probably meant by one that no organization
// has: the nearest of those that stand around it in the list, "" when none is
// near.
func (p *importPlan) meant(name string) (string, error) {
	key := portal.Order(name)
	if meant, known := p.near[key]; known || len(p.near) >= guesses {
		return meant, nil
	}
	var names []string
	read := func(row database.Row) error {
		var name string
		err := row.Scan(&name)
		names = append(names, name)
		return err
	}
	for _, query := range []string{neighboursAfter, neighboursBefore} {
		if err := database.EachRow(p.ctx, p.q, query, []any{key, neighbours}, read); err != nil {
			return "", err
		}
	}
	p.near[key] = portal.Nearest(name, names)
	return p.near[key], nil
}
