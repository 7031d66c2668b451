package theme

// Signs are what is drawn beside letters; some fonts (the Linux console's)
// lack the finer ones.
type Signs struct {
	Stripe   [4]string // by glyph 0…3: codes with the same hue and letter differ
	End      string    // last row of a stripe
	Focus    string    // the focused panel
	Pointer  string    // the row one stands on
	Open     string    // an unfolded branch
	Folded   string    // a folded branch
	Line     string    // vertical line between panels
	Rule     string    // horizontal line
	Corner   [4]string // top left, top right, bottom left, bottom right
	Full     string    // of a bar chart
	Empty    string
	Ellipsis string
	Memo     string // a memo stands here
	Done     string
}

var unicodeSigns = Signs{
	Stripe: [4]string{"│", "┃", "║", "┊"}, End: "╵", Focus: "▌", Pointer: "▸", Open: "▾", Folded: "▸",
	Line: "│", Rule: "─", Corner: [4]string{"╭", "╮", "╰", "╯"}, Full: "█", Empty: "░",
	Ellipsis: "…", Memo: "✎", Done: "✓",
}

var asciiSigns = Signs{
	Stripe: [4]string{"|", "!", ":", ";"}, End: "'", Focus: "#", Pointer: ">", Open: "v", Folded: ">",
	Line: "|", Rule: "-", Corner: [4]string{"+", "+", "+", "+"}, Full: "#", Empty: ".",
	Ellipsis: "~", Memo: "*", Done: "+",
}
