package web

import (
	bill "mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/internal/postal"
	"mtp/store"
	"mtp/views/parts"
)

// textPart is a field that is typed.
func textPart(name, label, now string, yours *string) part {
	return part{name: name, label: label, now: now, yours: portal.Clean(*yours), keep: func() { *yours = now }}
}

// switchPart is a checkbox.
func switchPart(name, label string, now bool, yours *bool) part {
	return part{name: name, label: label, now: portal.OnOff(now), yours: portal.OnOff(*yours), keep: func() { *yours = now }}
}

// statusPart is where somebody stands, which no form changes.
func statusPart(now string) part { return part{name: "status", label: "Status", now: now, yours: now} }

// administratorParts are the fields of the form of an administrator.
func administratorParts(now portal.Administrator, d *portal.Draft, changes store.Changes) []part {
	parts := []part{
		textPart(portal.FieldFirstName, "First Name", now.FirstName, &d.FirstName),
		textPart(portal.FieldLastName, "Last Name", now.LastName, &d.LastName),
		textPart(portal.FieldEmail, "Administrator Email Address", now.Email, &d.Email),
		switchPart("require_mfa", "Require MFA", now.RequireMFA, &d.RequireMFA),
		{name: portal.FieldRole, label: "Role", now: now.Role.String(), yours: d.Role.String(), keep: func() { d.Role = now.Role }},
		switchPart(portal.FieldAPIAccess, "API access", now.APIAccess, &d.APIAccess),
	}
	if now.OrganizationID == "" {
		access := part{
			name: portal.FieldAccess, label: "Organization Access", now: reachDraft(now.Draft()), yours: reachDraft(*d),
			keep: func() { d.AllOrganizations = now.AllOrganizations },
		}
		if now.AllOrganizations && !d.AllOrganizations && len(changes) > 0 {
			access.yours += " with your changes" // which All organizations would drop
		}
		parts = append(parts, access)
	}
	return append(parts, statusPart(now.Standing()))
}

// access tells what others changed of the organizations that somebody reaches. The
// form holds changes alone, which are applied to whatever is saved by then.
func (m *merging) access(changes store.Changes) {
	for _, e := range m.entries {
		for _, f := range e.Changes {
			words, ok := store.AccessWords(f)
			if !ok {
				continue
			}
			d := parts.Difference{Group: "Changed by " + m.author(e) + ". It stays so.", Field: "Organization Access", Theirs: words, Yours: "No changes"}
			if len(changes) > 0 {
				d.Group = "Changed by " + m.author(e) + ", and here by you. Yours are made on top of theirs."
				d.Yours = "The changes in the form"
			}
			m.theirs = append(m.theirs, d)
		}
	}
}

// userParts are the fields of the form of a user.
func userParts(now portal.User, d *portal.UserDraft) []part {
	return []part{
		textPart(portal.FieldFirstName, "First Name", now.FirstName, &d.FirstName),
		textPart(portal.FieldLastName, "Last Name", now.LastName, &d.LastName),
		textPart(portal.FieldUsername, "Username", now.Username, &d.Username),
		textPart(portal.FieldEmail, "User Email", now.Email, &d.Email),
		statusPart(now.Standing()),
	}
}

// organizationParts are the fields of the form of an organization.
func organizationParts(now portal.Organization, name *string) []part {
	return []part{textPart(portal.FieldName, "Organization Name", now.Name, name)}
}

// informationParts are the fields of the billing information. An address is one part:
// half of one and half of another would be nobody's address.
func informationParts(now bill.Information, i *bill.Information) []part {
	billed := func(i bill.Information) string {
		if i.Same {
			return "Same as mailing address"
		}
		return store.AddressWords(i.Billing)
	}
	parts := []part{
		textPart(bill.FieldContactName, "Name", now.Name, &i.Name),
		textPart(bill.FieldContactEmail, "Email", now.Email, &i.Email),
		textPart(bill.FieldContactPhone, "Phone", now.Phone, &i.Phone),
		{
			name: bill.MailingPrefix + postal.FieldCountry, label: "Mailing address", now: store.AddressWords(now.Mailing), yours: store.AddressWords(i.Mailing),
			keep: func() { i.Mailing = now.Mailing },
		},
		{name: bill.FieldSame, label: "Billing address", now: billed(now), yours: billed(*i), keep: func() { i.Same, i.Billing = now.Same, now.Billing }},
	}
	for n, entry := range []string{"Contact name", "Contact email", "Contact phone"} {
		parts[n].entry = entry
		parts[n].phone = parts[n].name == bill.FieldContactPhone
	}
	return parts
}

// methodParts are the fields of a payment method.
func methodParts(now bill.Method, m *bill.Method) []part {
	expiry := func(m bill.Method) string {
		if m.Expiry == 0 {
			return ""
		}
		return m.Expiry.First().Format("01/2006")
	}
	return []part{
		{name: bill.FieldKind, label: "Kind", now: now.Kind.String(), yours: m.Kind.String(), keep: func() { m.Kind = now.Kind }},
		textPart(bill.FieldHolder, "Holder", now.Holder, &m.Holder),
		textPart(bill.FieldLastFour, "Last four digits", now.LastFour, &m.LastFour),
		{name: bill.FieldExpiryMonth, label: "Expiry", now: expiry(now), yours: expiry(*m), keep: func() { m.Expiry = now.Expiry }},
		textPart(bill.FieldReference, "Reference", now.Reference, &m.Reference),
	}
}
