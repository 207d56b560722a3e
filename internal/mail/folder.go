package mail

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	gomail "github.com/wneessen/go-mail"
)

// Folder is a Sender that puts each letter into a folder as an .eml file
// (RFC 5322), for a portal whose mail is not set up.
type Folder struct {
	Dir  string // made with mode 0700 when missing
	From string // sender's address
	URL  string // the portal's public base URL
}

// Send writes the letter to FileName(l) with mode 0600. The file is complete
// and on disk when Send returns nil. The same letter again replaces its file.
func (f Folder) Send(ctx context.Context, l Letter) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	msg, err := Compose(l, f.From, f.URL)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fmt.Errorf("mail: make the outbox folder: %w", err)
	}
	path := filepath.Join(f.Dir, FileName(l))
	// The name is fixed, so that what a crash leaves is used up by the next try.
	partial := filepath.Join(f.Dir, "."+FileName(l)+".part")
	if err := write(partial, msg); err != nil {
		os.Remove(partial)
		return fmt.Errorf("mail: write the letter's file: %w", err)
	}
	if err := os.Rename(partial, path); err != nil {
		return fmt.Errorf("mail: name the letter's file: %w", err)
	}
	dir, err := os.Open(f.Dir)
	if err != nil {
		return fmt.Errorf("mail: open the outbox folder: %w", err)
	}
	defer dir.Close()
	return dir.Sync()
}

// write writes the message to a file and on to the disk.
func write(path string, msg *gomail.Msg) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := msg.WriteTo(file); err != nil {
		return err
	}
	return file.Sync()
}
