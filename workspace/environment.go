package workspace

import (
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/google/uuid"
)

// Environment is what a workspace gets from its surroundings. Clock, ids and
// folders are read here and nowhere else, so that tests and pictures fix them.
type Environment struct {
	Now     func() time.Time
	NewID   func() uuid.UUID // UUIDv7
	Getenv  func(string) string
	Config  string // folder of the settings file
	Data    string // folder of the demo project
	State   string // folder of locks and places
	Cache   string // folder of search indexes
	Account string // name of the person's account
	Host    string
	Version string // of the program
	// Shared is what the person's umask lets others do with files that go out:
	// MakePrivate tells. Zero leaves them as private as all others.
	Shared fs.FileMode
	// PassphraseWork is the logarithm of the work that a guess at a passphrase
	// costs; 0 is what age advises, about a second. Tests save it.
	PassphraseWork int
}

// System is the environment of this process.
func System(version string) Environment {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	account := ""
	if u, err := user.Current(); err == nil {
		account = u.Username
		if u.Name != "" {
			account = u.Name
		}
	}
	return Environment{
		Now:     clock(os.Getenv("VELDWERK_NOW")),
		NewID:   func() uuid.UUID { return uuid.Must(uuid.NewV7()) },
		Getenv:  os.Getenv,
		Config:  filepath.Join(xdg.ConfigHome, "veldwerk"),
		Data:    filepath.Join(xdg.DataHome, "veldwerk"),
		State:   filepath.Join(xdg.StateHome, "veldwerk"),
		Cache:   filepath.Join(xdg.CacheHome, "veldwerk"),
		Account: account,
		Host:    host,
		Version: version,
	}
}

// clock is the system's, or one that stands still at an RFC 3339 moment:
// pictures and tests are made with it.
func clock(fixed string) func() time.Time {
	at, err := time.Parse(time.RFC3339, fixed)
	if err != nil {
		return time.Now
	}
	return func() time.Time { return at }
}
