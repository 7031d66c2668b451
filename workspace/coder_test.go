//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCoderChoice: the flag, the environment, the last one here, the only one,
// the account.
func TestCoderChoice(t *testing.T) {
	type given struct{ flag, env, last, account string }
	for _, c := range []struct {
		name   string
		coders []string
		given  given
		want   string
		known  bool
	}{
		{"flag", []string{"Anna"}, given{"Piet", "Kees", "Anna", "account"}, "Piet", false},
		{"flag with blanks", []string{"Anna"}, given{"  ", "Kees", "Anna", "account"}, "Kees", false},
		{"environment", []string{"Anna"}, given{"", "Kees", "Anna", "account"}, "Kees", false},
		{"last", []string{"Anna", "Piet"}, given{"", "", "Piet", "account"}, "Piet", true},
		{"only", []string{"Anna"}, given{"", "", "", "account"}, "Anna", true},
		{"account among several", []string{"Anna", "Piet"}, given{"", "", "", "account"}, "account", false},
		{"account", nil, given{"", "", "", "account"}, "account", false},
		{"nobody", nil, given{}, "coder", false},
		{"folded", []string{"Anna"}, given{" ANNA ", "", "", ""}, "Anna", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := t.TempDir()
			env := testEnvironment(home)
			path := filepath.Join(home, "p.veldwerk")
			w, err := Create(ctx, path, env, Options{})
			ok(t, err)
			for _, name := range c.coders {
				_, err := w.Project.Coders.Ensure(ctx, name)
				ok(t, err)
			}
			if c.given.last != "" {
				ok(t, w.SwitchCoder(ctx, c.given.last))
			}
			ok(t, w.Close())
			env.Account = c.given.account
			env.Getenv = func(name string) string {
				if name == "VELDWERK_CODER" {
					return c.given.env
				}
				return ""
			}
			w, err = Open(ctx, path, env, Options{Mode: Write, Coder: c.given.flag})
			ok(t, err)
			defer func() { ok(t, w.Close()) }()
			same(t, "coder", w.Coder().Name, c.want)
			same(t, "known", !w.Coder().ID.IsZero(), c.known)
			same(t, "coders before an act", counts(t, w).Coders, len(c.coders))
			by, err := w.Acting(ctx)
			ok(t, err)
			same(t, "acts as", w.Coder().ID, by)
			if raw, err := os.ReadFile(w.placesPath()); err != nil || w.Places().Coder != c.want {
				t.Errorf("places %s, %v", raw, err)
			}
		})
	}
}
