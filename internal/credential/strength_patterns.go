package credential

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ccojocar/zxcvbn-go/adjacency"
	"github.com/ccojocar/zxcvbn-go/data"
	"github.com/ccojocar/zxcvbn-go/entropy"
	"github.com/ccojocar/zxcvbn-go/match"
)

// The patterns that zxcvbn looks for in a password, which must be ASCII. Its own
// package for them reads all of its words when a program starts, for half of the
// time and a third of the memory that the portal needs to start. These find the
// same, as a test says, and the words are read when the first password is looked at.

// patterns returns what of the password follows from less than its letters.
func patterns(password string, words []string) []match.Match {
	found := inDictionary(password, "user_inputs", ranked(words))
	read := []string{password}
	if disguised(password) <= disguises {
		read = append(read, readings(password)...)
	}
	for _, text := range read {
		for name, ranks := range dictionaries() {
			found = append(found, inDictionary(text, name, ranks)...)
		}
	}
	for _, keyboard := range []string{"qwerty", "dvorak", "keypad", "macKeypad"} {
		found = append(found, alongKeys(password, adjacency.GraphMap[keyboard])...)
	}
	found = append(found, repeated(password)...)
	found = append(found, inOrder(password)...)
	return append(found, dates(password)...)
}

// dictionaries are the words of zxcvbn by their rank.
var dictionaries = sync.OnceValue(func() map[string]map[string]int {
	all := map[string]map[string]int{}
	for _, name := range []string{"MaleNames", "FemaleNames", "Surnames", "English", "Passwords"} {
		var words struct{ List []string }
		if err := json.Unmarshal(data.MustAsset("data/"+name+".json"), &words); err != nil {
			panic("credential: the words of zxcvbn: " + err.Error()) // they are a part of the program
		}
		all[name] = ranked(words.List)
	}
	return all
})

// ranked numbers the words from 1.
func ranked(words []string) map[string]int {
	ranks := make(map[string]int, len(words))
	for i, w := range words {
		ranks[strings.ToLower(w)] = i + 1
	}
	return ranks
}

func inDictionary(password, name string, ranks map[string]int) []match.Match {
	var found []match.Match
	lower := strings.ToLower(password)
	for i := range lower {
		for j := i; j < len(lower); j++ {
			if rank, known := ranks[lower[i:j+1]]; known {
				m := match.Match{Pattern: "dictionary", DictionaryName: name, I: i, J: j, Token: password[i : j+1]}
				m.Entropy = entropy.DictionaryEntropy(m, float64(rank))
				found = append(found, m)
			}
		}
	}
	return found
}

// readings returns each text that the password's signs may stand for: each sign for
// one letter, and each letter behind one sign, as "4" or "@" for "a".
func readings(password string) []string {
	standsFor := map[string][]string{} // letters by sign
	for letter, signs := range adjacency.GraphMap["l33t"].Graph {
		for _, sign := range signs {
			if strings.Contains(password, sign) {
				standsFor[sign] = append(standsFor[sign], letter)
			}
		}
	}
	ways := []map[string][]string{{}} // signs by letter
	for sign, letters := range standsFor {
		var more []map[string][]string
		for _, way := range ways {
			for _, letter := range letters {
				next := maps.Clone(way)
				next[letter] = append(slices.Clip(next[letter]), sign)
				more = append(more, next)
			}
		}
		ways = more
	}
	var all []string
	for _, way := range ways {
		texts := []string{password}
		for letter, signs := range way {
			var more []string
			for _, text := range texts {
				for _, sign := range signs {
					more = append(more, strings.ReplaceAll(text, sign, letter))
				}
			}
			texts = more
		}
		all = append(all, texts...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(text string) bool { return text == password })
}

// alongKeys finds rows of keys that are next to each other.
func alongKeys(password string, keyboard adjacency.Graph) []match.Match {
	var found []match.Match
	for i, j := 0, 1; i < len(password)-1; i, j = j, j+1 {
		direction, turns, shifted := -1, 0, 0
		for ; j < len(password); j++ {
			neighbours, key := keyboard.Graph[password[j-1:j]], password[j:j+1]
			to := slices.IndexFunc(neighbours, func(keys string) bool { return strings.Contains(keys, key) })
			if to < 0 {
				break
			}
			if strings.Index(neighbours[to], key) == 1 {
				shifted++
			}
			if to != direction {
				direction = to
				turns++
			}
		}
		if j-i > 2 {
			m := match.Match{Pattern: "spatial", DictionaryName: keyboard.Name, I: i, J: j - 1, Token: password[i:j]}
			m.Entropy = entropy.SpatialEntropy(m, turns, shifted)
			found = append(found, m)
		}
	}
	return found
}

// repeated finds one letter three times and more.
func repeated(password string) []match.Match {
	var found []match.Match
	for i, j := 0, 1; i < len(password); i, j = j, j+1 {
		for j < len(password) && strings.EqualFold(password[j-1:j], password[j:j+1]) {
			j++
		}
		if j-i > 2 {
			m := match.Match{Pattern: "repeat", I: i, J: j - 1, Token: password[i:j]}
			m.Entropy = entropy.RepeatEntropy(m)
			found = append(found, m)
		}
	}
	return found
}

// inOrder finds parts of the alphabet and of the digits, forwards and backwards.
func inOrder(password string) []match.Match {
	var found []match.Match
	for i, j := 0, 1; i < len(password); i, j = j, j+1 {
		for _, order := range []string{"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"} {
			at := func(i int) int { return strings.IndexByte(order, password[i]) }
			if j >= len(password) || at(i) < 0 || at(j) < 0 || at(j)-at(i) != 1 && at(j)-at(i) != -1 {
				continue
			}
			step := at(j) - at(i)
			for j < len(password) && at(j)-at(j-1) == step {
				j++
			}
			if j-i > 2 {
				m := match.Match{Pattern: "sequence", I: i, J: j - 1, Token: password[i:j]}
				m.Entropy = entropy.SequenceEntropy(m, len(order), step == 1)
				found = append(found, m)
			}
			break
		}
	}
	return found
}

// dateForms are how dates are written, with day, month and year as their parts.
var dateForms = sync.OnceValue(func() []*regexp.Regexp {
	const between, year = `(?P<between>[\s\-/\\_.])`, `(?P<year>19\d{2}|200\d|201\d|\d{2})`
	return []*regexp.Regexp{
		regexp.MustCompile(`(?P<month>\d{1,2})[\s\-/\\_.](?P<day>\d{1,2})` + between + year),
		regexp.MustCompile(year + `[\s\-/\\_.](?P<day>\d{1,2})` + between + `(?P<month>\d{1,2})`),
	}
})

var digits = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d{4,8}`) })

// dates finds dates with and without signs between their parts. zxcvbn counts the
// letter behind as a part of them, and so does this.
func dates(password string) []match.Match {
	var found []match.Match
	add := func(text, day, month, year, between string) {
		d, _ := strconv.ParseInt(day, 10, 16)
		m, _ := strconv.ParseInt(month, 10, 16)
		y, _ := strconv.ParseInt(year, 10, 16)
		if m >= 12 && m <= 31 && d <= 12 {
			d, m = m, d
		}
		if d > 31 || m > 12 || y > 99 && y < 1900 || y > 2025 {
			return
		}
		i := strings.Index(password, text)
		found = append(found, match.Match{
			I: i, J: i + len(text), DictionaryName: "date_match", Token: text,
			Entropy: entropy.DateEntropy(match.DateMatch{Year: y, Separator: between}),
		})
	}
	for _, form := range dateForms() {
		for _, parts := range form.FindAllStringSubmatch(password, -1) {
			part := func(name string) string { return parts[form.SubexpIndex(name)] }
			add(parts[0], part("day"), part("month"), part("year"), part("between"))
		}
	}
	for _, text := range digits().FindAllString(password, -1) {
		switch len(text) {
		case 6:
			add(text, text[2:4], text[4:], text[:2], "")
		case 8:
			add(text, text[4:6], text[6:], text[:4], "")
			add(text, text[:2], text[2:4], text[4:], "")
		}
	}
	return found
}
