package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Options are what a project needs of its surroundings.
type Options struct {
	ReadOnly bool
	Now      func() time.Time // clock; UTC is taken from it
	NewID    func() uuid.UUID // UUIDv7 source
	Device   string           // id of this machine: changes form one chain per device
	Version  string           // of the program, kept with sessions
	// Keep names the file that a copy of an older project goes to before it is
	// brought up to date. nil, "" and a place that can't be written mean beside
	// the project.
	Keep func(Info) string
}

// Info says which project this is.
type Info struct {
	ID       uuid.UUID
	Name     string // the file's base name without .veldwerk
	Path     string
	Schema   int
	ReadOnly bool
	Newer    bool // made by a newer veldwerk, hence read-only
	Created  time.Time
}

// Project is an open project file; one field per noun. Its methods may be
// called by several goroutines; acts wait for each other.
type Project struct {
	Documents  *Documents
	Speakers   *Speakers
	Cases      *Cases
	Attributes *Attributes
	Codes      *Codes
	Themes     *Themes
	Codings    *Codings
	Memos      *Memos
	Coders     *Coders
	Slots      *Slots
	Queries    *Queries
	Quarantine *Quarantine
	Changes    *Changes
	Sessions   *Sessions

	info    Info
	options Options
	session string // "" when this opening left no row

	readers *readers

	lending    sync.Mutex // held while the file of somebody else is read
	writing    sync.Mutex // held for the length of an act
	pool       *sql.DB    // nil when read-only
	writer     *sql.Conn  // the only connection of pool
	statements map[string]prepared

	texts texts
	moved []string // documents of which a revision's number means another text since the act began
}

// Create makes a new project file; an existing file is never touched
// (os.ErrExist).
func Create(ctx context.Context, path string, opt Options) (*Project, error) {
	if opt.ReadOnly || opt.Now == nil || opt.NewID == nil {
		return nil, fmt.Errorf("create without clock, ids or leave to write: %w", ErrInvalid)
	}
	steps, err := schemaSteps()
	if err != nil {
		return nil, err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// SQLite would make the file readable to everyone; its journal takes the
	// mode of the file.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	if err := layOut(ctx, path, opt, steps); err != nil {
		return nil, errors.Join(fault(err), os.Remove(path))
	}
	return open(ctx, path, opt, steps)
}

// layOut makes the tables in an empty file, all or nothing.
func layOut(ctx context.Context, path string, opt Options, steps []string) error {
	pool, err := openPool(writerAddress(path), 1)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return within(ctx, conn, func() error {
		for _, sql := range steps {
			if _, err := conn.ExecContext(ctx, sql); err != nil {
				return err
			}
		}
		mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))
		if _, err := conn.ExecContext(ctx, mark); err != nil {
			return err
		}
		_, err := conn.ExecContext(ctx, "INSERT INTO project (id, created) VALUES (?, ?)",
			opt.NewID().String(), opt.Now().UTC().UnixMilli())
		return err
	})
}

// Open opens an existing project: ErrNotProject, ErrDamaged, ErrBusy,
// os.ErrNotExist. It opens read-only, and says so in Info, when the file or
// its folder can't be written or a newer veldwerk made it.
func Open(ctx context.Context, path string, opt Options) (*Project, error) {
	steps, err := schemaSteps()
	if err != nil {
		return nil, err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return open(ctx, path, opt, steps)
}

func open(ctx context.Context, path string, opt Options, steps []string) (*Project, error) {
	var p *Project
	err := twice(ctx, path, func() error {
		var err error
		p, err = openOnce(ctx, path, opt, steps)
		return err
	})
	return p, err
}

func openOnce(ctx context.Context, path string, opt Options, steps []string) (*Project, error) {
	info, err := inspect(ctx, path)
	if err != nil {
		return nil, err
	}
	info.Newer = info.Schema > len(steps)
	info.ReadOnly = opt.ReadOnly || info.Newer
	p := &Project{info: info, options: opt, statements: map[string]prepared{}}
	p.furnish()
	if !p.info.ReadOnly {
		if opt.Now == nil || opt.NewID == nil {
			return nil, fmt.Errorf("open without clock or ids: %w", ErrInvalid)
		}
		if err := proveBefore(ctx, path); err != nil {
			return nil, err
		}
		if err := p.openWriter(ctx, steps); err != nil {
			return nil, errors.Join(fault(err), p.Close())
		}
	}
	db, err := openPool(readerAddress(path), 2)
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.readers = &readers{db, path}
	return p, nil
}

func (p *Project) furnish() {
	p.Documents = &Documents{p}
	p.Speakers = &Speakers{p}
	p.Cases = &Cases{p}
	p.Attributes = &Attributes{p}
	p.Codes = &Codes{p}
	p.Themes = &Themes{p}
	p.Codings = &Codings{p}
	p.Memos = &Memos{p}
	p.Coders = &Coders{p}
	p.Slots = &Slots{p}
	p.Queries = &Queries{p}
	p.Quarantine = &Quarantine{p}
	p.Sessions = &Sessions{p}
	p.Changes = &Changes{p}
}

// inspect tells what file this is. It writes nothing but what a killed program
// left half written: that is rolled back.
func inspect(ctx context.Context, path string) (Info, error) {
	info, err := inspectOnly(ctx, path)
	if needsRecovery(err) {
		info, err = identify(ctx, recoveryAddress(path))
		info.Path, info.Name = path, nameOf(path)
	}
	if cannotWrite(err) {
		// It is there, but SQLite could not even read it.
		return Info{}, fmt.Errorf("%s: %w: %w", path, os.ErrPermission, fault(err))
	}
	if err != nil {
		return Info{}, fmt.Errorf("%s: %w", path, fault(err))
	}
	return info, nil
}

// inspectOnly is inspect for a file that is not ours to write.
func inspectOnly(ctx context.Context, path string) (Info, error) {
	stat, err := os.Stat(path)
	if err != nil {
		return Info{}, err
	}
	// SQLite takes an empty file for a new database.
	if !stat.Mode().IsRegular() || stat.Size() == 0 {
		return Info{}, ErrNotProject
	}
	info, err := identify(ctx, readerAddress(path))
	if err != nil {
		return Info{}, err
	}
	info.Path, info.Name = path, nameOf(path)
	return info, nil
}

// nameOf is the name of a project by its path.
func nameOf(path string) string { return strings.TrimSuffix(filepath.Base(path), ".veldwerk") }

func identify(ctx context.Context, dsn string) (Info, error) {
	db, err := openPool(dsn, 1)
	if err != nil {
		return Info{}, err
	}
	defer func() { _ = db.Close() }()
	var application, created int64
	var info Info
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application); err != nil {
		return Info{}, err
	}
	if application != applicationID {
		return Info{}, ErrNotProject
	}
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&info.Schema); err != nil {
		return Info{}, err
	}
	// Ours are UTF-8: in UTF-16 half a character is another text each time that
	// it is read, and no hash of it holds.
	var encoding string
	if err := db.QueryRowContext(ctx, "PRAGMA encoding").Scan(&encoding); err != nil {
		return Info{}, err
	}
	if encoding != "UTF-8" {
		return Info{}, &TrustError{"encoding", "changed"}
	}
	// Before the first query on a table: what bears its name may be a view.
	if err := trusted(ctx, db, info.Schema); err != nil {
		return Info{}, err
	}
	err = db.QueryRowContext(ctx, "SELECT id, created FROM project").Scan(&info.ID, &created)
	var driver *sqlite.Error
	switch {
	case errors.As(err, &driver) && driver.Code() != sqlite3.SQLITE_ERROR: // it may be no more than busy
		return Info{}, err
	case err != nil:
		// Our mark without a row that says which project it is: somebody damaged it.
		return Info{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	info.Created = moment(created)
	return info, nil
}

// openWriter takes the one connection that writes and leaves a session row. A
// closed file or folder makes the project read-only; a full disk does not, for
// room can be made while it is open.
func (p *Project) openWriter(ctx context.Context, steps []string) error {
	var err error
	if p.pool, err = openPool(writerAddress(p.info.Path), 1); err != nil {
		return err
	}
	if p.writer, err = p.pool.Conn(ctx); err == nil {
		if p.info.Schema < len(steps) {
			err = p.upgrade(ctx, steps)
		}
		if err == nil {
			err = p.beginSession(ctx)
		}
	}
	switch {
	case cannotWrite(err):
		p.info.ReadOnly = true
		return p.closeWriter()
	case errors.Is(fault(err), ErrFull):
		return nil
	}
	return err
}

func (p *Project) beginSession(ctx context.Context) error {
	id := p.options.NewID().String()
	_, err := p.writer.ExecContext(ctx, "INSERT INTO session (id, device, version, opened) VALUES (?, ?, ?, ?)",
		id, p.options.Device, p.options.Version, p.now())
	if err == nil {
		p.session = id
	}
	return err
}

// Close ends the session and closes the file. A second Close does nothing.
func (p *Project) Close() error {
	p.writing.Lock()
	defer p.writing.Unlock()
	var errs []error
	if p.session != "" && p.writer != nil {
		_, err := p.writer.ExecContext(context.Background(), "UPDATE session SET closed = ? WHERE id = ?", p.now(), p.session)
		if !errors.Is(fault(err), ErrFull) { // the row tells nothing that is worth an error
			errs = append(errs, Judge(context.Background(), p.info.Path, fault(err)))
		}
		p.session = ""
	}
	errs = append(errs, p.closeWriter())
	if p.readers != nil {
		errs = append(errs, p.readers.Close())
	}
	return errors.Join(errs...)
}

func (p *Project) closeWriter() error {
	var errs []error
	for _, s := range p.statements {
		errs = append(errs, s.Close())
	}
	clear(p.statements)
	if p.writer != nil {
		errs = append(errs, p.writer.Close())
		p.writer = nil
	}
	if p.pool != nil {
		errs = append(errs, p.pool.Close())
		p.pool = nil
	}
	return errors.Join(errs...)
}

// Info of the project.
func (p *Project) Info() Info { return p.info }

// Version grows with every committed act of any process: equal numbers mean
// that nothing changed.
func (p *Project) Version(ctx context.Context) (int64, error) {
	var n int64
	err := p.readers.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM change").Scan(&n)
	return n, p.readers.judge(ctx, err)
}

func (p *Project) now() int64 { return p.options.Now().UTC().UnixMilli() }

// moment is a stored time.
func moment(millis int64) time.Time { return time.UnixMilli(millis).UTC() }
