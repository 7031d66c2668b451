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

func takeLock(env Environment, project string) (*lock, error) {
	folder := filepath.Join(env.State, "locks")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	l := &lock{file: flock.New(filepath.Join(folder, project+".lock")), holder: filepath.Join(folder, project+".holder")}
	ok, err := l.file.TryLock()
	if err != nil {
		return nil, err
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
	b, err := json.Marshal(Holder{Coder: coder, Host: env.Host, PID: os.Getpid(), Since: env.Now().UTC()})
	if err == nil {
		_ = os.WriteFile(l.holder, b, 0o600) // only a courtesy to the next one
	}
}

func (l *lock) release() {
	_ = os.Remove(l.holder)
	_ = l.file.Close()
}
