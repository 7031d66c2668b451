package pseudonym

import "testing"

func TestNames(t *testing.T) {
	n := LookFor([]string{"Zwaantje"}, []string{"Wubbo van der Tjallingii", "Gemeente Veldermeer", "Ø"}, []string{"Gesprek 3 met Klaasje, Interview 12"})
	for s, want := range map[string]Sureness{
		"Wubbo van der Tjallingii": Named, "WUBBO VAN DER TJALLINGII": Named, "wubbo van der tjallingii": Named, "Wubbo van der\nTjallingii": Named,
		"Wubbo van der Tjal\u00ad\nlingii's": Named, "Wu\u0301bbo van der Tjallingiis": Named, "zwaantje2.docx": Named, "ZWAANTJES": Named,
		"mevrouw Van der Tjallingii": PartNamed, "Tjallingii, W. van der": PartNamed, "W. van der Tjallingii": PartNamed, "Wubbo zei": PartNamed, "wubbo zei": NotNamed,
		"Tjal-\nlingii": PartNamed, "Klaasje zei": Hinted, "Gesprek met iemand": NotNamed, "een Interview": NotNamed,
		"in Veldermeer": Hinted, "in de gemeente Veldermeer": Named, "Zwaan": NotNamed, "": NotNamed,
	} {
		if got := n.In(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
	if n.InTyped("tjallingii OR wubbo*") != PartNamed || n.InTyped("klaasje") != NotNamed || n.InTyped("zwaan") != NotNamed {
		t.Error("what was typed is read like a text")
	}
	if n.None() || !LookFor(nil, []string{" ", "x"}, []string{"Interview"}).None() {
		t.Error("nobody is somebody")
	}
}
