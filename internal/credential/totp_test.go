package credential

import (
	"encoding/base32"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// rfcSecret is the secret of RFC 6238, appendix B, for SHA-1.
var rfcSecret = base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))

// at returns the time the seconds after 1970.
func at(seconds int64) time.Time { return time.Unix(seconds, 0) }

// codeAt returns the code of the secret at the step, by the library alone.
func codeAt(t *testing.T, secret string, step uint64) string {
	t.Helper()
	code, err := hotp.GenerateCode(secret, step)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestTheCodesAreThoseOfRFC6238(t *testing.T) {
	// Appendix B, the last six of its eight digits.
	for seconds, code := range map[int64]string{
		59:          "287082",
		1111111109:  "081804",
		1111111111:  "050471",
		1234567890:  "005924",
		2000000000:  "279037",
		20000000000: "353130",
	} {
		if step, ok := MatchTOTP(rfcSecret, code, at(seconds), 0); !ok || step != seconds/30 {
			t.Errorf("%s at %d: step %d, %v", code, seconds, step, ok)
		}
	}
}

func TestACodeIsGoodForItsStepAndOneEitherSide(t *testing.T) {
	// 005924 belongs to step 41152263, seconds 1234567890 to 1234567919.
	const first, step = 1234567890, 41152263
	for seconds, want := range map[int64]bool{
		first - 31: false,
		first - 30: true,
		first - 1:  true,
		first:      true,
		first + 29: true,
		first + 30: true,
		first + 59: true,
		first + 60: false,
	} {
		got, ok := MatchTOTP(rfcSecret, "005924", at(seconds), 0)
		if ok != want || ok && got != step {
			t.Errorf("%+d s: step %d, %v; want %v", seconds-first, got, ok, want)
		}
	}
}

func TestACodeIsAcceptedOnce(t *testing.T) {
	now := at(1234567890)
	last, ok := MatchTOTP(rfcSecret, "005924", now, 0)
	if !ok {
		t.Fatal("refused the first time")
	}
	for _, later := range []time.Duration{0, time.Second, 30 * time.Second} {
		if _, ok := MatchTOTP(rfcSecret, "005924", now.Add(later), last); ok {
			t.Errorf("accepted again after %v", later)
		}
	}
	if _, ok := MatchTOTP(rfcSecret, "005924", now, last-1); !ok {
		t.Error("refused although only an earlier step was used")
	}
}

func TestTwoStepsWithTheSameCodeAreUsedUpTogether(t *testing.T) {
	// Found by trying: the first neighbours of the secret that share a code.
	const step = 910737
	secret, now := rfcSecret, at(step*30)
	code := codeAt(t, secret, step)
	if code != codeAt(t, secret, step+1) {
		t.Fatal("the two steps have different codes")
	}
	last, ok := MatchTOTP(secret, code, now, 0)
	if !ok {
		t.Fatal("refused the first time")
	}
	if again, ok := MatchTOTP(secret, code, now.Add(30*time.Second), last); ok {
		t.Errorf("accepted at step %d and again at %d", last, again)
	}
}

func TestACodeOfAWrongClockIsRecognisedUpToTenMinutesAway(t *testing.T) {
	const first, step = 1234567890, 41152263
	for seconds, want := range map[int64]bool{
		first - 601: false, first - 600: true, first - 60: true, first - 31: true,
		first - 30: false, first: false, first + 59: false, // those that MatchTOTP accepts, or has
		first + 60: true, first + 629: true, first + 630: false,
	} {
		got, ok := StepOfWrongClock(rfcSecret, "００５-９２４", at(seconds))
		if ok != want || ok && (got != step || !TimeOfStep(got).Equal(at(first))) {
			t.Errorf("%+d s: step %d, %v; want %v", seconds-first, got, ok, want)
		}
	}
	for _, code := range []string{"", "005925", "05924"} {
		if _, ok := StepOfWrongClock(rfcSecret, code, at(first+300)); ok {
			t.Errorf("%q is recognised", code)
		}
	}
}

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	for _, code := range []string{
		"005 924", " 005924\t", "0 0 5 9 2 4", "005\u00a0924", "005-924", "005–924", "005\u2011924",
		"００５９２４", "٠٠٥٩٢٤", "۰۰۵۹۲۴", "005924\u200b", "\u202a005\u2060924\u202c", "\ufeff005924",
	} {
		if _, ok := MatchTOTP(rfcSecret, code, at(1234567890), 0); !ok {
			t.Errorf("%q is refused", code)
		}
	}
}

func TestWhatIsMalformedNeverMatches(t *testing.T) {
	now := at(1234567890)
	for name, tc := range map[string]struct {
		secret, code string
		now          time.Time
	}{
		"no code":                    {rfcSecret, "", now},
		"spaces only":                {rfcSecret, "      ", now},
		"a wrong code":               {rfcSecret, "005925", now},
		"five digits":                {rfcSecret, "00592", now},
		"without leading zeros":      {rfcSecret, "5924", now},
		"seven digits":               {rfcSecret, "0005924", now},
		"the eight digits":           {rfcSecret, "89005924", now},
		"letters":                    {rfcSecret, "OO5924", now},
		"other signs between":        {rfcSecret, "005.924", now},
		"figures that count":         {rfcSecret, "⓪⓪⑤⑨②④", now},
		"bytes that are not text":    {rfcSecret, "\xff\xff\xff\xff\xff\xff", now},
		"an endless code":            {rfcSecret, strings.Repeat("0", 1e6), now},
		"no secret":                  {"", codeAt(t, "", 41152263), now},
		"a secret below 128 bits":    {rfcSecret[:24], codeAt(t, rfcSecret[:24], 41152263), now},
		"a secret that isn't base32": {strings.Repeat("1", 32), "005924", now},
		"a time before 1970":         {rfcSecret, "005924", at(-3600)},
		"the zero time":              {rfcSecret, "005924", time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			if step, ok := MatchTOTP(tc.secret, tc.code, tc.now, 0); ok || step != 0 {
				t.Errorf("step %d, %v", step, ok)
			}
		})
	}
}

func TestTOTPSecretsAre160BitsAndNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		secret := NewTOTPSecret()
		if !regexp.MustCompile(`^[A-Z2-7]{32}$`).MatchString(secret) || seen[secret] {
			t.Fatalf("secret %q", secret)
		}
		seen[secret] = true
	}
}

func TestTheAddressTellsAnAppAllItNeeds(t *testing.T) {
	for name, tc := range map[string]struct{ issuer, account, wantIssuer, wantAccount string }{
		"plain":                {"Hosting", "ada@engine.example", "Hosting", "ada@engine.example"},
		"spaces":               {"Analytical Hosting", "ada@engine.example", "Analytical Hosting", "ada@engine.example"},
		"signs of an address":  {"A&B=C + D? #1/2 100%", "ada+mtp@engine.example", "A&B=C + D? #1/2 100%", "ada+mtp@engine.example"},
		"letters beyond ASCII": {"Büro “Süd” 山", "münz@engine.example", "Büro “Süd” 山", "münz@engine.example"},
		"colons":               {"Hosting: the portal", "ada:x@engine.example", "Hosting the portal", "ada x@engine.example"},
	} {
		t.Run(name, func(t *testing.T) {
			address := TOTPAddress(tc.issuer, tc.account, rfcSecret)
			key, err := otp.NewKeyFromURL(address)
			if err != nil {
				t.Fatal(err)
			}
			want := []any{"totp", tc.wantIssuer, tc.wantAccount, rfcSecret, uint64(30), otp.DigitsSix, otp.AlgorithmSHA1}
			got := []any{key.Type(), key.Issuer(), key.AccountName(), key.Secret(), key.Period(), key.Digits(), key.Algorithm()}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", address, diff)
			}
			if strings.ContainsAny(address, "+ \"<") {
				t.Errorf("%s holds a sign that an app or a page could misread", address)
			}
		})
	}
}
