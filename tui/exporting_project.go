package tui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/exchange"
	"veldwerk/lang"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// handover is a form in which the project, or its codebook, goes to another
// program.
type handover struct {
	key     string // of its messages
	ending  string
	profile string
}

// handovers in the order in which they are offered.
var handovers = []handover{
	{key: "qdpx", ending: ".qdpx"},
	{key: "nvivo", ending: ".qdpx", profile: "nvivo"},
	{key: "qda", ending: ".qda"},
	{key: "qdc", ending: ".qdc"},
	{key: "page", ending: ".html"},
	{key: "all"}, // a folder
}

// handoverChoices are the forms as choices of what to export.
func (d *desk) handoverChoices() []choice {
	var out []choice
	for _, h := range handovers {
		out = append(out, choice{key: h.key, label: d.say("handover." + h.key), detail: h.ending})
	}
	return out
}

func handoverOf(key string) (handover, bool) {
	for _, h := range handovers {
		if h.key == key {
			return h, true
		}
	}
	return handover{}, false
}

// askHandover asks for the file, or the folder of QualCoder.
func (d *desk) askHandover(h handover, suggested string) tea.Cmd {
	if suggested == "" {
		path := d.ws.Path()
		suggested = filepath.Join(filepath.Dir(path), strings.TrimSuffix(filepath.Base(path), workspace.Extension)+cmp.Or(h.ending, "-export"))
	}
	d.ask(promptFor(d, "handover.where", suggested, func(answer string) tea.Cmd {
		path := typedPath(answer)
		if filepath.Ext(path) == "" {
			path += h.ending
		}
		if !strings.EqualFold(filepath.Ext(path), h.ending) {
			d.tell("handover.ending", "Ending", cmp.Or(h.ending, d.say("handover.no-ending")))
			return d.askHandover(h, answer)
		}
		return d.handOver(h, path, false)
	}))
	return nil
}

// handed is a project that was written for another program.
type handed struct {
	form   handover
	path   string
	losses []transcript.Warning
	err    error
	hide   hiding
}

func (d *desk) handOver(h handover, path string, force bool) tea.Cmd {
	return d.handOverHiding(h, path, force, d.hiding())
}

func (d *desk) handOverHiding(h handover, path string, force bool, hide hiding) tea.Cmd {
	d.tell("handover.writing")
	ws, ctx, tongue := d.ws, d.ctx, d.tongue
	return func() tea.Msg {
		losses, err := writeHandover(ctx, ws, tongue, h, path, force, hide)
		return handed{form: h, path: path, losses: losses, err: err, hide: hide}
	}
}

func writeHandover(ctx context.Context, ws *workspace.Workspace, tongue *lang.Tongue, h handover, path string, force bool, hide hiding) (losses []transcript.Warning, err error) {
	kind := h.key
	if h.ending == ".qdc" {
		kind = "codebook"
	}
	o, err := hide.outgoing(ctx, ws, kind, workspace.OutgoingOptions{Sources: h.ending == ".qdpx", Log: h.key == "all"})
	if err != nil {
		return nil, err
	}
	switch h.key {
	case "qda":
		return o.WriteProjectFolder(ctx, path, force)
	case "all":
		return nil, writeAll(ws.Environment(), o, tongue, path, force)
	case "page":
		page := o.Page(false)
		page.Language, page.Say = tongue.Tag(), tongue.Say
		return nil, ws.Environment().WriteFile(path, force, page.WriteDocuments)
	}
	err = ws.Environment().WriteFile(path, force, func(w io.Writer) error {
		var err error
		if h.ending == ".qdc" {
			losses, err = o.WriteCodebook(w)
		} else {
			losses, err = o.WriteProject(w, h.profile)
		}
		return err
	})
	return losses, err
}

// writeAll writes the tables of all kinds, a README and the manifest into one
// folder.
func writeAll(env workspace.Environment, o *workspace.Outgoing, tongue *lang.Tongue, path string, force bool) error {
	manifest := o.Manifest()
	var files []workspace.FolderFile
	for _, t := range o.Tables() {
		rows := len(t.Rows)
		files = append(files, workspace.FolderFile{Name: t.Name + ".csv", Rows: &rows, Write: func(w io.Writer) error { return t.Write(w, exchange.CSV, exchange.Dialect{}) }})
	}
	readme := tongue.Say("page.readme", "Project", manifest.Project)
	files = append(files, workspace.FolderFile{Name: "README.txt", Write: func(w io.Writer) error {
		_, err := io.WriteString(w, readme+"\n")
		return err
	}})
	return env.WriteFolder(path, force, manifest, files)
}

// handed tells where it stands and what of it other programs will not see.
func (d *desk) handed(m handed) tea.Cmd {
	d.toast = toast{}
	var foreign *workspace.ForeignError
	var left *residueError
	switch {
	case errors.As(m.err, &left):
		d.askResidue(left, func() tea.Cmd { return d.handOverHiding(m.form, m.path, false, m.hide.accepting()) })
	case errors.As(m.err, &foreign):
		d.tell("handover.foreign", "Name", safe(foreign.Name))
		return d.askHandover(m.form, m.path)
	case m.err == nil && len(m.losses) == 0:
		d.tell("handover.done", "Name", safe(filepath.Base(m.path)), "Folder", safe(filepath.Dir(m.path)))
	case m.err == nil:
		var b strings.Builder
		b.WriteString(d.say("handover.done", "Name", filepath.Base(m.path), "Folder", filepath.Dir(m.path)) + "\n\n" + d.say("handover.losses") + "\n")
		for _, w := range m.losses {
			b.WriteString("· " + d.wordWarning(w) + "\n")
		}
		d.ask(page(d, d.say("handover."+m.form.key), strings.TrimRight(b.String(), "\n"), nil))
	case workspace.Exists(m.err):
		items := []choice{{key: "no", label: d.say("export.keep")}, {key: "yes", label: d.say("export.overwrite", "Name", filepath.Base(m.path))}}
		d.ask(pickFrom(d, "export.exists", items, func(key string) tea.Cmd {
			if key == "yes" {
				return d.handOverHiding(m.form, m.path, true, m.hide)
			}
			return d.askHandover(m.form, m.path)
		}))
	default:
		d.fail(m.err)
	}
	return nil
}
