package portal

import "unicode"

// FullName returns First Name, space, Last Name, and the first name alone of a
// person who has no other.
func FullName(first, last string) string {
	if last == "" || oneName(last) {
		return first
	}
	return first + " " + last
}

// oneName reports whether the last name is what stands for none: - or a dot.
func oneName(last string) bool { return last == "-" || last == "." }

// ShownLastName returns the last name, and "" for what stands for none.
func ShownLastName(last string) string {
	if oneName(last) {
		return ""
	}
	return last
}

// cleanLastName returns the last name cleaned. Any dash alone becomes a hyphen,
// since programs make one of the other.
func cleanLastName(last string) string {
	last = Clean(last)
	if c := []rune(last); len(c) == 1 && unicode.Is(unicode.Dash, c[0]) {
		return "-"
	}
	return last
}

// lastNameProblem says what keeps a cleaned last name from being used, or "".
func lastNameProblem(last string) string {
	switch {
	case oneName(last):
		return ""
	case last == "":
		return "Enter a last name. For a person with one name, enter a hyphen (-)."
	}
	return nameProblem(last, "a last name")
}
