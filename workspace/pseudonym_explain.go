package workspace

import (
	"errors"

	"veldwerk/pseudonym"
)

// vaultCauses are what can be wrong with a vault, and the messages.
var vaultCauses = []struct {
	cause error
	id    string
}{
	{ErrNoVault, "pseudonyms.no-vault"},
	{ErrVaultPassphrase, "pseudonyms.wrong-passphrase"},
	{ErrVaultNoPassphrase, "pseudonyms.empty-passphrase"},
	{ErrVaultDamaged, "pseudonyms.vault-damaged"},
	{ErrVaultOther, "pseudonyms.vault-other"},
	{ErrVaultChanged, "pseudonyms.vault-changed"},
	{ErrVaultNewer, "pseudonyms.vault-newer"},
}

// explainVault words errors about vaults and tables, as Explain does; "" for
// others.
func explainVault(err error) (id string, pairs []any) {
	var table *pseudonym.TableError
	if errors.As(err, &table) {
		return "pseudonyms.table." + string(table.Problem), []any{"Name", table.Name, "Form", table.Form, "Other", table.Other}
	}
	for _, known := range vaultCauses {
		if errors.Is(err, known.cause) {
			return known.id, nil
		}
	}
	return "", nil
}
