package tui

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"veldwerk/pseudonym"
	"veldwerk/tui/form"
	"veldwerk/workspace"
)

// vaultState is the vault of the project that is open, and what was read of it
// last: the vault itself is only touched in the queue of the workspace.
type vaultState struct {
	vault    *workspace.Vault
	table    pseudonym.Table
	accepted []string
}

// vaultOpened is a vault whose passphrase was given.
type vaultOpened struct {
	ws    *workspace.Workspace
	state vaultState
	err   error
	then  func() tea.Cmd
}

// vaultChanged is a change of the vault that is on disk.
type vaultChanged struct {
	ws    *workspace.Workspace
	state vaultState
	err   error
	toast string
}

// withVault goes on once the vault is open: it asks the passphrase once.
func (d *desk) withVault(then func() tea.Cmd) tea.Cmd {
	if d.vault.vault != nil {
		return then()
	}
	d.askPassphrase(!d.book.vaulted, then)
	return nil
}

// askPassphrase asks for it unseen; for a new vault twice.
func (d *desk) askPassphrase(fresh bool, then func() tea.Cmd) {
	needed := func(f *form.Form) string {
		if f.Value("passphrase") == "" {
			return d.say("pseudonyms.empty-passphrase")
		}
		return ""
	}
	fields := []form.Field{{Name: "passphrase", Label: d.say("pseudonyms.field.passphrase"), Kind: form.Line, Hidden: true, Check: needed}}
	title := d.say("pseudonyms.open-title")
	if fresh {
		title = d.say("pseudonyms.new-title")
		fields = append(fields, form.Field{Name: "again", Label: d.say("pseudonyms.field.again"), Kind: form.Line, Hidden: true, Check: func(f *form.Form) string {
			if f.Value("again") != f.Value("passphrase") {
				return d.say("pseudonyms.passphrases-differ")
			}
			return ""
		}})
	}
	d.ask(fillIn(d, title, form.New(d.theme, fields...), func(f *form.Form) tea.Cmd {
		d.tell("pseudonyms.opening")
		return d.openVault(f.Value("passphrase"), fresh, then)
	}))
}

func (d *desk) openVault(passphrase string, fresh bool, then func() tea.Cmd) tea.Cmd {
	ws := d.ws
	return func() tea.Msg {
		m := vaultOpened{ws: ws, then: then}
		v, err := ws.OpenVault("", passphrase, fresh)
		if m.err = err; err == nil {
			m.state = stateOf(v)
		}
		return toScreen{screenPseudonyms, m}
	}
}

func stateOf(v *workspace.Vault) vaultState {
	return vaultState{vault: v, table: pseudonym.Table{Entries: slices.Clone(v.Table.Entries)}, accepted: slices.Clone(v.Accepted)}
}

// vaultOpened takes the open vault; a wrong passphrase is asked for again.
func (d *desk) vaultOpened(m vaultOpened) tea.Cmd {
	if m.ws != d.ws {
		return nil
	}
	d.toast = toast{}
	if m.err != nil {
		d.fail(m.err)
		if errors.Is(m.err, workspace.ErrVaultPassphrase) {
			d.askPassphrase(false, m.then)
		}
		return nil
	}
	d.vault = m.state
	return m.then()
}

// changeVault changes the vault in key order; the words are said when it is on
// disk.
func (d *desk) changeVault(change func(v *workspace.Vault) error, words string) tea.Cmd {
	ws, v := d.ws, d.vault.vault
	m := vaultChanged{ws: ws, toast: words}
	result := ws.Queue().Do(func(context.Context) error {
		err := change(v)
		m.state = stateOf(v)
		return err
	})
	return func() tea.Msg {
		m.err = <-result
		return toScreen{screenPseudonyms, m}
	}
}

func (d *desk) vaultChanged(m vaultChanged) {
	if m.ws != d.ws {
		return
	}
	d.vault = m.state
	d.book.vaulted = true
	if m.err != nil {
		d.fail(m.err)
		return
	}
	d.show(toast{text: safe(m.toast)})
}
