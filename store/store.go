// Package store keeps the portal in a database. Each exported method is one
// use case and one transaction: it loads who asks, decides in package portal,
// writes the change, its audit entry and its mail, and commits all or nothing.
//
// Its files stand on each other. At the bottom are what is read of a row
// (administrator_row, user_row), change, audit, outbox, links and access; above
// them people, sessions and organizations; on top lists, jobs, the account, imports
// and exports. A name stands in the lowest file that needs it.
package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"mtp/internal/credential"
	"mtp/store/database"
)

// Names of the files in the data folder.
const (
	// DatabaseFile is the database itself.
	DatabaseFile = "mtp.db"
	keyFile      = "mtp.key"
	lockFile     = "mtp.lock"
	servingFile  = "mtp.serving.lock"
	// OutboxFolder is where mail becomes files while no mail server is set.
	OutboxFolder = "outbox"
)

// Store is the database of one portal. It is safe for concurrent use.
type Store struct {
	db       *database.DB
	patience time.Duration // of a person's change; a test has less
	tuning   tuning
	now      func() time.Time
	hasher   *credential.Hasher
	key      credential.Key
	wake     chan struct{}
	jobs     chan struct{} // signalled when one was started
	held     sync.Map      // what is in the way of the jobs that came no further at the last try, by id
	names    atomic.Pointer[organizationNames]
	keyPath  string
	faults   atomic.Pointer[[]string] // what CheckBeside found

	refusals refusals
}

// Open opens the portal in the data folder, which it creates with mode 0700
// when it is missing, and brings the database up to date. now tells the time.
// An error is one clear sentence about what is wrong with the folder.
func Open(ctx context.Context, folder string, now func() time.Time) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be created: %w", err)
	}
	path, keyPath := filepath.Join(folder, DatabaseFile), filepath.Join(folder, keyFile)
	// The key is looked for first: another program that makes the portal meanwhile writes it last.
	_, err := os.Stat(keyPath)
	hadKey := err == nil
	if hadKey && !HoldsDatabase(folder) {
		return nil, keyAlone(path)
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("the database cannot be created: %w", err)
	}
	db, err := database.Open(ctx, path, filepath.Join(folder, lockFile), schema, hadKey)
	if errors.Is(err, database.ErrEmpty) {
		return nil, keyAlone(path)
	}
	if err != nil {
		return nil, database.Explain(path, err)
	}
	s := &Store{
		db:       db,
		patience: patience,
		tuning:   usual,
		now:      now,
		hasher:   credential.NewHasher(max(1, runtime.GOMAXPROCS(0)/2)), // the other half is for those who are signed in
		wake:     make(chan struct{}, 1),
		jobs:     make(chan struct{}, 1),

		keyPath: keyPath,
	}
	// The key comes last, so that a first start that is killed can begin again.
	for _, step := range []func(context.Context) error{s.probeWriting, s.identify, s.loadKey} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(database.Explain(path, err), s.Close())
		}
	}
	return s, nil
}

// keyAlone is the refusal of a key whose database is lost.
func keyAlone(path string) error {
	return fmt.Errorf("the database %s is missing or empty, and its key %s is there; a key without its database is a loss: restore the database from a backup, or remove the key to start anew", path, filepath.Join(filepath.Dir(path), keyFile))
}

// HoldsDatabase reports whether the folder has a database that is not empty.
func HoldsDatabase(folder string) bool {
	info, err := os.Stat(filepath.Join(folder, DatabaseFile))
	return err == nil && (info.IsDir() || info.Size() > 0)
}

// LockToServe keeps every other serve off the folder, which it creates when it is
// missing, until unlock is called or the program ends. Commands may run beside it.
func LockToServe(folder string) (unlock func() error, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be created: %w", err)
	}
	lock := flock.New(filepath.Join(folder, servingFile))
	free, err := lock.TryLock()
	if err != nil {
		return nil, database.Explain(filepath.Join(folder, DatabaseFile), err)
	}
	if !free {
		return nil, fmt.Errorf("another mtp serve runs on the folder %s; stop that one first, or choose another with MTP_DATA", folder)
	}
	return lock.Unlock, nil
}

// probeWriting changes nothing and waits until that is on disk, so that a
// database that cannot be written is known before anybody saves something.
func (s *Store) probeWriting(ctx context.Context) error {
	return s.db.WriteOne(ctx, `UPDATE portal SET provider_id = provider_id WHERE id = 1`)
}

// identify gives the provider's account an id, once.
func (s *Store) identify(ctx context.Context) error {
	var id string
	if err := s.db.QueryRowContext(ctx, `SELECT provider_id FROM portal WHERE id = 1`).Scan(&id); err != nil || id != "" {
		return err
	}
	return s.db.WriteOne(ctx, `UPDATE portal SET provider_id = $1 WHERE id = 1 AND provider_id = ''`, newID())
}

// create makes an empty file with mode 0600 unless there is one. SQLite gives its other
// files the same mode. A file that exists is not opened: closing it would drop the
// locks that this process holds on it.
func create(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// loadKey reads the key beside the database and makes sure that it is the one
// that the database was sealed with. A new portal gets a new key.
func (s *Store) loadKey(ctx context.Context) error {
	path := s.keyPath
	var fingerprint string
	const query = `SELECT key_fingerprint FROM portal WHERE id = 1`
	if err := s.db.QueryRowContext(ctx, query).Scan(&fingerprint); err != nil {
		return err
	}
	if fingerprint == "" {
		key, err := credential.LoadOrCreateKey(path)
		if err != nil {
			return err
		}
		s.key = key
		return s.db.WriteOne(ctx, `UPDATE portal SET key_fingerprint = $1 WHERE id = 1 AND key_fingerprint = ''`, key.Fingerprint())
	}
	key, err := credential.LoadKey(path)
	if err != nil {
		return fmt.Errorf("this database needs its key: %w", err)
	}
	if key.Fingerprint() != fingerprint {
		return fmt.Errorf("the key in %s is not the one that belongs to this database; put back the key file that was saved with it", path)
	}
	s.key = key
	return nil
}

// Close writes the refusals that were only counted, and ends all connections.
func (s *Store) Close() error {
	return errors.Join(s.writeRefusals(true), s.db.Close())
}

// Now is the time by the portal's clock.
func (s *Store) Now() time.Time { return s.now() }

// Mailed is signalled after a change that put mail into the outbox.
func (s *Store) Mailed() <-chan struct{} { return s.wake }

// ProviderName returns the provider's name, "" before the set-up.
func (s *Store) ProviderName(ctx context.Context) (string, error) {
	var name string
	err := s.db.QueryRowContext(ctx, `SELECT provider_name FROM portal WHERE id = 1`).Scan(&name)
	return name, err
}

// newID returns a random id of 128 bits or more.
func newID() string { return strings.ToLower(rand.Text()) }

// patience is how long somebody's change waits for those before it.
const patience = 10 * time.Second

// millisTime is the time of stored Unix milliseconds, the zero Time for 0.
func millisTime(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
