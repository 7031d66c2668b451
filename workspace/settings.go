package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"veldwerk/store"
)

// Settings are a person's choices on this machine: one JSON file in the config
// folder. A missing or unreadable file gives the defaults.
type Settings struct {
	Language string            `json:"language,omitempty"` // "nl", "en" or "" for the system's
	Colours  string            `json:"colours,omitempty"`  // "dark", "light", "none" or "" for the terminal's
	NoMouse  bool              `json:"no_mouse,omitempty"`
	Times    bool              `json:"times,omitempty"`  // show time stamps in the reader
	Recent   []string          `json:"recent,omitempty"` // project paths, newest first
	Keys     map[string]string `json:"keys,omitempty"`   // extra key → the key it stands for

	BackupFolder string            `json:"backup_folder,omitempty"` // a second place for backups, encrypted; "" for none
	WorkCopies   map[string]string `json:"work_copies,omitempty"`   // project id → "always" or "never"; else as the folder asks
}

// LoadSettings reads the settings. Of a file with one wrong value the others
// count.
func LoadSettings(env Environment) Settings {
	s, _ := readSettings(settingsPath(env))
	return s
}

func settingsPath(env Environment) string { return filepath.Join(env.Config, "settings.json") }

// readSettings also says whether all of the file was understood.
func readSettings(path string) (s Settings, whole bool) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, true
	}
	err = json.Unmarshal(bytes.TrimPrefix(b, []byte("\ufeff")), &s)
	var wrong *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &wrong) {
		return Settings{}, false
	}
	return s, err == nil
}

// Save writes the settings whole, or not at all. A file that could not be read,
// as after a slip in an editor, is kept beside them.
func (s Settings) Save(env Environment) error {
	path := settingsPath(env)
	if _, whole := readSettings(path); !whole {
		_ = os.Rename(path, path+".unreadable") // a file that can't be renamed can't be replaced either
	}
	return writeJSON(path, s)
}

// Opened puts a project in front of the recent ones.
func (s Settings) Opened(path string) Settings {
	recent := []string{path}
	for _, p := range s.Recent {
		if p != path && len(recent) < 10 {
			recent = append(recent, p)
		}
	}
	s.Recent = recent
	return s
}

// Places are where a person was in one project on this machine.
type Places struct {
	Coder    string           `json:"coder,omitempty"`
	Screen   string           `json:"screen,omitempty"`
	Document string           `json:"document,omitempty"` // id
	Reading  map[string]Place `json:"reading,omitempty"`  // by document id
	LastCode string           `json:"last_code,omitempty"`
}

// Place is a position in a document: the first line on the screen and the
// selection, in code points.
type Place struct {
	Turn  int `json:"turn"`
	Row   int `json:"row"`
	Top   int `json:"top"`
	Start int `json:"start"`
	End   int `json:"end"`
	Read  int `json:"read"` // furthest code point shown
}

func (w *Workspace) placesPath() string {
	return filepath.Join(w.env.State, "places", w.Project.Info().ID.String()+".json")
}

// Places of this project; the zero Places when there are none.
func (w *Workspace) Places() Places {
	var p Places
	if b, err := os.ReadFile(w.placesPath()); err == nil && json.Unmarshal(b, &p) != nil {
		p = Places{}
	}
	if p.Reading == nil {
		p.Reading = map[string]Place{}
	}
	return p
}

// changePlaces stores a change; what can't be written is forgotten, never an
// error.
func (w *Workspace) changePlaces(change func(*Places)) {
	w.placesMu.Lock()
	defer w.placesMu.Unlock()
	p := w.Places()
	change(&p)
	_ = writeJSON(w.placesPath(), p) // a place that is lost costs nothing but a search
}

// KeepPlace remembers where one reads in a document, by the document's id.
func (w *Workspace) KeepPlace(document string, at Place) {
	w.changePlaces(func(p *Places) {
		p.Document = document
		at.Read = max(at.Read, p.Reading[document].Read)
		p.Reading[document] = at
	})
}

// writeJSON writes a file that is old or new, never half; where the path is a
// link, its target.
func writeJSON(path string, v any) error { return encodeTo(writeWhole, path, v) }

// writeDurably is writeJSON for what must outlive a power cut.
func writeDurably(path string, v any) error { return encodeTo(writeSynced, path, v) }

func encodeTo(write func(string, []byte) error, path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return write(path, append(b, '\n'))
}

func writeWhole(path string, b []byte) error { return replaceFile(path, b, false) }

// writeSynced is writeWhole for what must outlive a power cut.
func writeSynced(path string, b []byte) error {
	if err := replaceFile(path, b, true); err != nil {
		return err
	}
	return store.SyncFolder(filepath.Dir(path))
}

// halfWritten starts the names of files that are being written.
const halfWritten = ".new-"

func replaceFile(path string, b []byte, sync bool) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), halfWritten+"*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil && sync {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
