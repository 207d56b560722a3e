package store

// end signs the administrator out everywhere and voids its mailed links. It
// returns how many sessions and links ended.
func (t *tx) end(id string) (sessions, links int, err error) {
	n, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1`, id)
	if err != nil {
		return 0, 0, err
	}
	links, err = t.voidLinks(id)
	return int(n), links, err
}

// endAll does what end does, also voids the API keys for good, and notes in out how
// many of each there were.
func (t *tx) endAll(id string, out *Outcome) (err error) {
	if out.Sessions, out.Links, err = t.end(id); err != nil {
		return err
	}
	out.Keys, err = t.voidKeys(id)
	return err
}
