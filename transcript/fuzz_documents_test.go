package transcript

import (
	"errors"
	"testing"
)

// checkRead reads what a fuzzer made: a document that holds together, or a
// typed refusal.
func checkRead(t *testing.T, name string, data []byte) {
	t.Helper()
	d, r, err := Read(name, data)
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Code == "" {
			t.Fatalf("%T: %v", err, err)
		}
		return
	}
	checkDocument(t, d)
	checkReceipt(t, d, r)
}

func FuzzHTML(f *testing.F) {
	for _, name := range []string{"word.htm", "google.html", "noscribe.html", "taguette.html"} {
		f.Add([]byte(fixture(f, name)))
	}
	f.Add([]byte(`<html><p><span class=timestamp data-timestamp=4.25>0:04</span>I: a<br>b&#0;&#13;<table><tr><td>R<td>c</table><pre>` + "\n d\r\x00"))
	f.Add([]byte(`<?xml version="1.0"?><html><script src="a"/><![CDATA[b]]><a name="ts_1_2_S00">S00: c</a><br></br>`))
	f.Fuzz(func(t *testing.T, data []byte) { checkRead(t, "a.html", append([]byte("<html>"), data...)) })
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(fixture(f, "f4.rtf")[6:]))
	f.Add([]byte(`\ansi\ansicpg65001{\fonttbl{\f2\fcharset2 Symbol;}}I: re\'c3\'bc\u-10179?\u-8704? {\f2 a}\par\trowd\intbl R\cell b\nestcell{\*\nesttableprops\nestrow}\cell\row{\upr{a}{\*\ud{\u235?}}}{\pict\bin3 {}}}`))
	f.Add([]byte(`\mac{\header kop\par}{\footnote n}{\deleted d\par}{\shp{\*\shpinst{\shptxt e\par}}}\uc0\u65\~\_\` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) { checkRead(t, "a.rtf", append([]byte(`{\rtf1`), data...)) })
}

func FuzzODT(f *testing.F) {
	for _, s := range []string{
		`<text:h>Kop</text:h><text:p>I: a<text:s text:c="3"/>b<text:tab/><text:line-break/></text:p>`,
		`<table:table><table:table-row><table:table-cell><text:p>R</text:p></table:table-cell><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>`,
		`<text:p>a<text:note><text:p>n</text:p></text:note><office:annotation/><draw:frame><draw:text-box><text:p>k</text:p></draw:text-box></draw:frame></text:p>`,
		`<text:tracked-changes><text:deletion/></text:tracked-changes><style:header><text:p>x</text:p></style:header><text:list><text:number>1</text:number></text:list>`,
	} {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, body []byte, styles bool) {
		parts := map[string]string{}
		if styles {
			parts["styles.xml"] = odtXML(string(body))
		}
		checkRead(t, "a.odt", odt(string(body), parts))
	})
}

func FuzzEPUB(f *testing.F) {
	f.Add([]byte("<p>I: a</p>"), []byte(`<p>R: b<a epub:type="noteref">1</a></p><aside epub:type="footnote">n</aside>`), []byte(""))
	f.Add([]byte("<nav>x</nav>"), []byte("<p>c<br/>"), []byte(`<package><manifest><item id="a" href="tekst/p%30.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>`))
	f.Fuzz(func(t *testing.T, one, two, opf []byte) {
		parts := map[string]string{}
		if len(opf) > 0 {
			parts["OEBPS/boek een.opf"] = string(opf)
		}
		checkRead(t, "a.epub", epub(parts, string(one), string(two)))
	})
}
