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

// thereIsADatabase refuses a folder without one, which opening it would make.
func thereIsADatabase(folder string) error {
	if _, err := os.Stat(filepath.Join(folder, store.DatabaseFile)); err != nil {
		return fmt.Errorf("there is no database in %s", folder)
	}
	return nil
}
