package workspace

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Kind says what keeps a folder equal with others, or where it really is.
type Kind string

// The kinds of folders in which a project is not written in place.
const (
	KindOneDrive  Kind = "onedrive"
	KindDropbox   Kind = "dropbox"
	KindNextcloud Kind = "nextcloud" // ownCloud, SURFdrive and Research Drive too
	KindICloud    Kind = "icloud"
	KindGoogle    Kind = "google"
	KindBox       Kind = "box"
	KindMega      Kind = "mega"
	KindSyncthing Kind = "syncthing"
	KindCloud     Kind = "cloud" // below Library/CloudStorage, of a name we don't know
	KindNetwork   Kind = "network"
	KindChosen    Kind = "chosen" // an ordinary folder; the person wants a work copy
)

// folderNames are names of a folder, in small letters, that a sync client gives
// it: the name itself, or the name and then one of " -(".
var folderNames = []struct {
	name string
	kind Kind
}{
	{"onedrive", KindOneDrive}, {"skydrive", KindOneDrive},
	{"dropbox", KindDropbox},
	{"surfdrive", KindNextcloud}, {"owncloud", KindNextcloud}, {"nextcloud", KindNextcloud}, {"researchdrive", KindNextcloud}, {"research drive", KindNextcloud},
	{"iclouddrive", KindICloud}, {"icloud drive", KindICloud},
	{"google drive", KindGoogle}, {"googledrive", KindGoogle},
	{"box sync", KindBox}, {"box-box", KindBox},
	{"megasync", KindMega}, {"mega", KindMega},
}

// driveNames are folders in which Google Drive shows a drive of its own, G: on
// Windows. They are plain words, so nothing may follow them.
var driveNames = []string{"my drive", "mijn drive", "shared drives", "gedeelde drives"}

// marks are files and folders that a sync client lays in the folder it keeps.
var marks = []struct {
	pattern string
	kind    Kind
}{
	{".sync_*.db", KindNextcloud}, {"._sync_*.db", KindNextcloud}, {".owncloudsync.log", KindNextcloud}, {".nextcloudsync.log", KindNextcloud},
	{".dropbox.cache", KindDropbox}, // .dropbox also lies in every home folder with a client
	{".tmp.drivedownload", KindGoogle}, {".tmp.driveupload", KindGoogle},
	{".stfolder", KindSyncthing},
	{".debris", KindMega},
}

// environmentFolders are variables that name a synced folder.
var environmentFolders = []struct {
	name string
	kind Kind
}{
	{"OneDrive", KindOneDrive}, {"OneDriveCommercial", KindOneDrive}, {"OneDriveConsumer", KindOneDrive},
}

// dropboxNotes are where Dropbox notes its folders, which may bear any name:
// a variable and the rest of the path.
var dropboxNotes = []struct{ variable, rest string }{
	{"HOME", ".dropbox/info.json"}, {"APPDATA", "Dropbox/info.json"}, {"LOCALAPPDATA", "Dropbox/info.json"},
}

// iCloudFolders lead, below HOME, to the folders that macOS keeps in iCloud when
// a person has it keep desktop and documents: they stay in their old place.
var iCloudFolders = []string{
	"Library/Mobile Documents/com~apple~CloudDocs/Documents", "Library/Mobile Documents/com~apple~CloudDocs/Desktop",
}

// probes are the ways in which a folder is looked at; tests give their own.
type probes struct {
	getenv  func(string) string
	names   func(folder string) []string // of what lies in it; nil when it can't be read
	network func(folder string) bool
	read    func(path string) []byte // nil when it can't be read
	real    func(path string) string // without links
}

func probesOf(env Environment) probes {
	read := func(path string) []byte {
		b, _ := os.ReadFile(path) // what can't be read says nothing
		return b
	}
	return probes{getenv: env.Getenv, network: onNetwork, read: read, real: realPath, names: func(folder string) []string {
		f, err := os.Open(folder)
		if err != nil {
			return nil
		}
		defer func() { _ = f.Close() }()
		names, _ := f.Readdirnames(20_000) // a client's marks; a folder of more files is not worth the wait
		return names
	}}
}

// Synced says whether a project at this path lies in a folder that a sync
// client keeps or on a network: what writes in it in place is copied half
// (measured: 26 of 150 copies), and locks may mean nothing.
func Synced(env Environment, path string) (Kind, bool) { return probesOf(env).synced(path) }

func (p probes) synced(path string) (Kind, bool) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", false
	}
	folder := filepath.Dir(p.real(path))
	for _, v := range environmentFolders {
		if root := p.getenv(v.name); root != "" && liesIn(folder, p.real(root)) {
			return v.kind, true
		}
	}
	// A folder of that name may be a link to a larger disk; the client keeps it
	// all the same.
	for _, way := range []string{folder, filepath.Dir(path)} {
		if kind, ok := byName(way); ok {
			return kind, true
		}
	}
	if kind, ok := p.byNote(folder); ok {
		return kind, true
	}
	for at := folder; ; at = filepath.Dir(at) {
		if kind, ok := byMark(p.names(at)); ok {
			return kind, true
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if p.network(folder) {
		return KindNetwork, true
	}
	return "", false
}

// byNote looks where clients and the system note which folders they keep.
func (p probes) byNote(folder string) (Kind, bool) {
	for _, n := range dropboxNotes {
		root := p.getenv(n.variable)
		if root == "" {
			continue
		}
		var accounts map[string]struct {
			Path string `json:"path"`
		}
		if json.Unmarshal(p.read(filepath.Join(root, filepath.FromSlash(n.rest))), &accounts) != nil {
			continue
		}
		for _, a := range accounts {
			if a.Path != "" && liesIn(folder, p.real(a.Path)) {
				return KindDropbox, true
			}
		}
	}
	home := p.getenv("HOME")
	for _, rest := range iCloudFolders {
		kept := filepath.Join(home, filepath.FromSlash(rest))
		if place := p.real(kept); home != "" && place != kept && liesIn(folder, place) {
			return KindICloud, true
		}
	}
	return "", false
}

// realPath follows links as far as the path exists.
func realPath(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(folder, filepath.Base(path))
	}
	return path
}

// liesIn says whether a folder is root or lies below it; neither has links.
func liesIn(folder, root string) bool {
	rest, err := filepath.Rel(filepath.Clean(root), folder)
	return err == nil && rest != ".." && !strings.HasPrefix(rest, ".."+string(filepath.Separator))
}

// byName looks at the names on the way to a folder.
func byName(folder string) (Kind, bool) {
	parts := strings.Split(strings.ToLower(filepath.ToSlash(folder)), "/")
	for i, part := range parts {
		if i > 0 && parts[i-1] == "library" {
			switch part {
			case "mobile documents":
				return KindICloud, true
			case "cloudstorage":
				if i+1 < len(parts) {
					if kind, ok := named(parts[i+1]); ok {
						return kind, true
					}
				}
				return KindCloud, true
			}
		}
		if kind, ok := named(part); ok {
			return kind, true
		}
	}
	return "", false
}

func named(part string) (Kind, bool) {
	for _, n := range folderNames {
		if rest, ok := strings.CutPrefix(part, n.name); ok && (rest == "" || strings.ContainsRune(" -(", rune(rest[0]))) {
			return n.kind, true
		}
	}
	if slices.Contains(driveNames, part) {
		return KindGoogle, true
	}
	if strings.HasSuffix(part, " dropbox") { // that of a team bears the team's name
		return KindDropbox, true
	}
	return "", false
}

func byMark(names []string) (Kind, bool) {
	for _, m := range marks {
		for _, name := range names {
			if ok, _ := filepath.Match(m.pattern, name); ok {
				return m.kind, true
			}
		}
	}
	return "", false
}
