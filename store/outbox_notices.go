package store

import (
	"encoding/json"
	"slices"
	"time"

	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store/database"
)

const (
	// noticesAtOnce is how many notices to one person leave at once within an hour.
	noticesAtOnce = 3
	// gatheredFor is how long the following notices wait for more.
	gatheredFor = 10 * time.Minute
	// gatheredMost is how many notices one letter holds.
	gatheredMost = 100
)

// ofPerson is the SQL condition that a letter is to the administrator with the id
// $1, or to the user with the id $2.
const ofPerson = `(administrator_id = $1 OR user_id = $2)`

// crowded reports whether the person was sent as many notices within the hour as
// leave at once.
func (t *tx) crowded(administratorID, userID any) (bool, error) {
	var n int
	err := t.scan(`SELECT COUNT(*) FROM outbox WHERE `+ofPerson+` AND created_at > $3 AND `+wasMade("created_at", "$4")+` AND kind IN ($5, $6, $7, $8, $9, $10)`,
		[]any{administratorID, userID, t.now.Add(-time.Hour).UnixMilli(), t.millis(), string(mail.PasswordChanged), string(mail.AccountChanged), string(mail.EmailChanged),
			string(mail.NewLogin), string(mail.WrongCodes), string(mail.Locked)}, &n)
	return n >= noticesAtOnce, err
}

// gather adds the notice to a letter to the same address that waits for more notices
// and is not claimed. It returns false when there is none with room.
func (t *tx) gather(administratorID, userID any, l mail.Letter) (mail.Letter, bool, error) {
	type waiting struct {
		id     string
		letter mail.Letter
	}
	var letters []waiting
	err := database.EachRow(t.ctx, t, `SELECT id, letter FROM outbox WHERE `+ofPerson+` AND kind = $3 AND delivered_at IS NULL AND failed_at = 0 AND attempts = 0 AND claimed_until = 0
		ORDER BY created_at DESC LIMIT 20`, []any{administratorID, userID, string(mail.Notices)}, func(row database.Row) error {
		var w waiting
		var encoded string
		if err := row.Scan(&w.id, &encoded); err != nil {
			return err
		}
		letters = append(letters, w)
		return json.Unmarshal([]byte(encoded), &letters[len(letters)-1].letter)
	})
	if err != nil {
		return l, false, err
	}
	i := slices.IndexFunc(letters, func(w waiting) bool { return w.letter.To == l.To && len(w.letter.Notices) < gatheredMost })
	if i < 0 {
		return l, false, nil
	}
	joined := letters[i].letter
	joined.Notices = append(joined.Notices, l.Notices...)
	encoded, err := json.Marshal(joined)
	if err != nil {
		return l, false, err
	}
	// One that is being taken at this moment is left alone.
	n, err := t.exec(`UPDATE outbox SET letter = $1 WHERE id = $2 AND claimed_until = 0 AND delivered_at IS NULL`, string(encoded), joined.ID)
	return joined, n == 1, err
}

// tell mails the actor what changed about their own account.
func (t *tx) tell(c mail.Change) error {
	_, err := t.send(t.actor, t.actor.Email, mail.Letter{Kind: mail.AccountChanged, Changes: []mail.Change{c}}, "")
	return err
}

// tellUser mails the user a notice.
func (t *tx) tellUser(u portal.User, l mail.Letter) error {
	_, err := t.sendToUser(u, u.Email, l, "")
	return err
}
