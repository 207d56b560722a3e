package web

import (
	"encoding/json"
	"time"

	"github.com/alexedwards/scs/v2"
)

// codec writes what a browser's session holds, which is texts only, as JSON: it is
// read for each request, and the library's own takes ten times as long.
type codec struct{ scs.GobCodec }

type encoded struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	texts := make(map[string]string, len(values))
	for name, value := range values {
		texts[name] = value.(string)
	}
	return json.Marshal(encoded{deadline, texts})
}

// Decode also reads what the library's own wrote, for those who are signed in
// while the portal is upgraded.
func (c codec) Decode(data []byte) (time.Time, map[string]any, error) {
	if len(data) == 0 || data[0] != '{' {
		return c.GobCodec.Decode(data)
	}
	var e encoded
	err := json.Unmarshal(data, &e)
	values := make(map[string]any, len(e.Values))
	for name, text := range e.Values {
		values[name] = text
	}
	return e.Deadline, values, err
}
