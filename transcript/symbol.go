package transcript

import "strings"

// symbolRune is the character that a code stands for in one of the symbol
// fonts of Windows, which word processors put in where people type --> or :-).
// The code may be given as it is or in the private use area (U+F0E0). A sign
// that no table has stays the private character that it is.
func symbolRune(font string, code rune) rune {
	if code >= 0xF000 && code <= 0xF0FF {
		code -= 0xF000
	}
	if code < 0x20 || code > 0xFF {
		return code
	}
	font = strings.ToLower(strings.TrimSpace(font))
	table := ""
	switch font {
	case "symbol":
		table = symbolFont
	case "wingdings":
		table = wingdings
	}
	for len(table) > 0 {
		key, n := decodeRune(table, 0)
		value, m := decodeRune(table, n)
		if key == code {
			return value
		}
		table = table[n+m:]
	}
	if font == "symbol" && code < 0x7F {
		return code // digits and marks are where ASCII has them
	}
	return 0xF000 + code
}

// The tables are pairs: the code, as the Latin-1 character of that number, and
// what it shows.
const (
	symbolFont = "AΑBΒCΧDΔEΕFΦGΓHΗIΙJϑKΚLΛMΜNΝOΟPΠQΘRΡSΣTΤUΥVςWΩXΞYΨZΖ" +
		"aαbβcχdδeεfφgγhηiιjϕkκlλmμnνoοpπqθrρsσtτuυvϖwωxξyψzζ" +
		"\"∀$∃'∋*∗@≅\\∴^⊥-−~∼" +
		"£≤¥∞§♣¨♦©♥ª♠«↔¬←\u00ad↑®→¯↓°°±±²″³≥´×µ∝¶∂·•¸÷¹≠º≡»≈¼…Å⊕Ä⊗Ç∪Æ∩È⊃É⊇Ì⊂Í⊆Î∈Ï∉Ö√Ù∧Ú∨Û⇔Ü⇐Ý⇑Þ⇒ß⇓å∑"
	wingdings = "J☺K😐L☹A✌C👍D👎(☎*✉l●n■o□q❑u◆v❖§▪¨◻¤◉ß←à→á↑â↓è➔ç🡐ï⇦ð⇨ó⬄õ⬀û✗ü✓ý☒þ☑"
)
