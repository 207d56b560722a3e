package web

import (
	"strings"
	"sync"
	"time"

	"mtp/internal/digit"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views/parts"
)

// number writes 1234 as "1,234".
func number(n int) string { return digit.Grouped(n) }

// counted writes "1 session" and "2 sessions".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// moment writes a time for people, and "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	text := iso(t) // which package time writes in a third of the time
	return text[:len("2006-01-02")] + " " + text[len("2006-01-02T"):len("2006-01-02T15:04")] + " UTC"
}

// day writes the day of a time, for the name of a file.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// iso writes a time for programs, and "" for none.
func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// firstOf lists the first names of n.
func firstOf(names []string, n int) string {
	text := strings.Join(names, ", ")
	if more := n - len(names); more > 0 {
		text += " and " + number(more) + " more"
	}
	return text
}

// reason is the sentence of a refusal, "" for none.
func reason(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Text
	}
	return ""
}

// ends says in numbers what ends at once.
func ends(sessions, links int) []string {
	first, second := "Nobody is logged in to the account.", "No emailed link is open."
	if sessions > 0 {
		first = counted(sessions, "session ends", "sessions end") + " at once."
	}
	if links > 0 {
		second = counted(links, "emailed link stops", "emailed links stop") + " working."
	}
	return []string{first, second}
}

// ended says what a change ended, after the sentence that says what it did.
func ended(out store.Outcome) string {
	if text := out.Ended(); text != "" {
		return " " + text
	}
	return ""
}

// reachText says which organizations the administrator reaches.
func reachText(a portal.Administrator) string {
	if a.AllOrganizations {
		return "All organizations"
	}
	return counted(a.OrganizationCount, "organization", "organizations")
}

// accessFacts says which organizations an administrator of the portal reaches, and
// nothing for one of an organization.
func accessFacts(a portal.Administrator) []parts.Fact {
	if a.OrganizationID != "" {
		return nil
	}
	return []parts.Fact{{Label: "Organization Access", Value: reachText(a)}}
}

// added says when somebody was added, and when they last logged in.
func added(at, lastLogin time.Time) []parts.Fact {
	login := moment(lastLogin)
	if login == "" {
		login = "Never"
	}
	return []parts.Fact{{Label: "Added", Value: moment(at), ISO: iso(at)}, {Label: "Last Login", Value: login, ISO: iso(lastLogin)}}
}

// gainsAndLosses words what somebody gains and loses by another role.
func gainsAndLosses(before, after portal.Role, within bool) (gains, loses []string) {
	for _, d := range portal.Compare(before, after, within) {
		line := d.Area.String() + ": " + d.String()
		if d.Area.Later() {
			line += " (comes later)"
		}
		if d.Gains {
			gains = append(gains, line)
		}
		if d.Loses {
			loses = append(loses, line)
		}
	}
	return gains, loses
}

// aboutRole says what a role may do in the portal or, within, as one of an
// organization's own.
func aboutRole(r portal.Role, within bool) parts.RoleAbout {
	return aboutChange(portal.NoRole, r, within)
}

// aboutChange says what the role to may do, and what somebody with the role from
// gains and loses by it. The result is shared: it must not be changed.
func aboutChange(from, to portal.Role, within bool) parts.RoleAbout {
	return roleTexts()[roleText{from, to, within}]
}

type roleText struct {
	from, to portal.Role
	within   bool
}

// roleTexts holds the text of every change of role, made once: a page shows eight.
var roleTexts = sync.OnceValue(func() map[roleText]parts.RoleAbout {
	texts := map[roleText]parts.RoleAbout{}
	for _, to := range portal.Roles() {
		for _, from := range append(portal.Roles(), portal.NoRole) {
			for _, within := range []bool{false, true} {
				about := parts.RoleAbout{Value: to.Key(), Name: to.String(), Text: to.Description(within), May: to.Powers(within), Warning: to.Warning(within)}
				if from != portal.NoRole && from != to {
					about.Change = &parts.RoleChange{From: from.String()}
					about.Change.Gains, about.Change.Loses = gainsAndLosses(from, to, within)
				}
				texts[roleText{from, to, within}] = about
			}
		}
	}
	return texts
})

// shortened keeps what somebody put into a cell from filling the page.
func shortened(cell string) string {
	if cut := []rune(cell); len(cut) > 2*portal.MaxName+1 {
		return string(cut[:2*portal.MaxName]) + "…"
	}
	return cell
}
