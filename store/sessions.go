package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// startSession starts a session of the administrator at the stage, and ends the
// oldest when there are too many.
func (t *tx) startSession(a portal.Administrator, stage portal.Stage, userAgent string) (string, error) {
	if err := t.makeRoom(a.ID, stage); err != nil {
		return "", err
	}
	id := newID()
	if _, err := t.exec(`INSERT INTO sessions (id, administrator_id, stage, created_at, last_used_at, address, user_agent) VALUES ($1, $2, $3, $4, $4, $5, $6)`,
		id, a.ID, string(stage), t.millis(), t.by.Address, userAgent); err != nil {
		return "", err
	}
	if stage != portal.Complete {
		return id, t.record(PasswordAccepted)
	}
	return id, t.signedIn(a, id)
}

// makeRoom ends the oldest sessions so that one more can become complete, or wait for
// the second factor. Those that wait are counted apart: who knows only the password
// must not end the sessions of its owner.
func (t *tx) makeRoom(id string, stage portal.Stage) error {
	if _, err := t.exec(`DELETE FROM sessions AS s WHERE s.administrator_id = $1 AND NOT (`+live("$2", "$3", "$4", "$5")+`)`,
		append([]any{id}, since(t.now)...)...); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1 AND (stage = 'complete') = $2 AND id NOT IN
			(SELECT id FROM sessions WHERE administrator_id = $1 AND (stage = 'complete') = $2 ORDER BY created_at DESC, id DESC LIMIT $3)`,
		id, stage == portal.Complete, MaxSessions-1)
	return err
}

// signedIn notes a sign-in that is complete.
func (t *tx) signedIn(a portal.Administrator, sessionID string) error {
	if err := t.noteDevice(a, sessionID); err != nil {
		return err
	}
	if err := exactlyOne(t.exec(`UPDATE administrators SET last_login_at = $1 WHERE id = $2`, t.millis(), a.ID)); err != nil {
		return err
	}
	return t.record(SignedIn)
}

// liveSession is a session that has not ended, and the administrator whose it is.
type liveSession struct {
	portal.Administrator
	id, address string
	stage       portal.Stage
	used        int64
}

const liveColumns = administratorColumns + `, s.id, s.last_used_at, s.stage, s.address`

// whoseLive joins the live sessions s with their active administrators. since gives
// values to its parameters.
func whoseLive(started, used, waiting, now string) string {
	return `JOIN administrators a ON a.id = s.administrator_id WHERE a.status = 'active' AND ` + live(started, used, waiting, now)
}

func (f *liveSession) pointers() []any {
	return []any{intoAdministrator(&f.Administrator), &f.id, &f.used, (*string)(&f.stage), &f.address}
}

type findingKey struct{}

// Finding returns the context of one request. In it one query reads both the data of
// the browser's session and the administrator who is signed in: one query fewer for
// each request.
func Finding(ctx context.Context) context.Context {
	return context.WithValue(ctx, findingKey{}, new(liveSession))
}

// Session returns who is signed in with the session, an active administrator as it is
// now, and how far the sign-in has come. An unknown, ended or idle session is
// Unauthenticated. The last use is noted at most once a minute. A sign-in becomes
// complete when what it waited for is not required any more.
func (s *Store) Session(ctx context.Context, sessionID string) (portal.Administrator, portal.Stage, error) {
	now := s.now()
	f, err := s.liveSession(ctx, now, sessionID)
	if err != nil {
		return f.Administrator, "", err
	}
	if untouched(f.used, now) {
		// What cannot be noted now is noted at the next use: a full disk must
		// not keep people from reading.
		_ = s.db.WriteLight(ctx, s.patience, `UPDATE sessions SET last_used_at = $1 WHERE id = $2 AND last_used_at = $3`, now.UnixMilli(), sessionID, f.used)
	}
	if is := portal.StageNow(f.Administrator, f.stage); is == f.stage || is != portal.Complete {
		return f.Administrator, is, nil
	}
	stage, err := change(ctx, s, By{AdministratorID: f.ID, Address: f.address}, SignedIn, func(t *tx) (portal.Stage, error) {
		t.about(t.actor)
		if stage := portal.StageNow(t.actor, f.stage); stage != portal.Complete {
			return stage, nil
		}
		return portal.Complete, t.complete(sessionID)
	})
	return f.Administrator, stage, err
}

// liveSession returns the session. What Finding has read is used once, since the
// request may change it.
func (s *Store) liveSession(ctx context.Context, now time.Time, sessionID string) (liveSession, error) {
	if met, ok := ctx.Value(findingKey{}).(*liveSession); ok && met.id == sessionID {
		f := *met
		*met = liveSession{}
		return f, nil
	}
	var f liveSession
	err := s.db.QueryRowContext(ctx, `SELECT `+liveColumns+` FROM sessions s `+whoseLive("$2", "$3", "$4", "$5")+` AND s.id = $1`,
		append([]any{sessionID}, since(now)...)...).Scan(f.pointers()...)
	if errors.Is(err, sql.ErrNoRows) {
		return f, sessionEnded()
	}
	return f, err
}

// SignOut ends the session.
func (s *Store) SignOut(ctx context.Context, by By, sessionID string) error {
	_, err := change(ctx, s, by, SignedOut, func(t *tx) (Outcome, error) {
		if _, err := t.exec(`DELETE FROM sessions WHERE id = $1`, sessionID); err != nil {
			return Outcome{}, err
		}
		t.about(t.actor)
		return Outcome{}, t.record(SignedOut)
	})
	return err
}

// ChangePassword changes one's own password, given the current one, and ends
// the other sessions when asked to.
func (s *Store) ChangePassword(ctx context.Context, by By, sessionID, current, password, confirm string, endOthers bool) (Outcome, error) {
	a, err := findAdministrator(ctx, s.db, byID, by.AdministratorID)
	if err != nil {
		return Outcome{}, err
	}
	// Hashed before the transaction, but used only after the current one is proven.
	newer, refused := s.newHash(ctx, by, password, confirm, a.Name(), a.Email)
	return proving(ctx, s, by, PasswordChanged, current, func(t *tx, known string) (Outcome, error) {
		if err := t.provePassword(known); err != nil {
			return Outcome{}, err
		}
		if refused != nil {
			return Outcome{}, refused
		}
		// The count guards the codes too, which are not proven here.
		if !t.actor.MFAOn {
			if err := t.clear(proofKey(t.actor.ID)); err != nil {
				return Outcome{}, err
			}
		}
		if err := t.setHash(t.actor, newer); err != nil {
			return Outcome{}, err
		}
		out := outcome(t.actor)
		if out.Links, err = t.voidLinks(t.actor.ID); err != nil {
			return Outcome{}, err
		}
		if endOthers {
			n, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1 AND id <> $2`, t.actor.ID, sessionID)
			if err != nil {
				return Outcome{}, err
			}
			out.Sessions = int(n)
		}
		if _, err := t.send(t.actor, t.actor.Email, mail.Letter{Kind: mail.PasswordChanged}, ""); err != nil {
			return Outcome{}, err
		}
		return out, t.record(PasswordChanged)
	})
}

// noteDevice notes the device that the administrator signed in with, and mails them
// when it is new and not the first.
func (t *tx) noteDevice(a portal.Administrator, sessionID string) error {
	var agent string
	if err := t.scan(`SELECT user_agent FROM sessions WHERE id = $1`, []any{sessionID}, &agent); err != nil {
		return err
	}
	words := device(agent)
	var known, this int
	hash := credential.HashToken(a.ID + " " + words)
	if err := t.scan(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN device_hash = $2 THEN 1 ELSE 0 END), 0) FROM devices WHERE administrator_id = $1`,
		[]any{a.ID, hash}, &known, &this); err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO devices (administrator_id, device_hash, seen_at) VALUES ($1, $2, $3)
		ON CONFLICT (administrator_id, device_hash) DO UPDATE SET seen_at = excluded.seen_at`, a.ID, hash, t.millis()); err != nil {
		return err
	}
	if known == 0 || this > 0 {
		return nil
	}
	_, err := t.send(a, a.Email, mail.Letter{Kind: mail.NewLogin, Changes: []mail.Change{{What: words}}}, "")
	return err
}

// device words a browser's user agent: "Firefox on Windows". What is not known
// is "A program".
func device(agent string) string {
	name, system := "", ""
	for _, b := range []struct{ mark, name string }{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	} {
		if strings.Contains(agent, b.mark) {
			name = b.name
			break
		}
	}
	for _, o := range []struct{ mark, name string }{
		{"Windows", "Windows"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	} {
		if strings.Contains(agent, o.mark) {
			system = o.name
			break
		}
	}
	switch {
	case name == "" && system == "":
		return "A program"
	case name == "":
		return "A browser on " + system
	case system == "":
		return name
	}
	return name + " on " + system
}

// complete ends the sign-in of the session, unless it is complete already.
func (t *tx) complete(sessionID string) error {
	stage, err := t.stage(sessionID)
	if err != nil || stage == portal.Complete {
		return err
	}
	if err := t.makeRoom(t.actor.ID, portal.Complete); err != nil {
		return err
	}
	if err := exactlyOne(t.exec(`UPDATE sessions SET stage = 'complete' WHERE id = $1`, sessionID)); err != nil {
		return err
	}
	return t.signedIn(t.actor, sessionID)
}

// stage returns how far the actor's session had come. One that has ended or is
// somebody else's is Unauthenticated.
func (t *tx) stage(sessionID string) (stage portal.Stage, err error) {
	err = t.scan(`SELECT s.stage FROM sessions s WHERE s.id = $1 AND s.administrator_id = $2 AND `+live("$3", "$4", "$5", "$6"),
		append([]any{sessionID, t.actor.ID}, since(t.now)...), &stage)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.New(fault.Unauthenticated, "Your session has ended. Log in again.")
	}
	return stage, err
}
