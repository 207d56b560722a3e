package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// By says who asks for something, and from where.
type By struct {
	AdministratorID string // "" when nobody is signed in, or a user
	UserID          string // of a user of the organization who is signed in; "" for administrators
	OrganizationID  string // worked in, or whose users' sign-in it is; "" for the portal itself
	Operator        bool   // whoever holds the machine, by the command line
	Address         string // of the client
	RequestID       string
	FormID          string // spent by the change; "" when there was none
	JobID           string // of the job that it is a part of; "" for none
	Form            string // digest of what was sent and where to, keyed with FormID
}

// person is the id of who is signed in, "" for nobody.
func (by By) person() string { return cmp.Or(by.AdministratorID, by.UserID) }

// tx is one writing transaction on behalf of someone.
type tx struct {
	*sql.Tx
	ctx    context.Context
	store  *Store
	now    time.Time
	by     By
	actor  portal.Administrator // zero when nobody is signed in, or a user
	asUser portal.User          // who is signed in, instead of an actor
	target target               // of the audit entry, also of a refusal's
	mailed bool

	patience time.Duration

	counted *refusal // whose first entry is written in this transaction

	spokenOf []string // ids of organizations that the next audit entry is found by, besides the one it is about

	unmetered bool // changes of users are not counted: sample data brings its own usage

	organization portal.Organization // worked in, within the actor's reach, or whose users' sign-in it is; zero for the portal itself
}

// target is what an audit entry is about.
type target struct {
	kind, id, name string
	email          string // of a person
	organizationID string // that it belongs to; "" for what is the portal's
}

// millis is the transaction's time as it is stored.
func (t *tx) millis() int64 { return t.now.UnixMilli() }

// exec runs a statement and returns the number of rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	result, err := t.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// scan reads the one row of a query.
func (t *tx) scan(query string, args []any, into ...any) error {
	return t.QueryRowContext(t.ctx, query, args...).Scan(into...)
}

// raiseRevision begins each transaction that changes something, so that they
// run one after the other.
const raiseRevision = `UPDATE portal SET revision = revision + 1 WHERE id = 1`

// change runs do in one transaction that no other change overlaps. The actor is read
// anew in it. A form that was answered before gets its first answer again and changes
// nothing. What do refuses is undone, and the refusal is written to the audit trail.
func change[T any](ctx context.Context, s *Store, by By, action Action, do func(*tx) (T, error)) (T, error) {
	return changeWithin(ctx, s, s.patience, by, action, do)
}

// changeWithin is change with another patience.
func changeWithin[T any](ctx context.Context, s *Store, patience time.Duration, by By, action Action, do func(*tx) (T, error)) (T, error) {
	// What has begun is finished even when the person who asked has gone.
	ctx = context.WithoutCancel(ctx)
	t := &tx{ctx: ctx, store: s, now: s.now(), by: by, patience: patience}
	answer, err := attempt(t, action, do)
	if err != nil {
		if t.counted != nil { // its entry was undone
			s.refusals.forget(*t.counted)
		}
		if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Rule) {
			err = errors.Join(err, s.refused(t, action, err))
		}
		return answer, database.Unwritable(err)
	}
	if t.mailed {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	return answer, nil
}

func attempt[T any](t *tx, action Action, do func(*tx) (T, error)) (answer T, err error) {
	err = t.store.db.Write(t.patience, func(tx *sql.Tx) error {
		t.Tx, t.spokenOf = tx, nil
		if _, err := t.exec(raiseRevision); err != nil {
			return err
		}
		if err := t.load(); err != nil {
			return err
		}
		if first, again, err := t.answered(action); err != nil {
			return err
		} else if again {
			return json.Unmarshal([]byte(first), &answer)
		}
		if answer, err = do(t); err != nil {
			return err
		}
		return t.spend(action, answer)
	})
	return answer, err
}

// load reads who acts, and where, as they are now.
func (t *tx) load() (err error) {
	if t.by.AdministratorID == "" {
		return t.loadUser()
	}
	if t.actor, err = findAdministrator(t.ctx, t, byID, t.by.AdministratorID); err != nil {
		return err
	}
	if t.actor.Status != portal.Active {
		return sessionEnded()
	}
	t.organization, err = reached(t.ctx, t, t.actor, t.by.OrganizationID)
	return err
}

// sessionEnded is the answer to who is not signed in any more.
func sessionEnded() error {
	return fault.New(fault.Unauthenticated, "Your session has ended. Log in again.")
}

// answered returns the first answer to the transaction's form, if it had one.
func (t *tx) answered(action Action) (first string, again bool, err error) {
	if t.by.FormID == "" {
		return "", false, nil
	}
	var by, what, sent string
	const query = `SELECT administrator_id, action, form, answer FROM spent_forms WHERE id = $1`
	switch err := t.scan(query, []any{credential.HashToken(t.by.FormID)}, &by, &what, &sent, &first); {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, err
	case by != t.by.person() || what != string(action) || sent != t.by.Form:
		return "", false, fault.New(fault.Invalid, "This form was already sent with other values. Check it and send it again.")
	}
	return first, true, nil
}

// spend notes the answer to the transaction's form.
func (t *tx) spend(action Action, answer any) error {
	if t.by.FormID == "" {
		return nil
	}
	encoded, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO spent_forms (id, administrator_id, action, form, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		credential.HashToken(t.by.FormID), t.by.person(), string(action), t.by.Form, string(encoded), t.millis())
	return err
}

// exactlyOne returns an error unless exactly one row was changed: an UPDATE that finds
// no row must not look like a success.
func exactlyOne(rows int64, err error) error {
	if err == nil && rows != 1 {
		return fmt.Errorf("changed %d rows instead of one", rows)
	}
	return err
}

// loadUser reads anew the organization whose users' sign-in it is, and the user
// who is signed in there.
func (t *tx) loadUser() (err error) {
	if t.by.OrganizationID == "" {
		return nil
	}
	if t.organization, err = anyOrganization(t.ctx, t, t.by.OrganizationID); err != nil || t.by.UserID == "" {
		return err
	}
	if t.asUser, err = findUser(t.ctx, t, t.by.OrganizationID, t.by.UserID); err != nil {
		return err
	}
	if t.asUser.Status != portal.Active {
		return sessionEnded()
	}
	return nil
}
