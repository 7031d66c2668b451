package transcript

import "testing"

func TestSniffSpeech(t *testing.T) {
	tests := []struct{ name, file, data, want string }{
		{"segments", "a.txt", `{"segments": [{"start": 0, "text": "x"}]}`, "whisper"},
		{"segments behind a long text", "a.json", `{"text": "\" [{ \\", "segments": [{"text": ""}]}`, "whisper"},
		{"words with a text of their own", "a.json", `{"segments":[{"words":[{"text":"x","start":1}],"speaker":"spk1"}]}`, "amberscript"},
		{"cut off in the segments", "a.json", `{"id":"x","speakers":[{"spkid":"a"}],"segments":[{"speaker":"a","words":[{"start":1,"text":"E`, "amberscript"},
		{"monologues", "a.json", "\uFEFF\n {\"monologues\": [", "rev"},
		{"a page and a medium", "a.json", `{"text": "<p>x</p>", "media": "", "media-source": "", "media-time": 0}`, "otr"},
		{"keys inside strings are none", "a.json", `{"x": "\"monologues\": [{", "y": ["segments", {"text": 1}]}`, "json"},
		{"keys deeper down are none", "a.json", `{"x": {"monologues": []}, "segments": {"y": {"text": 1}}}`, "json"},
		{"a list of something", "a.json", `[{"speaker": "A", "text": "x"}]`, "json"},
		{"somebody's notes", "a.json", `{"media": "x.mp4", "text": "timestamp"}`, "otr"},
		{"segments that say they are captions", "a.vtt", `{"segments": [{"text": ""}]}`, "whisper"},
		{"captions that say they are JSON", "a.json", "WEBVTT\n\n", "vtt"},
		{"talk that says it is ELAN", "a.eaf", "I: dag\n", "txt"},
		{"a chat", "a.txt", "00:00:10\tEva:\tdag\n00:00:20\tJoost:\thoi\n", "zoomchat"},
		{"one line of a chat", "a.txt", "00:00:10 From Eva to Everyone:\n\tdag\n", "zoomchat"},
		{"a talk with times", "a.txt", "00:00:10 Eva: dag\n", "txt"},
		{"CHAT", "a.txt", "@UTF8\n@Begin\n", "cha"},
		{"CHAT by its ending", "a.cha", "*INV:\tdag .\n", "cha"},
		{"no CHAT", "a.txt", "*INV:\tdag .\n", "txt"},
		{"short grid", "a.txt", "File type = \"ooTextFile short\"\n\"TextGrid\"\n", "textgrid"},
		{"ELAN", "a.xml", "<?xml version=\"1.0\"?>\n<!-- x -->\n<ANNOTATION_DOCUMENT>", "eaf"},
	}
	for _, tt := range tests {
		if got := Sniff(tt.file, []byte(tt.data)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	for _, kind := range []string{"whisper", "amberscript", "rev", "otr", "cha", "eaf", "textgrid", "zoomchat"} {
		if !Reads(kind) {
			t.Errorf("%s is not read", kind)
		}
	}
}
