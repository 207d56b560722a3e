package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtp/internal/digit"
	"mtp/internal/portal"
	"mtp/store/database"
)

// namesakes are organizations by the key of their name. Several have one key when they
// got nearly the same name before that was refused.
type namesakes map[string][]portal.Organization

func (n namesakes) add(o portal.Organization) {
	key := portal.NameKey(o.Name)
	n[key] = append(n[key], o)
}

func (n namesakes) remove(o portal.Organization) {
	key := portal.NameKey(o.Name)
	n[key] = slices.DeleteFunc(n[key], func(other portal.Organization) bool { return other.ID == o.ID })
}

// find returns the organization that is meant by a name with that key; of several, the
// one with exactly that name. unclear says why none of several is meant.
func (n namesakes) find(key, name string) (o portal.Organization, found bool, unclear string) {
	all := n[key]
	if len(all) == 1 {
		return all[0], true, ""
	}
	for _, form := range []func(string) string{portal.Clean, portal.Key} {
		for _, o := range all {
			if form(o.Name) == form(name) {
				return o, true, ""
			}
		}
	}
	if len(all) > 1 {
		unclear = fmt.Sprintf("%s organizations have nearly this name: %s. Write it exactly as one of them.", digit.Grouped(len(all)), strings.Join(quoted(all), ", "))
	}
	return o, false, unclear
}

// quoted returns the names of the organizations in quotation marks.
func quoted(all []portal.Organization) (names []string) {
	for _, o := range all {
		names = append(names, "“"+o.Name+"”")
	}
	return names
}

// Namesakes returns a sentence for each name that several organizations nearly share.
// It is no fault: they got it before that was refused.
func (s *Store) Namesakes(ctx context.Context) (sentences []string, err error) {
	same := namesakes{}
	var keys []string
	err = database.EachRow(ctx, s.db, `SELECT name_alike, id, name FROM organizations
		WHERE name_alike IN (SELECT name_alike FROM organizations GROUP BY name_alike HAVING COUNT(*) > 1) ORDER BY name_order, id`, nil, func(row database.Row) error {
		var key string
		var o portal.Organization
		err := row.Scan(&key, &o.ID, &o.Name)
		if len(same[key]) == 0 {
			keys = append(keys, key)
		}
		same[key] = append(same[key], o)
		return err
	})
	for _, key := range keys {
		sentences = append(sentences, fmt.Sprintf("%s organizations have nearly the same name: %s. Rename all but one.", digit.Grouped(len(same[key])), strings.Join(quoted(same[key]), ", ")))
	}
	return sentences, err
}

// others reports whether another organization than the one with the id has the key.
func (n namesakes) others(key, id string) bool {
	return slices.ContainsFunc(n[key], func(o portal.Organization) bool { return o.ID != id })
}
