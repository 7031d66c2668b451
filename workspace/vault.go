package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"filippo.io/age"

	"veldwerk/pseudonym"
)

// Vault is the table of pseudonyms of one project with the findings that a
// person accepted: a file of its own, encrypted with a passphrase (age,
// scrypt), outside the project, for whoever has the key knows the names. The
// passphrase and what it opens are in memory only.
type Vault struct {
	Table    pseudonym.Table
	Accepted []string // hashes of findings, see pseudonym.Finding.Hash

	path       string
	project    string
	passphrase string
	work       int
	found      [sha256.Size]byte // of the file as it was read or written last
	exists     bool
}

// What can be wrong with a vault.
var (
	// ErrNoVault: there is no file yet.
	ErrNoVault = errors.New("no vault")
	// ErrVaultPassphrase: it does not open the vault. The key inside is as long as a
	// wrong one, so a flipped bit in the head looks the same. It is an ErrPassphrase.
	ErrVaultPassphrase = fmt.Errorf("vault: %w", ErrPassphrase)
	// ErrVaultDamaged: the file is cut off, changed, or no vault.
	ErrVaultDamaged = errors.New("vault is damaged")
	// ErrVaultOther: the vault is of another project.
	ErrVaultOther = errors.New("vault of another project")
	// ErrVaultChanged: somebody wrote the file since it was read.
	ErrVaultChanged = errors.New("vault changed since it was read")
	// ErrVaultNewer: a newer veldwerk wrote it.
	ErrVaultNewer = errors.New("vault of a newer version")
	// ErrVaultNoPassphrase: an empty one protects nothing.
	ErrVaultNoPassphrase = errors.New("empty passphrase")
)

// VaultEnding of the file of a vault, which any program for age opens.
const VaultEnding = ".age"

// vaultContent is what the encrypted file holds.
type vaultContent struct {
	Version  int               `json:"version"`
	Project  string            `json:"project"` // id
	Entries  []pseudonym.Entry `json:"entries"`
	Accepted []string          `json:"accepted"`
}

const (
	vaultVersion = 1
	// maxVault bounds what is read of a file that says it is a vault, in bytes.
	maxVault = 64 << 20
)

// VaultPath is where the vault of this project lies: path when it is not "",
// else $VELDWERK_VAULT, else a file with the project's id in the data folder,
// which no project folder and no synced folder holds.
func (w *Workspace) VaultPath(path string) string {
	if path == "" {
		path = w.env.Getenv("VELDWERK_VAULT")
	}
	if path == "" {
		path = filepath.Join(w.env.Data, "vaults", w.Project.Info().ID.String()+VaultEnding)
	}
	return path
}

// HasVault says whether there is a vault at VaultPath.
func (w *Workspace) HasVault(path string) bool {
	info, err := os.Stat(w.VaultPath(path))
	return err == nil && info.Mode().IsRegular()
}

// OpenVault decrypts the vault at VaultPath; with create, a vault that is not
// there is an empty one, written by the first Save. It takes about a second,
// on purpose: so does every guess. Errors as above.
func (w *Workspace) OpenVault(path, passphrase string, create bool) (*Vault, error) {
	v := &Vault{path: w.VaultPath(path), project: w.Project.Info().ID.String(), passphrase: passphrase, work: w.env.PassphraseWork}
	if passphrase == "" {
		return nil, ErrVaultNoPassphrase
	}
	raw, err := readVault(v.path)
	if errors.Is(err, fs.ErrNotExist) {
		if create {
			return v, nil
		}
		return nil, fmt.Errorf("%w: %w", ErrNoVault, err)
	}
	if err != nil {
		return nil, err
	}
	v.found, v.exists = sha256.Sum256(raw), true
	return v, v.decrypt(raw)
}

func readVault(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxVault {
		return nil, fmt.Errorf("%w: not a file of that kind", ErrVaultDamaged)
	}
	return io.ReadAll(io.LimitReader(f, maxVault))
}

func (v *Vault) decrypt(raw []byte) error {
	identity, err := age.NewScryptIdentity(v.passphrase)
	if err != nil {
		return err
	}
	identity.SetMaxWorkFactor(mostWork)
	plain, err := age.Decrypt(bytes.NewReader(raw), identity)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return ErrVaultPassphrase
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrVaultDamaged, err)
	}
	text, err := io.ReadAll(io.LimitReader(plain, maxVault))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrVaultDamaged, err)
	}
	var c vaultContent
	if err := json.Unmarshal(text, &c); err != nil {
		// What json says may quote the content, which no error may.
		return fmt.Errorf("%w: not what a vault holds", ErrVaultDamaged)
	}
	switch {
	case c.Version > vaultVersion:
		return ErrVaultNewer
	case c.Project != v.project:
		return ErrVaultOther
	}
	v.Table, v.Accepted = pseudonym.Table{Entries: c.Entries}, c.Accepted
	return nil
}

// Path of the file.
func (v *Vault) Path() string { return v.path }

// Save encrypts and writes the vault, whole or not at all, readable for its
// owner only. A table that cannot be applied is refused (*pseudonym.TableError).
func (v *Vault) Save() error {
	if _, err := pseudonym.Compile(v.Table); err != nil {
		return err
	}
	switch raw, err := readVault(v.path); {
	case errors.Is(err, fs.ErrNotExist): // gone is no reason to lose what is in memory
	case err != nil:
		return err
	case !v.exists || sha256.Sum256(raw) != v.found:
		return ErrVaultChanged
	}
	slices.Sort(v.Accepted)
	v.Accepted = slices.Compact(v.Accepted)
	text, err := json.Marshal(vaultContent{vaultVersion, v.project, v.Table.Entries, v.Accepted})
	if err != nil {
		return err
	}
	recipient, err := age.NewScryptRecipient(v.passphrase)
	if err != nil {
		return err
	}
	if v.work > 0 {
		recipient.SetWorkFactor(v.work)
	}
	var sealed bytes.Buffer
	to, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return err
	}
	if _, err := to.Write(text); err != nil {
		return err
	}
	if err := to.Close(); err != nil {
		return err
	}
	if err := writeSynced(v.path, sealed.Bytes()); err != nil {
		return err
	}
	v.found, v.exists = sha256.Sum256(sealed.Bytes()), true
	return nil
}

// Accept remembers findings, so that no report shows them as open again.
func (v *Vault) Accept(hashes ...string) {
	for _, h := range hashes {
		if !slices.Contains(v.Accepted, h) {
			v.Accepted = append(v.Accepted, h)
		}
	}
}

// Change gives the table to do, and writes the vault when it changed without
// an error. A table that is refused, or could not be written, is as before.
func (v *Vault) Change(do func(*pseudonym.Table) error) error {
	before := v.Table
	next := pseudonym.Table{Entries: slices.Clone(before.Entries)}
	if err := do(&next); err != nil {
		return err
	}
	v.Table = next
	if err := v.Save(); err != nil {
		v.Table = before
		return err
	}
	return nil
}
