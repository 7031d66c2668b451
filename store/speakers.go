package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Speakers of all documents.
type Speakers struct{ p *Project }

// SpeakerInfo is a speaker with where and how much.
type SpeakerInfo struct {
	transcript.Speaker
	Document transcript.DocumentID
	Turns    int
	Words    int
}

// List gives the speakers that stand for themselves, by document and order of
// appearance; the turns of those merged into them are counted with them.
func (s *Speakers) List(ctx context.Context) ([]SpeakerInfo, error) {
	type stored struct {
		SpeakerInfo
		into transcript.SpeakerID
	}
	all, err := list(ctx, s.p.readers, func(rows *sql.Rows, s *stored) error {
		return rows.Scan(&s.ID, &s.Document, &s.Name, &s.Role, &s.Rule, &s.Case, &s.into, &s.Turns, &s.Words)
	}, "SELECT id, document_id, name, role, rule, case_id, merged_into, turns, words FROM speaker WHERE deleted = 0 ORDER BY document_id, position")
	if err != nil {
		return nil, err
	}
	into := map[transcript.SpeakerID]transcript.SpeakerID{}
	at := map[transcript.SpeakerID]int{}
	var out []SpeakerInfo
	for _, one := range all {
		into[one.ID] = one.into
		if one.into.IsZero() {
			at[one.ID] = len(out)
			out = append(out, one.SpeakerInfo)
		}
	}
	for _, one := range all {
		end := one.into
		for range all {
			if into[end].IsZero() {
				break
			}
			end = into[end]
		}
		if i, ok := at[end]; ok {
			out[i].Turns += one.Turns
			out[i].Words += one.Words
		}
	}
	return out, nil
}

// Rename gives a speaker another name; the transcript's own label stays as it
// is.
func (s *Speakers) Rename(ctx context.Context, by codebook.CoderID, id transcript.SpeakerID, name string) error {
	return s.p.act(ctx, by, "rename-speaker", func(a *act) error {
		name, err := named(name)
		if err != nil {
			return err
		}
		if _, err := a.speaker(id); err != nil {
			return err
		}
		return a.put(speakerTable, id.String(), row{"name": name})
	})
}

// SetRole says whether a speaker is an interviewer, a respondent or neither.
func (s *Speakers) SetRole(ctx context.Context, by codebook.CoderID, id transcript.SpeakerID, role transcript.Role) error {
	return s.p.act(ctx, by, "set-role", func(a *act) error {
		if !slices.Contains([]transcript.Role{transcript.RoleNone, transcript.RoleInterviewer, transcript.RoleRespondent}, role) {
			return fmt.Errorf("role %q: %w", role, ErrInvalid)
		}
		if _, err := a.speaker(id); err != nil {
			return err
		}
		return a.put(speakerTable, id.String(), row{"role": string(role)})
	})
}

// SetCase puts a speaker under a case of its own; the zero case gives it back
// to the document's.
func (s *Speakers) SetCase(ctx context.Context, by codebook.CoderID, id transcript.SpeakerID, c transcript.CaseID) error {
	return s.p.act(ctx, by, "set-case", func(a *act) error { return a.setCase(speakerTable, id.String(), c) })
}

// Merge gives the turns of from to into (same document); undone as one step.
func (s *Speakers) Merge(ctx context.Context, by codebook.CoderID, from, into transcript.SpeakerID) error {
	return s.p.act(ctx, by, "merge-speakers", func(a *act) error {
		gone, err := a.speaker(from)
		if err != nil {
			return err
		}
		stays, err := a.speaker(into)
		if err != nil {
			return err
		}
		if from == into || gone.text("document_id") != stays.text("document_id") {
			return fmt.Errorf("merge of %q into %q: %w", from, into, ErrInvalid)
		}
		a.about(speakerTable, into.String())
		// Those merged into from earlier follow by from's own mark.
		return a.put(speakerTable, from.String(), row{"merged_into": into})
	})
}

// speaker reads one that stands for itself: ErrNotFound for a merged one.
func (a *act) speaker(id transcript.SpeakerID) (row, error) {
	r, err := a.need(speakerTable, id.String())
	if err == nil && r.text("merged_into") != "" {
		err = fmt.Errorf("speaker %q: %w", id, ErrNotFound)
	}
	return r, err
}
