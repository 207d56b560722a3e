package store

import (
	"errors"
	"strconv"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
)

// errClock marks the refusal of a code that is right at another time.
var errClock = errors.New("the code belongs to another time")

// wrongCode is the refusal of a code, whatever was wrong with it.
func wrongCode(field string) *fault.Error {
	return fault.InField(field, "This code is not right, or it was used before. Try the next one.")
}

// wrongClock is the refusal of a code that is right at another time.
func wrongClock(field string, now, right time.Time) *fault.Error {
	off := now.Sub(right)
	side := "slow"
	if off < 0 {
		side, off = "fast", -off
	}
	minutes := "1 minute"
	if n := int(off.Round(time.Minute) / time.Minute); n > 1 {
		minutes = strconv.Itoa(n) + " minutes"
	}
	text := "The clock of your phone is wrong, about " + minutes + " " + side + ": it is " +
		now.UTC().Format("2006-01-02 15:04 UTC") + " now. Let the phone set its time by itself, then enter the next code."
	f := fault.InField(field, text)
	f.Err = errClock
	return f
}

// refusedCode is what the audit trail says of a refused code.
func refusedCode(wrong *fault.Error) string {
	if errors.Is(wrong, errClock) {
		return "The code was right at another time: the clock of the phone is wrong."
	}
	return "The code was wrong, too old or used before."
}

// spendCode makes a code of the actor's app used. It returns what is wrong with
// one that is not the app's now, or was used before.
func (t *tx) spendCode(field, code string) (wrong *fault.Error, err error) {
	var sealed []byte
	var last int64
	if err := t.scan(`SELECT sealed_secret, last_step FROM totp WHERE administrator_id = $1`, []any{t.actor.ID}, &sealed, &last); err != nil {
		return nil, err
	}
	secret, err := t.store.key.Open(sealed, "totp "+t.actor.ID)
	if err != nil {
		return nil, err
	}
	after := last
	if !made(credential.TimeOfStep(last).UnixMilli(), t.now) { // before the clock was set back
		after = 0
	}
	step, ok := credential.MatchTOTP(string(secret), code, t.now, after)
	if !ok {
		return t.misplaced(field, string(secret), code)
	}
	var early bool
	if err := t.scan(`SELECT EXISTS (SELECT 1 FROM early_codes WHERE administrator_id = $1 AND step = $2)`, []any{t.actor.ID, step}, &early); err != nil {
		return nil, err
	}
	if early {
		return wrongCode(field), nil
	}
	return nil, exactlyOne(t.exec(`UPDATE totp SET last_step = $1 WHERE administrator_id = $2 AND last_step = $3`, step, t.actor.ID, last))
}

// misplaced returns what is wrong with a code that is not the app's now. A code of a
// later time is noted and stays refused then, since the answer tells that it is right.
func (t *tx) misplaced(field, secret, code string) (*fault.Error, error) {
	step, ok := credential.StepOfWrongClock(secret, code, t.now)
	if !ok {
		return wrongCode(field), nil
	}
	right := credential.TimeOfStep(step)
	if right.After(t.now) {
		if _, err := t.exec(`DELETE FROM early_codes WHERE administrator_id = $1 AND step < $2`, t.actor.ID, credential.StepAt(t.now)-1); err != nil {
			return nil, err
		}
		if _, err := t.exec(`INSERT INTO early_codes (administrator_id, step) VALUES ($1, $2) ON CONFLICT DO NOTHING`, t.actor.ID, step); err != nil {
			return nil, err
		}
	}
	return wrongClock(field, t.now, right), nil
}

// recoveryHash is what is stored in place of the actor's recovery code: keyed, so
// that the database alone, without the key beside it, lets nobody guess codes.
func (t *tx) recoveryHash(code string) string {
	return t.store.key.MAC("recovery code " + t.actor.ID + " " + credential.PlainRecoveryCode(code))
}

// spendRecoveryCode makes a recovery code of the actor used, and mails the actor
// how many are left. It returns what is wrong with one that is not theirs, or was
// used before.
func (t *tx) spendRecoveryCode(field, code string) (wrong *fault.Error, err error) {
	n, err := t.exec(`DELETE FROM recovery_codes WHERE administrator_id = $1 AND code_hash = $2`, t.actor.ID, t.recoveryHash(code))
	if err != nil {
		return nil, err
	}
	if n != 1 {
		return wrongCode(field), nil
	}
	var left int
	if err := t.scan(`SELECT COUNT(*) FROM recovery_codes WHERE administrator_id = $1`, []any{t.actor.ID}, &left); err != nil {
		return nil, err
	}
	return nil, t.tell(mail.Change{What: "Recovery codes", Before: codesLeft(left + 1), After: codesLeft(left)})
}

func codesLeft(n int) string {
	if n == 1 {
		return "1 code left"
	}
	return strconv.Itoa(n) + " codes left"
}
