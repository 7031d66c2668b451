package workspace

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"veldwerk/pseudonym"
)

// vaultField is a workspace with a vault that holds one name.
func vaultField(t *testing.T) (*field, *Vault) {
	t.Helper()
	f := rich(t)
	f.env.PassphraseWork = 6
	v, err := f.OpenVault("", "een wachtzin", true)
	ok(t, err)
	ok(t, v.Change(func(table *pseudonym.Table) error {
		table.Entries = append(table.Entries, pseudonym.Entry{Kind: pseudonym.Person, Name: "Fatima Zijlstra", Replacement: "[persoon-1]"})
		return nil
	}))
	return f, v
}

func TestVault(t *testing.T) {
	f, v := vaultField(t)
	v.Accept("abc", "abc", "def")
	ok(t, v.Save())
	again, err := f.OpenVault("", "een wachtzin", false)
	ok(t, err)
	if len(again.Table.Entries) != 1 || again.Table.Entries[0].Name != "Fatima Zijlstra" || len(again.Accepted) != 2 {
		t.Errorf("%+v", again)
	}
	raw, err := os.ReadFile(v.Path())
	ok(t, err)
	info, err := os.Stat(v.Path())
	ok(t, err)
	if bytes.Contains(raw, []byte("Zijlstra")) || bytes.Contains(raw, []byte("wachtzin")) || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o, or the content shows", info.Mode().Perm())
	}
	left, err := os.ReadDir(filepath.Dir(v.Path()))
	ok(t, err)
	if len(left) != 1 {
		t.Errorf("%d files beside the vault", len(left)-1)
	}
	for want, open := range map[error]func() (*Vault, error){
		ErrVaultPassphrase:   func() (*Vault, error) { return f.OpenVault("", "een wachtwoord", true) },
		ErrVaultNoPassphrase: func() (*Vault, error) { return f.OpenVault("", "", true) },
		ErrNoVault:           func() (*Vault, error) { return f.OpenVault(filepath.Join(f.home, "geen.age"), "x", false) },
		ErrVaultDamaged:      func() (*Vault, error) { return f.OpenVault(f.home, "x", true) },
		ErrVaultOther: func() (*Vault, error) {
			other := &Vault{path: filepath.Join(f.home, "ander.age"), project: "een ander", passphrase: "x", work: 6}
			ok(t, other.Save())
			return f.OpenVault(other.path, "x", false)
		},
	} {
		if _, err := open(); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}

// TestVaultNotOverwritten: what another program wrote since is not lost, a
// table that is refused changes nothing, and a file that went away is written
// again.
func TestVaultNotOverwritten(t *testing.T) {
	f, v := vaultField(t)
	other, err := f.OpenVault("", "een wachtzin", false)
	ok(t, err)
	ok(t, other.Save())
	if err := v.Save(); !errors.Is(err, ErrVaultChanged) {
		t.Errorf("written over: %v", err)
	}
	err = other.Change(func(table *pseudonym.Table) error {
		table.Entries = append(table.Entries, pseudonym.Entry{Kind: pseudonym.Person, Name: "Piet", Replacement: "Fatima Zijlstra"})
		return nil
	})
	var refused *pseudonym.TableError
	if !errors.As(err, &refused) || len(other.Table.Entries) != 1 {
		t.Errorf("%v, %d entries", err, len(other.Table.Entries))
	}
	ok(t, os.Remove(other.Path()))
	ok(t, other.Save())
	fresh, err := f.OpenVault(filepath.Join(f.home, "nieuw.age"), "x", true)
	ok(t, err)
	ok(t, os.WriteFile(fresh.Path(), []byte("iets anders"), 0o600))
	if err := fresh.Save(); !errors.Is(err, ErrVaultChanged) {
		t.Errorf("a file of somebody else written over: %v", err)
	}
}

// TestVaultDamage cuts a vault at every length and flips bits all over it:
// always an error of ours, never a panic, never a table that is not the one
// written. Flips in what age does not prove (a blank at a line's end) may be
// harmless.
func TestVaultDamage(t *testing.T) {
	f, v := vaultField(t)
	raw, err := os.ReadFile(v.Path())
	ok(t, err)
	path := filepath.Join(f.home, "kapot.age")
	try := func(what string, at int, b []byte) {
		t.Helper()
		ok(t, os.WriteFile(path, b, 0o600))
		got, err := f.OpenVault(path, "een wachtzin", false)
		switch {
		case err == nil && len(got.Table.Entries) == 1 && got.Table.Entries[0].Name == "Fatima Zijlstra" && what == "flip":
		case errors.Is(err, ErrVaultDamaged), errors.Is(err, ErrVaultPassphrase):
		default:
			t.Errorf("%s at %d: %v", what, at, err)
		}
	}
	for n := 0; n < len(raw); n += 3 {
		try("cut", n, raw[:n])
	}
	try("longer", len(raw), append(bytes.Clone(raw), 0))
	for n := 0; n < len(raw); n += 2 {
		b := bytes.Clone(raw)
		b[n] ^= 1 << (n % 8)
		try("flip", n, b)
	}
}
