package cli

import (
	"strings"

	"veldwerk/search"
)

// parse reads a query from arguments, joined by blanks. What had to be guessed
// is noted on stderr; strict refuses it.
func (s *Shell) parse(args []string, strict bool) (search.Query, error) {
	q := search.Parse(strings.Join(args, " "))
	if strings.TrimSpace(q.Text) == "" {
		return q, misuse("cli.query.empty")
	}
	return q, s.tellProblems(q, q.Problems, strict)
}

// tellProblems notes what was read otherwise than typed; strict refuses it.
func (s *Shell) tellProblems(q search.Query, problems []search.Problem, strict bool) error {
	for _, p := range problems {
		reason := s.wordProblem(p)
		if strict {
			return misuse("cli.query.strict", "Problem", reason)
		}
		s.note("%s", s.t.Say("cli.query.guessed", "Problem", reason, "Read", q.String()))
	}
	return nil
}

// parseFilter is parse for commands whose query may be missing: then it is the
// empty query, which asks for nothing.
func (s *Shell) parseFilter(args []string, strict bool) (search.Query, error) {
	if strings.TrimSpace(strings.Join(args, " ")) == "" {
		return search.Query{}, nil
	}
	return s.parse(args, strict)
}

func (s *Shell) wordProblem(p search.Problem) string {
	if id := "query." + p.Code; s.t.Knows(id) {
		return s.t.Say(id, "Text", p.Text, "At", p.Start+1)
	}
	return p.Code + ": " + p.Text
}
