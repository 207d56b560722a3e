package credential

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"

	"mtp/internal/digit"
)

// One-time codes are those that every authenticator app understands: RFC 6238
// with HMAC-SHA-1, six digits and steps of 30 seconds.
const (
	stepSeconds = 30
	codeDigits  = 6
	// shortest is the length in base32 of 128 bits, the least that RFC 4226
	// allows for a secret.
	shortest = 26
)

// NewTOTPSecret returns 160 random bits, the size that RFC 4226 recommends, as
// 32 capital letters and digits of RFC 4648 base32.
func NewTOTPSecret() string {
	secret := make([]byte, 20)
	rand.Read(secret)
	return base32.StdEncoding.EncodeToString(secret)
}

// TOTPAddress returns the otpauth:// address that an authenticator app takes in,
// mostly as a QR code. The app shows the issuer, which is not empty, and the
// account. It is as secret as the secret. A colon in the issuer or the account
// becomes a space, since it parts the two.
func TOTPAddress(issuer, account, secret string) string {
	issuer, account = labelled(issuer), labelled(account)
	return "otpauth://totp/" + issuer + ":" + account +
		"?secret=" + url.QueryEscape(secret) + "&issuer=" + issuer + "&algorithm=SHA1&digits=6&period=30"
}

// labelled escapes s for both the path and the query of an address. A space
// becomes %20, as apps show a plus sign as it is.
func labelled(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, ":", " ")), " ")
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// MatchTOTP reports whether the code belongs to the secret at now or one step of
// 30 seconds before or after, and to which step, counted from 1970. Only a step
// after last counts, the one that matched before (0 for none): whoever keeps the
// step returned accepts each code once. The code may be in digits of any script,
// with spaces, dashes and signs that are not drawn; a malformed code, or a secret
// that is malformed or below 128 bits, is no match. How long it takes does not
// depend on how much of a code is right.
func MatchTOTP(secret, code string, now time.Time, last int64) (step int64, ok bool) {
	present := StepAt(now)
	return findStep(secret, code, max(present-1, last+1, 0), present+1)
}

// wrongClock is how far another clock may be off to be recognised, in steps.
const wrongClock = int64(10 * time.Minute / (stepSeconds * time.Second))

// StepOfWrongClock returns the step that a code belongs to which MatchTOTP has
// refused, when it is up to ten minutes away: the clock that showed it is off by
// that much. Who is told so of a step to come must not be let in by it when its
// time has come, or guessing would find a code to keep.
func StepOfWrongClock(secret, code string, now time.Time) (step int64, ok bool) {
	present := StepAt(now)
	if step, ok = findStep(secret, code, max(present-wrongClock, 0), present-2); ok {
		return step, true
	}
	return findStep(secret, code, present+2, present+wrongClock)
}

// StepAt is the step that is at the time.
func StepAt(now time.Time) int64 { return now.Unix() / stepSeconds }

// TimeOfStep is when the codes of a step begin to be right.
func TimeOfStep(step int64) time.Time { return time.Unix(step*stepSeconds, 0).UTC() }

// findStep returns the last step of those given that the code belongs to: when
// two have the same code, taking the earlier one would leave the code good for
// the other.
func findStep(secret, code string, from, to int64) (step int64, ok bool) {
	if code = digit.Code(code); len(code) != codeDigits || len(secret) < shortest {
		return 0, false
	}
	for step = to; step >= from; step-- {
		want, err := hotp.GenerateCode(secret, uint64(step))
		if err != nil {
			return 0, false
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}
