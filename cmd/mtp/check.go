package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mtp/store"
)

// check verifies the database and what must always hold.
func check(ctx context.Context, args []string, c config, _ io.Reader, out, errs io.Writer) error {
	f := flags("check", "verifies the database and its rules, and prints a line for each fault.", out)
	f.StringVar(&c.data, "data", c.data, "data `folder` (MTP_DATA)")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := thereIsADatabase(c.data); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.data, time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	faults, err := s.Check(ctx)
	if err != nil {
		return err
	}
	for _, fault := range faults {
		fmt.Fprintln(errs, fault)
	}
	namesakes, err := s.Namesakes(ctx)
	if err != nil {
		return err
	}
	for _, sentence := range namesakes {
		fmt.Fprintln(out, sentence)
	}
	if len(faults) > 0 {
		return errors.New("the database has faults")
	}
	fmt.Fprintln(out, "The database and its rules are in order.")
	return nil
}

// thereIsADatabase refuses a folder without one, or with an empty one, which
// opening it would make.
func thereIsADatabase(folder string) error {
	if store.HoldsDatabase(folder) {
		return nil
	}
	if path := filepath.Join(folder, store.DatabaseFile); exists(path) {
		return fmt.Errorf("the database %s is empty; restore it from a backup", path)
	}
	return fmt.Errorf("there is no database in %s", folder)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
