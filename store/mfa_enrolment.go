package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

// enrolmentLifetime is how long a setup key may be shown before its first code.
const enrolmentLifetime = time.Hour

// Enrolment is a setup key that was shown but is not in use yet. Sealed is what
// a form carries of it: nothing is stored before the first code.
type Enrolment struct {
	Secret  string // base32
	Address string // otpauth://, for the QR code
	Sealed  string
}

type sealedEnrolment struct {
	Key   string // base32
	Until int64  // Unix milliseconds
}

// NewEnrolment makes a setup key for the administrator.
func (s *Store) NewEnrolment(ctx context.Context, a portal.Administrator) (Enrolment, error) {
	return s.enrolment(ctx, a, sealedEnrolment{credential.NewTOTPSecret(), s.now().Add(enrolmentLifetime).UnixMilli()})
}

func (s *Store) enrolment(ctx context.Context, a portal.Administrator, e sealedEnrolment) (Enrolment, error) {
	issuer, err := s.ProviderName(ctx)
	if err != nil {
		return Enrolment{}, err
	}
	if issuer == "" {
		issuer = "Multi-Tenant Portal"
	}
	encoded, err := json.Marshal(e)
	if err != nil {
		return Enrolment{}, err
	}
	sealed := s.key.Seal(encoded, "enrolment "+a.ID)
	return Enrolment{e.Key, credential.TOTPAddress(issuer, a.Email, e.Key), base64.RawURLEncoding.EncodeToString(sealed)}, nil
}

// OpenEnrolment returns the setup key that a form carried, and Invalid when it
// is another person's, too old, or not one.
func (s *Store) OpenEnrolment(ctx context.Context, a portal.Administrator, sealed string) (Enrolment, error) {
	e, err := s.openEnrolment(a, sealed)
	if err != nil {
		return Enrolment{}, err
	}
	return s.enrolment(ctx, a, e)
}

func (s *Store) openEnrolment(a portal.Administrator, sealed string) (e sealedEnrolment, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err == nil {
		raw, err = s.key.Open(raw, "enrolment "+a.ID)
	}
	if err == nil {
		err = json.Unmarshal(raw, &e)
	}
	now := s.now()
	if err != nil || e.Until < now.UnixMilli() || !made(e.Until, now.Add(enrolmentLifetime)) {
		return e, &fault.Error{Kind: fault.Invalid, Text: "This setup key is too old. Scan the new one.", Err: err}
	}
	return e, nil
}
