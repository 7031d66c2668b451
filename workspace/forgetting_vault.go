package workspace

import (
	"slices"

	"veldwerk/pseudonym"
	"veldwerk/store"
)

// entriesAbout are the entries of a table that name the person who goes: those
// whose name was looked for, and those whose full name stands in what was, as in
// the title of an interview. An entry of one word is taken only when that very
// name was given: another Jan keeps his.
func entriesAbout(t pseudonym.Table, sought store.Sought) []pseudonym.Entry {
	look := pseudonym.LookFor(sought.Given, sought.Persons, nil)
	all := slices.Concat(sought.Given, sought.Persons)
	return slices.DeleteFunc(slices.Clone(t.Entries), func(e pseudonym.Entry) bool {
		switch e.Kind {
		case pseudonym.Place, pseudonym.Organisation:
			return true
		}
		if look.In(e.Name) == pseudonym.Named {
			return false
		}
		return !pseudonym.IsFullName(e.Name) || !slices.ContainsFunc(all, func(s string) bool {
			return pseudonym.LookFor([]string{e.Name}, nil, nil).In(s) == pseudonym.Named
		})
	})
}

// vaultPlaces are what a plan says of the table of pseudonyms: the entries that
// go when the vault is open, else that it is there.
func (w *Workspace) vaultPlaces(places []ForgetPlace, v *Vault, e store.Erasure) []ForgetPlace {
	if v == nil {
		return places
	}
	theirs := entriesAbout(v.Table, e.Sought)
	at := slices.IndexFunc(places, func(p ForgetPlace) bool { return p.Kind == placeVault })
	if len(theirs) == 0 {
		return places // the person is in it by another name, or not at all: somebody has to look
	}
	entries := ForgetPlace{Kind: placeEntries, State: PlaceErased, Count: len(theirs)}
	if at >= 0 {
		places[at] = entries
		return places
	}
	at = slices.IndexFunc(places, func(p ForgetPlace) bool { return p.State == PlaceBeyond || p.Kind == placeMentions })
	return slices.Insert(places, max(at, 0), entries)
}

// forgetEntries takes the person out of the vault. Without the passphrase the
// next opening can't, so what fails here stays, and is said.
func (f Forgetting) forgetEntries(e store.Erasure) error {
	if f.Vault == nil {
		return nil
	}
	theirs := entriesAbout(f.Vault.Table, e.Sought)
	if len(theirs) == 0 {
		return nil
	}
	return f.Vault.Change(func(t *pseudonym.Table) error {
		t.Entries = slices.DeleteFunc(t.Entries, func(one pseudonym.Entry) bool {
			return slices.ContainsFunc(theirs, func(gone pseudonym.Entry) bool { return gone.Name == one.Name && gone.Kind == one.Kind })
		})
		return nil
	})
}

// entriesStay says of a plan that the entries were not taken out.
func entriesStay(places []ForgetPlace, mark *forgetMark) {
	for i := range places {
		if places[i].Kind == placeEntries {
			places[i].State = PlaceLeft
		}
	}
	for i := range mark.Places {
		if mark.Places[i].Kind == placeEntries {
			mark.Places[i].State = string(PlaceLeft)
		}
	}
}
