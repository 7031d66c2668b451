package transcript

// readAmberscript reads Amberscript's JSON: a list of speakers, and segments of
// one speaker made of words with times. Words are joined by a blank; each
// sentence keeps the time of its first word.
func readAmberscript(text string) (reading, error) {
	r := newJSONReader(text)
	s := &speech{}
	names := map[string]string{}
	err := r.object(func(key string) error {
		switch key {
		case "speakers":
			return r.array(func() error { return r.speaker(names, "spkid", "name") })
		case "segments":
			return r.array(func() error { return s.amberscriptSegment(r) })
		}
		return r.skip()
	})
	if err := s.ended(err); err != nil {
		return reading{}, err
	}
	s.endRun()
	s.rename(names)
	return s.reading()
}

// speaker reads one of a list of speakers into names, by id.
func (r jsonReader) speaker(names map[string]string, idKey, nameKey string) error {
	var id, name string
	err := r.object(func(key string) error {
		switch key {
		case idKey:
			return r.text(&id)
		case nameKey:
			return r.text(&name)
		}
		return r.skip()
	})
	if id = oneBlank(id); id != "" {
		names[id] = name
	}
	return err
}

// amberscriptSegment reads {speaker, words:[{start, text}]}. The words may
// stand in front of the speaker, so they wait for the segment's end.
func (s *speech) amberscriptSegment(r jsonReader) error {
	type word struct {
		text  string
		start moment
	}
	var words []word
	speaker := ""
	err := r.object(func(key string) error {
		switch key {
		case "speaker":
			return r.text(&speaker)
		case "words":
			return r.array(func() error {
				var w word
				err := r.object(func(key string) error {
					switch key {
					case "text":
						return r.text(&w.text)
					case "start":
						return r.seconds(&w.start)
					}
					return r.skip()
				})
				if w.text != "" {
					words = append(words, w)
				}
				return err
			})
		}
		return r.skip()
	})
	if len(words) == 0 && err == nil {
		s.empty++
	}
	for _, w := range words {
		s.word(speaker, " "+w.text, w.start)
	}
	return err
}
