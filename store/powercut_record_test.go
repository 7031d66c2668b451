//go:build unix

package store

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// liveForTheRecord makes a project, does some of everything in it and brings it
// to a later schema; on one thread, so that a tracer sees one row of calls.
func liveForTheRecord(folder string) error {
	runtime.LockOSThread()
	env := &surroundings{}
	p, err := Create(ctx, filepath.Join(folder, "veld.veldwerk"), env.options())
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(os.Stdout, "done 0 - create"); err != nil {
		return err
	}
	l, err := liveIn(p, env.options(), 1, os.Stdout)
	if err != nil {
		return err
	}
	for _, a := range everyAct { // each at least once
		if err := l.do(a.name, a.do); err != nil {
			return err
		}
	}
	for range 28 {
		if err := l.step(); err != nil {
			return err
		}
	}
	if err := l.Close(); err != nil {
		return err
	}
	steps, err := laterSchema()
	if err != nil {
		return err
	}
	if l.Project, err = open(ctx, p.info.Path, env.options(), steps); err != nil {
		return err
	}
	for range 3 {
		if err := l.do("code", (*life).code); err != nil {
			return err
		}
	}
	return l.Close()
}

// laterSchema is the present schema and two steps more.
func laterSchema() ([]string, error) {
	steps, err := schemaSteps()
	return append(slices.Clone(steps),
		"ALTER TABLE coder ADD COLUMN colour INTEGER NOT NULL DEFAULT 3; CREATE TABLE later (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT",
		"INSERT INTO later SELECT id, title FROM document; CREATE INDEX later_body ON later (body)"), err
}
