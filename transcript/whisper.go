package transcript

import (
	"cmp"
	"encoding/json"
)

// readWhisper reads the JSON of Whisper and of what grew out of it: WhisperX
// (segments with a speaker, words that may lack a time), whisper-timestamped,
// whisper.cpp (transcription with offsets in ms) and a bare list of segments.
// A segment is a piece; of its words only the first time and speaker are used,
// where the segment has none of its own.
func readWhisper(text string) (reading, error) {
	r := newJSONReader(text)
	s := &speech{}
	whole := ""
	var err error
	if text[firstInk(text)] == '[' {
		err = r.array(func() error { return s.whisperSegment(r) })
	} else {
		err = r.object(func(key string) error {
			switch key {
			case "segments", "transcription":
				return r.array(func() error { return s.whisperSegment(r) })
			case "text":
				return r.text(&whole)
			}
			return r.skip()
		})
	}
	if err := s.ended(err); err != nil {
		return reading{}, err
	}
	if len(s.lines) == 0 {
		s.add("", whole, moment{})
	}
	return s.reading()
}

// firstInk is where the first byte stands that is no blank.
func firstInk(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] > ' ' {
			return i
		}
	}
	return 0
}

// whisperSegment reads {start, end, text, speaker, words}.
func (s *speech) whisperSegment(r jsonReader) error {
	var said, speaker string
	var start moment
	var words json.RawMessage
	err := r.object(func(key string) error {
		switch key {
		case "start":
			return r.seconds(&start)
		case "text":
			return r.text(&said)
		case "speaker":
			return r.text(&speaker)
		case "offsets":
			return r.offset(&start)
		case "words":
			return r.d.Decode(&words)
		}
		return r.skip()
	})
	if untimed := !start.known && !start.bad; len(words) > 0 && (untimed || speaker == "") {
		first := firstOf(string(words))
		speaker = cmp.Or(speaker, first.speaker)
		if untimed {
			start = first.start
		}
	}
	if said != "" || err == nil {
		s.add(speaker, said, start)
	}
	return err
}

// whisperWord is the first time and the first speaker of a segment's words.
type whisperWord struct {
	start   moment
	speaker string
}

// firstOf reads a list of words, as far as it goes.
func firstOf(words string) whisperWord {
	var w whisperWord
	r := newJSONReader(words)
	_ = r.array(func() error { return w.read(r) }) // the segment's own walk met any fault
	return w
}

func (w *whisperWord) read(r jsonReader) error {
	return r.object(func(key string) error {
		switch {
		case key == "start" && !w.start.known:
			return r.seconds(&w.start)
		case key == "speaker" && w.speaker == "":
			return r.text(&w.speaker)
		}
		return r.skip()
	})
}

// offset reads whisper.cpp's {from, to} in milliseconds.
func (r jsonReader) offset(into *moment) error {
	return r.object(func(key string) error {
		if key != "from" {
			return r.skip()
		}
		if err := r.seconds(into); err != nil || !into.known {
			return err
		}
		into.millis /= 1000
		return nil
	})
}
