package mail

import "strings"

// text returns the text part: paragraphs of short lines, the link alone on its
// line, every line ended by CRLF.
func (w wording) text() string {
	paragraphs := append([]string{w.Greeting()}, w.Opening...)
	for i, p := range paragraphs {
		paragraphs[i] = wrap(p)
	}
	if w.Link != "" {
		paragraphs = append(paragraphs, w.Link)
	}
	if len(w.Changes) > 0 {
		var items []string
		for _, c := range w.Changes {
			items = append(items, "- "+strings.ReplaceAll(wrap(c), "\n", "\n  "))
		}
		paragraphs = append(paragraphs, strings.Join(items, "\n"))
	}
	for _, p := range w.Closing {
		paragraphs = append(paragraphs, wrap(p))
	}
	paragraphs = append(paragraphs, wrap(w.Sender))
	return strings.ReplaceAll(strings.Join(paragraphs, "\n\n")+"\n", "\n", "\r\n")
}
