package workspace

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Holder is who may write a project now.
type Holder struct {
	Coder string    `json:"coder"`
	Host  string    `json:"host"`
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// BusyError says that another program writes the project.
type BusyError struct{ Holder Holder }

func (e *BusyError) Error() string {
	return fmt.Sprintf("project is open for writing by %s (process %d)", e.Holder.Coder, e.Holder.PID)
}

// lock is the writer's lock of one project: an flock on a file in the state
// folder, never beside the project (a lock file in a synced folder is itself a
// sync conflict). The system frees it when the process dies.
type lock struct {
	file   *flock.Flock
	holder string // path of the file that names the holder
}

// takeLock gives a *BusyError when another program has the lock, and nil when
// there can be no lock: a state folder that is closed or on a full disk never
// stops the work, and every act is still a transaction of its own.
func takeLock(env Environment, project string) (*lock, *BusyError) {
	folder := filepath.Join(env.State, "locks")
	if os.MkdirAll(folder, 0o700) != nil {
		return nil, nil
	}
	l := &lock{file: flock.New(filepath.Join(folder, project+".lock"), flock.SetPermissions(0o600)), holder: filepath.Join(folder, project+".holder")}
	ok, err := l.file.TryLock()
	if err != nil {
		return nil, nil
	}
	if !ok {
		var h Holder
		if b, err := os.ReadFile(l.holder); err == nil {
			_ = json.Unmarshal(b, &h) // a holder file half written names nobody
		}
		return nil, &BusyError{Holder: h}
	}
	l.name(env, env.Account)
	return l, nil
}

// name says who holds the lock.
func (l *lock) name(env Environment, coder string) {
	if l != nil { // only a courtesy to the next one
		_ = writeJSON(l.holder, Holder{Coder: coder, Host: env.Host, PID: os.Getpid(), Since: env.Now().UTC()})
	}
}

func (l *lock) release() {
	if l == nil {
		return
	}
	_ = os.Remove(l.holder)
	_ = l.file.Close()
}
