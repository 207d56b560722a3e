package portal

// Difference is an area in which two roles may not do the same.
type Difference struct {
	Area          Area
	Before, After Level
	Gains, Loses  bool // it can do something there that it could not before, or the other way round
}

// String words the difference: "Edit → Read-Only". Between Edit and the powers
// over users that a help desk has, it names those that Edit has beyond them: the
// names of the two levels leave that to be guessed.
func (d Difference) String() string {
	text := d.Before.String() + " → " + d.After.String()
	if d.Before == Edit && d.After == HelpUsers || d.Before == HelpUsers && d.After == Edit {
		text = "edit, suspend, restore and export (" + text + ")"
	}
	return text
}

// Compare lists, from the table that enforces them, the areas in which the role
// after may do something else than the role before; within an organization only
// those that are there for the organization's own administrators.
func Compare(before, after Role, withinOrganization bool) []Difference {
	var list []Difference
	for _, a := range Areas() {
		d := Difference{Area: a, Before: before.Level(a), After: after.Level(a)}
		had, has := levels[d.Before].powers, levels[d.After].powers
		if had == has || withinOrganization && !a.inOrganization() {
			continue
		}
		d.Gains, d.Loses = has&^had != 0, had&^has != 0
		list = append(list, d)
	}
	return list
}
