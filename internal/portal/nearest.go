package portal

// Nearest returns the one of the names that is spelled most like the wanted one,
// "" when none is near: one letter may differ of up to four, two of up to eleven
// and three of more. Case and accents make no difference. Of several that
// are as near it is the first.
func Nearest(wanted string, names []string) string {
	goal := []rune(Fold(wanted))
	nearest, least := "", 2 // less than so many letters may differ
	switch {
	case len(goal) > MaxName:
		return ""
	case len(goal) > 11:
		least = 4
	case len(goal) > 4:
		least = 3
	}
	for _, name := range names {
		if d := distance(goal, []rune(Fold(name)), least); d < least {
			nearest, least = name, d
		}
	}
	return nearest
}

// distance is how many letters have to be added, left out, replaced or swapped
// with their neighbour to make b of a, or bound when it is that many or more.
func distance(a, b []rune, bound int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= bound {
		return bound
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			same := 1
			if a[i] == b[j] {
				same = 0
			}
			row[j+1] = min(last[j]+same, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], bound)
}
