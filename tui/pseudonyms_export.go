package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"veldwerk/pseudonym"
	"veldwerk/workspace"
)

// hiding says whether, and with what, names are replaced in what goes out.
type hiding struct {
	on       bool
	table    pseudonym.Table
	accepted []string
	accept   bool // what is left was looked at
}

// accepting lets through what is left, this once.
func (h hiding) accepting() hiding {
	h.accept = true
	return h
}

// hiding is what the person chose for the export that is being asked for.
func (d *desk) hiding() hiding {
	return hiding{on: d.hide, table: d.vault.table, accepted: d.vault.accepted}
}

// residueError stops an export that may still point at somebody.
type residueError struct{ left []workspace.Left }

func (e *residueError) Error() string { return fmt.Sprintf("%d findings", len(e.left)) }

// outgoing reads what an export is made of, names replaced when asked.
func (h hiding) outgoing(ctx context.Context, ws *workspace.Workspace, kind string, o workspace.OutgoingOptions) (*workspace.Outgoing, error) {
	if !h.on {
		return ws.Outgoing(ctx, o)
	}
	o.Sources, o.Log = false, false
	out, err := ws.Outgoing(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := out.Pseudonymise(h.table); err != nil {
		return nil, err
	}
	left, err := out.Residue(h.table, h.accepted, kind)
	if err != nil {
		return nil, err
	}
	if open := workspace.Unaccepted(left); len(open) > 0 && !h.accept {
		return nil, &residueError{open}
	}
	return out, nil
}

// askHiding asks, where there is a table of pseudonyms, whether it is applied
// to what goes out.
func (d *desk) askHiding(then func() tea.Cmd) tea.Cmd {
	d.hide = false
	if !d.book.vaulted && d.vault.vault == nil {
		return then()
	}
	items := []choice{{key: "hide", label: d.say("pseudonyms.hide")}, {key: "plain", label: d.say("pseudonyms.plain")}}
	d.ask(pickFrom(d, "pseudonyms.how", items, func(key string) tea.Cmd {
		if key == "plain" {
			return then()
		}
		return d.withVault(func() tea.Cmd {
			d.hide = true
			return then()
		})
	}))
	return nil
}

// askResidue tells what is left and asks whether it goes out all the same.
func (d *desk) askResidue(e *residueError, anyway func() tea.Cmd) {
	d.toast = toast{}
	items := []choice{
		{key: "look", label: d.say("pseudonyms.residue.look")},
		{key: "anyway", label: d.say("pseudonyms.residue.anyway")},
	}
	d.tell("pseudonyms.left", "Count", len(e.left))
	d.ask(pickFrom(d, "pseudonyms.residue.ask", items, func(key string) tea.Cmd {
		if key == "anyway" {
			return anyway()
		}
		return d.goTo(screenPseudonyms, viewResidue)
	}))
}
