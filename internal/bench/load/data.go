package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// size is how much data there is.
type size struct{ administrators, organizations, access int }

func (s size) String() string {
	return fmt.Sprintf("%dx%dx%d", s.administrators, s.organizations, s.access)
}

// password is that of demo@mtp.example in all seeded data.
const password = "lantern cactus violet harbor"

// seeded returns a data folder that mtp seed filled. It is kept between runs,
// until the schema or what seeds it changes.
func (b *bench) seeded(ctx context.Context, s size) (string, error) {
	made, err := madeOf("store/migrations/*/*.sql", "store/seed*.go", "store/sample/*.go")
	if err != nil {
		return "", err
	}
	folder := filepath.Join(b.folder, "data-"+s.String()+"-"+made)
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	older, err := filepath.Glob(filepath.Join(b.folder, "data-"+s.String()+"-*"))
	if err != nil {
		return "", err
	}
	for _, old := range older {
		if err := os.RemoveAll(old); err != nil {
			return "", err
		}
	}
	log.Printf("seeding %s, once", s)
	part := folder + ".part"
	cmd := exec.CommandContext(ctx, b.programs.portal, "seed", "-administrators", fmt.Sprint(s.administrators), //nolint:gosec // our own program
		"-organizations", fmt.Sprint(s.organizations), "-access", fmt.Sprint(s.access))
	cmd.Env = append(os.Environ(), "MTP_DATA="+part, "MTP_PASSWORD="+password)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("mtp seed: %w", err)
	}
	return folder, os.Rename(part, folder)
}

// madeOf returns a short hash of the files that match.
func madeOf(patterns ...string) (string, error) {
	h := sha256.New()
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		if len(files) == 0 {
			return "", errors.New("there is no " + pattern + " here; run this in the root of the repository")
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(h, "%s %d\n%s", file, len(content), content)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:4]), nil
}

// copied returns a fresh copy of seeded data for a side of the run.
func (b *bench) copied(seeded, side string) (string, error) {
	folder := filepath.Join(b.folder, "run", side)
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	for _, name := range []string{"mtp.db", "mtp.key"} {
		if err := copyFile(filepath.Join(seeded, name), filepath.Join(folder, name)); err != nil {
			return "", err
		}
	}
	return folder, nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return errors.Join(err, out.Close())
	}
	// What is written now must not be written while something is measured.
	return errors.Join(out.Sync(), out.Close())
}

// room returns how many bytes are free where data is kept.
func (b *bench) room() (uint64, error) {
	var s syscall.Statfs_t
	err := syscall.Statfs(filepath.Dir(b.folder), &s)
	return s.Bavail * uint64(s.Bsize), err
}
