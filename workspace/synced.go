package workspace

import (
	"os"
	"path/filepath"
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

// probes are the ways in which a folder is looked at; tests give their own.
type probes struct {
	getenv  func(string) string
	names   func(folder string) []string // of what lies in it; nil when it can't be read
	network func(folder string) bool
}

func probesOf(env Environment) probes {
	return probes{getenv: env.Getenv, network: onNetwork, names: func(folder string) []string {
		f, err := os.Open(folder)
		if err != nil {
			return nil
		}
		defer func() { _ = f.Close() }()
		names, _ := f.Readdirnames(2000) // a client's marks; a folder of more files is not worth the wait
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
	folder := filepath.Dir(realPath(path))
	for _, v := range environmentFolders {
		if root := p.getenv(v.name); root != "" && liesIn(folder, root) {
			return v.kind, true
		}
	}
	if kind, ok := byName(folder); ok {
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

// liesIn says whether a folder is root or lies below it.
func liesIn(folder, root string) bool {
	root = realPath(filepath.Clean(root))
	rest, err := filepath.Rel(root, folder)
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
