package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
)

// strengthAnswer is what the script of the page reads.
type strengthAnswer struct {
	OK   bool   `json:"ok"`
	Text string `json:"text"`
}

func TestTheStrengthOfAPasswordIsToldWhileItIsTyped(t *testing.T) {
	p := newPortal(t)
	for name, tt := range map[string]struct {
		form url.Values
		want strengthAnswer
	}{
		"nothing":                {url.Values{}, strengthAnswer{false, ""}},
		"nine characters":        {url.Values{"new_password": {"vqkzjwmhx"}}, strengthAnswer{false, "Too short: 9 of 15 characters"}},
		"unrelated words":        {url.Values{"new_password": {"plain wooden kettle orbit"}}, strengthAnswer{true, "Good"}},
		"a stranger's name":      {url.Values{"new_password": {"Zbigniew Brzezinski"}}, strengthAnswer{true, "Good"}},
		"the name on the page":   {url.Values{"new_password": {"Zbigniew Brzezinski"}, "first_name": {"Zbigniew"}, "last_name": {"Brzezinski"}}, strengthAnswer{false, "Easy to guess: it contains a name or a word that belongs to you or to this portal"}},
		"the name in the text":   {url.Values{"new_password": {"Zbigniew Brzezinski"}, "names": {"Zbigniew Brzezinski"}}, strengthAnswer{false, "Easy to guess: it contains a name or a word that belongs to you or to this portal"}},
		"a very long name":       {url.Values{"new_password": {"plain wooden kettle orbit"}, "names": {strings.Repeat("qj ", 100_000)}}, strengthAnswer{true, "Good"}},
		"a very long password":   {url.Values{"new_password": {strings.Repeat("x", 900_000)}}, strengthAnswer{false, "Too long: 900000 of at most 128 characters"}},
		"the words of the owner": {url.Values{"new_password": {"multi-tenant portal"}}, strengthAnswer{false, "Easy to guess: it contains a name or a word that belongs to you or to this portal"}},
	} {
		t.Run(name, func(t *testing.T) {
			answer := p.request(http.MethodPost, "/password-strength", portal.NoRole, tt.form.Encode())
			var got strengthAnswer
			if err := json.NewDecoder(answer.Body).Decode(&got); err != nil {
				t.Fatal(answer.Status, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if strings.Contains(p.log.String(), "password-strength") {
		t.Error("what is typed leaves a line in the log for each letter")
	}
}

func TestTooManyQuestionsOfStrengthAreRefusedAtOnce(t *testing.T) {
	noSlot := (&server{}).passwordStrength(make(chan struct{}))
	r := httptest.NewRequest(http.MethodPost, "/password-strength", strings.NewReader("new_password=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	if err := noSlot(echo.New().NewContext(r, answer)); err != nil {
		t.Fatal(err)
	}
	if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") == "" || answer.Body.Len() != 0 {
		t.Errorf("answers %d, %v, %q", answer.Code, answer.Header(), answer.Body)
	}
}
