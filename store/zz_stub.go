package store

func (t *tx) billTo() (string, error)             { return "", nil }
func (t *tx) defaultMethodWords() (string, error) { return "", nil }
