package tui

import tea "charm.land/bubbletea/v2"

// scroll is how far a text that is only read was scrolled.
type scroll struct {
	top    int
	height int // rows in sight, as drawn last
	length int // rows in all
}

// moves moves by a key; false when it moves nothing.
func (s *scroll) moves(key string) bool {
	switch key {
	case "down", "j":
		s.top++
	case "up", "k":
		s.top--
	case "pgdown", "space":
		s.top += max(s.height-1, 1)
	case "pgup":
		s.top -= max(s.height-1, 1)
	case "home":
		s.top = 0
	case "end", "G":
		s.top = s.length
	default:
		return false
	}
	s.bound()
	return true
}

func (s *scroll) wheel(m tea.MouseWheelMsg) {
	s.top += wheelLines(m)
	s.bound()
}

func (s *scroll) bound() { s.top = max(min(s.top, s.length-s.height), 0) }

// more says whether there is more than fits.
func (s *scroll) more() bool { return s.length > s.height }

// window is what of the rows is in sight on h lines.
func (s *scroll) window(rows []string, h int) []string {
	s.height, s.length = max(h, 1), len(rows)
	s.bound()
	return rows[s.top:min(s.top+max(h, 0), len(rows))]
}
