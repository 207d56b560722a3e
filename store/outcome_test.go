package store

import "testing"

func TestWhatEndedIsSaidInSentences(t *testing.T) {
	for want, out := range map[string]Outcome{
		"":                 {},
		"1 session ended.": {Sessions: 1},
		"2 sessions ended. 1 open link stopped working.":                                           {Sessions: 2, Links: 1},
		"1 API key stopped working for good.":                                                      {Keys: 1},
		"1,400 sessions ended. 2 open links stopped working. 2 API keys stopped working for good.": {Sessions: 1400, Links: 2, Keys: 2},
	} {
		if got := out.Ended(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
