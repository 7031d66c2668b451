package workspace

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestSynced(t *testing.T) {
	marks := map[string][]string{
		"/home/a/werk":       {".sync_0a1b2c.db", "x"},
		"/home/a/delen":      {".stfolder"},
		"/data/cloud":        {"._sync_9f.db"},
		"/data/oud":          {".owncloudsync.log"},
		"/home/a":            {".dropbox", ".bashrc", ".sync", "sync.db"},
		"/home/a/g":          {".tmp.driveupload"},
		"/home/a/gewoon/sub": {"notes.stfolder"},
	}
	variables := map[string]string{"OneDrive": "/home/a/Wolk", "OneDriveCommercial": "/srv/od", "HOME": "/Users/a", "APPDATA": "/roaming"}
	links := map[string]string{
		"/home/a/OneDrive - Bedrijf/wijk":                                            "/mnt/groot/wijk",
		"/Users/a/Library/Mobile Documents/com~apple~CloudDocs/Documents":            "/Users/a/Documents",
		"/home/a/gewoon/koppeling/p.veldwerk":                                        "/srv/od/p.veldwerk",
		"/home/a/OneDrive - Bedrijf/wijk/p.veldwerk":                                 "/mnt/groot/wijk/p.veldwerk",
		"/Users/a/Library/Mobile Documents/com~apple~CloudDocs/Documents/p.veldwerk": "/Users/a/Documents/p.veldwerk",
	}
	notes := map[string]string{
		"/Users/a/.dropbox/info.json": `{"personal": {"path": "/Users/a/Mijn spullen", "host": 1}, "business": {"path": "/data/vakgroep"}}`,
		"/roaming/Dropbox/info.json":  `geen json`,
	}
	p := probes{
		read: func(path string) []byte { return []byte(notes[filepath.ToSlash(path)]) },
		real: func(path string) string {
			if to, ok := links[filepath.ToSlash(path)]; ok {
				return to
			}
			return path
		},
		getenv:  func(name string) string { return variables[name] },
		names:   func(folder string) []string { return marks[filepath.ToSlash(folder)] },
		network: func(folder string) bool { return strings.HasPrefix(filepath.ToSlash(folder), "/net/") },
	}
	for path, want := range map[string]Kind{
		"/home/a/OneDrive/p.veldwerk":                                            KindOneDrive,
		"/home/a/OneDrive - Universiteit #2 50%/x/y/p.veldwerk":                  KindOneDrive,
		"/home/a/onedrive (1)/p.veldwerk":                                        KindOneDrive,
		"/home/a/Wolk/p.veldwerk":                                                KindOneDrive,
		"/srv/od/diep/p.veldwerk":                                                KindOneDrive,
		"/home/a/Wolkenkrabber/p.veldwerk":                                       "",
		"/home/a/OneDriver/p.veldwerk":                                           "",
		"/home/a/Dropbox (Vakgroep)/p.veldwerk":                                  KindDropbox,
		"/home/a/Vakgroep Dropbox/p.veldwerk":                                    KindDropbox,
		"/home/a/SURFdrive/p.veldwerk":                                           KindNextcloud,
		"/home/a/Nextcloud/p.veldwerk":                                           KindNextcloud,
		"/home/a/werk/diep/p.veldwerk":                                           KindNextcloud,
		"/data/cloud/p.veldwerk":                                                 KindNextcloud,
		"/data/oud/p.veldwerk":                                                   KindNextcloud,
		"/Users/a/Library/Mobile Documents/com~apple~CloudDocs/p.veldwerk":       KindICloud,
		"/Users/a/Library/CloudStorage/OneDrive-UniversiteitUtrecht/p.veldwerk":  KindOneDrive,
		"/Users/a/Library/CloudStorage/GoogleDrive-a@b.nl/Mijn Drive/p.veldwerk": KindGoogle,
		"/Users/a/Library/CloudStorage/Box-Box/p.veldwerk":                       KindBox,
		"/Users/a/Library/CloudStorage/ProtonDrive-x/p.veldwerk":                 KindCloud,
		"/Users/a/Library/CloudStorages/p.veldwerk":                              "",
		"/home/a/g/p.veldwerk":                                                   KindGoogle,
		"/home/a/MEGA/p.veldwerk":                                                KindMega,
		"/home/a/megafoon/p.veldwerk":                                            "",
		"/home/a/delen/x/p.veldwerk":                                             KindSyncthing,
		"/home/a/gewoon/sub/p.veldwerk":                                          "",
		"/home/a/p.veldwerk":                                                     "",
		"/net/share/p.veldwerk":                                                  KindNetwork,
		"/home/a/gewoon/over de Dropbox-affaire, een dossier/gesprek/p.veldwerk": "",
		"/home/a/Dropbox.veldwerk":                                               "",
		"/home/a/OneDrive - Bedrijf/wijk/p.veldwerk":                             KindOneDrive,
		"/home/a/gewoon/koppeling/p.veldwerk":                                    KindOneDrive,
		"/Users/a/Mijn spullen/diep/p.veldwerk":                                  KindDropbox,
		"/Users/a/Mijn spullen 2/p.veldwerk":                                     "",
		"/data/vakgroep/p.veldwerk":                                              KindDropbox,
		"/Users/a/Documents/p.veldwerk":                                          KindICloud,
		"/Users/a/Documenten/p.veldwerk":                                         "",
		"/Users/a/Desktop/p.veldwerk":                                            "",
		"/g/Mijn Drive/scriptie/p.veldwerk":                                      KindGoogle,
		"/g/My Drive/p.veldwerk":                                                 KindGoogle,
		"/g/Gedeelde drives/Vakgroep/p.veldwerk":                                 KindGoogle,
		"/home/a/my drive-in/p.veldwerk":                                         "",
	} {
		kind, synced := p.synced(path)
		if kind != want || synced != (want != "") {
			t.Errorf("%s: %q %v, want %q", path, kind, synced, want)
		}
	}
}
