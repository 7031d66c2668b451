package transcript

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// readEPUB takes the text out of a book: the pages of its spine in reading
// order, each as readHTML lays it out. The table of contents goes, counted as
// navigation; fonts may be scrambled, but a page under DRM is an error.
func readEPUB(_ context.Context, f file) (reading, error) {
	z, err := openArchive(f.data)
	if err != nil {
		return reading{}, err
	}
	b := &book{archive: z}
	if err := b.open(); err != nil {
		return reading{}, err
	}
	h := &htmlReader{strict: true}
	if err := b.readPages(h, f.options.Encoding); err != nil {
		return reading{}, err
	}
	h.menus += b.menus
	r, err := h.finish()
	r.warnings = appendCounts(r.warnings, []count{{"chapters-missing", b.missing}, {"invalid-bytes", b.invalid}})
	return r, err
}

// book is an EPUB while it is read.
type book struct {
	archive *zip.Reader
	pages   []string // members, in reading order
	menus   int      // pages that only hold the table of contents
	missing int      // pages that the spine names and the archive lacks
	invalid int      // bytes that became U+FFFD
	left    int64    // bytes that may still be unpacked
}

// open finds the package and its reading order.
func (b *book) open() error {
	b.left = maxPage
	opf := b.packagePart()
	if opf == nil {
		return &Error{Code: "damaged", Args: map[string]any{"missing": "META-INF/container.xml"}}
	}
	if err := b.readPackage(opf); err != nil {
		return err
	}
	if b.isLocked() {
		return &Error{Code: "encrypted"}
	}
	if len(b.pages) == 0 {
		return &Error{Code: "damaged", Args: map[string]any{"missing": "spine"}}
	}
	return nil
}

// packagePart is what container.xml names, else the one .opf in the archive.
func (b *book) packagePart() *zip.File {
	if f := member(b.archive, "META-INF/container.xml"); f != nil {
		name := ""
		_ = eachElement(f, func(e xml.StartElement) {
			if e.Name.Local == "rootfile" && name == "" {
				name = attribute(e, "full-path")
			}
		})
		if opf := member(b.archive, memberName("", name)); opf != nil {
			return opf
		}
	}
	for _, f := range b.archive.File {
		if strings.EqualFold(path.Ext(f.Name), ".opf") {
			return f
		}
	}
	return nil
}

// eachElement calls f with each start tag of a part of XML.
func eachElement(part *zip.File, f func(xml.StartElement)) error {
	r, err := openPart(part)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(r)
	d.CharsetReader = charsetReader
	d.Strict = false
	d.Entity = xml.HTMLEntity
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		if e, ok := t.(xml.StartElement); ok {
			f(e)
		}
	}
}

// readPackage lists the pages of the spine. The table of contents is left out;
// pages beside the reading order (linear="no") are read where they stand.
func (b *book) readPackage(opf *zip.File) error {
	type item struct{ name, kind, properties string }
	items := map[string]item{}
	var spine []string
	err := eachElement(opf, func(e xml.StartElement) {
		switch e.Name.Local {
		case "item":
			if len(items) < maxMembers {
				items[attribute(e, "id")] = item{memberName(path.Dir(opf.Name), attribute(e, "href")), attribute(e, "media-type"), attribute(e, "properties")}
			}
		case "itemref":
			if len(spine) < maxMembers {
				spine = append(spine, attribute(e, "idref"))
			}
		}
	})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, id := range spine {
		page, ok := items[id]
		switch {
		case !ok:
			b.missing++
		case seen[page.name]:
		case hasWord(page.properties, "nav"):
			b.menus++
		case !strings.Contains(page.kind, "html") && strings.Contains(page.kind, "/") && !strings.HasSuffix(page.kind, "xml"):
		default:
			b.pages = append(b.pages, page.name)
		}
		seen[page.name] = true
	}
	return nil
}

// memberName resolves a relation against a folder of the archive. It only
// looks up a name: "../" beyond the root leads nowhere.
func memberName(folder, href string) string {
	href, _, _ = strings.Cut(href, "#")
	href = unescapePercent(href)
	if strings.HasPrefix(href, "/") {
		folder = ""
	}
	return strings.TrimPrefix(path.Clean("/"+folder+"/"+href), "/")
}

func unescapePercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isLocked says whether the text is under DRM. Scrambled fonts are no bar: the
// standard knows two ways to do it.
func (b *book) isLocked() bool {
	f := member(b.archive, "META-INF/encryption.xml")
	if f == nil {
		return false
	}
	pages := map[string]bool{}
	for _, p := range b.pages {
		pages[p] = true
	}
	locked, font := false, false
	_ = eachElement(f, func(e xml.StartElement) {
		switch e.Name.Local {
		case "EncryptedData":
			font = false
		case "EncryptionMethod":
			a := attribute(e, "Algorithm")
			font = a == "http://www.idpf.org/2008/embedding" || a == "http://ns.adobe.com/pdf/enc#RC"
		case "CipherReference":
			locked = locked || !font && pages[memberName("", attribute(e, "URI"))]
		}
	})
	return locked
}

func (b *book) readPages(h *htmlReader, chosen string) error {
	read := 0
	files := b.files()
	for _, name := range b.pages {
		f := files[strings.ToLower(name)]
		if f == nil {
			b.missing++
			continue
		}
		data, err := b.unpack(f)
		if err != nil {
			return err
		}
		d, err := decodeHTML(data, chosen)
		if err != nil {
			return err
		}
		b.invalid += d.invalid
		if err := h.readPage(d.text); err != nil {
			return err
		}
		read++
	}
	if read == 0 {
		return &Error{Code: "damaged", Args: map[string]any{"missing": b.pages[0]}}
	}
	return nil
}

// files finds members by their name in lower case, as member does one by one;
// a book may have thousands of pages.
func (b *book) files() map[string]*zip.File {
	files := make(map[string]*zip.File, len(b.archive.File))
	for _, f := range b.archive.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if files[name] == nil {
			files[name] = f
		}
	}
	return files
}

// unpack reads a member within what the book may still take.
func (b *book) unpack(f *zip.File) ([]byte, error) {
	r, err := openPart(f)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(io.LimitReader(r, b.left+1))
	if err != nil {
		return nil, damaged(err)
	}
	if b.left -= int64(len(data)); b.left < 0 {
		return nil, &Error{Code: "too-large", Args: map[string]any{"limit": maxPage}}
	}
	return data, nil
}
