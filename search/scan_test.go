package search

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
)

// dorpQueries are queries over dorp with what they find.
var dorpQueries = []struct{ query, found string }{
	{"", ""},
	{"ruimte", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
	{"RUIMTE", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
	{"=ruimte", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte]"},
	{`"ruimte"`, "1.1[ruimte] 1.2[ruimte] 2.2[ruimte]"},
	{"ruimte[-ruimte]", "2.3[ruimtes]"},
	{"ruimte[-ruimtes +loket]", "1.1[ruimte] 1.2[ruimte] 2.2[loket|loket|ruimte]"},
	{"gemeente", "1.3[gemeente] 2.1[gemeente] 2.2[gemeente|gemeente]"},
	{"gemeente+", "1.0[gemeentehuis] 1.3[gemeente] 2.1[gemeente] 2.2[gemeente|gemeente]"},
	{"huis", ""},
	{"huis+", "1.0[gemeentehuis]"},
	{"meten", "2.3[gemeten]"},
	{"luisteren", "1.1[luistert]"},
	{"listening", "3.1[listen]"},
	{"rooms", "3.1[room] 3.2[room]"},
	{"veel NEAR/2 ruimten", "2.2[veel ruimte]"},
	{`"loketten gemeenten"~3`, "2.2[gemeente en het loket|loket en de gemeente]"},
	{`"de gemeenten"`, ""},
	{"gesprek", "1.0[Gesprek]"},
	{"ruimte*", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
	{"=ruimte ruimte+", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte]"},
	{"*huis*", "1.0[gemeentehuis]"},
	{"ge*en", "2.3[gemeten]"},
	{"gemeetne~ NIET het", "1.3[gemeente] 2.1[gemeente]"},
	{"ruimts~ =ruimtes", "2.3[ruimtes]"},
	{"/^GÉM/", "1.0[gemeentehuis] 1.3[gemeente] 2.1[gemeente] 2.2[gemeente|gemeente] 2.3[gemeten]"},
	{"client*", "1.2[Cliënten] 1.5[Clie\u0308nten]"},
	{"zon", "1.2[zo’n] 1.5[Zo'n]"},
	{"zo’n niet", "1.2[zo’n|niet] 1.5[Zo'n|niet]"},
	{"coördinatie", "1.4[co\u00adördinatie] 1.5[coo\u0308rdinatie]"},
	{"cafe", "1.5[Cafe\u0301]"},
	{"3.000", "1.2[3.000]"},
	{"wethouder", "1.3[wethouder]"},
	{"oud-wethouder", "1.3[oud-wethouder]"},
	{`"de gemeente"`, "1.3[de gemeente] 2.1[de gemeente] 2.2[De gemeente|de gemeente]"},
	{`"gemeente * het"`, "2.2[gemeente en het]"},
	{`"het loket"`, "2.2[het loket|het loket]"},
	{`"loket gemeente"~3`, "2.2[gemeente en het loket|loket en de gemeente]"},
	{`"loket gemeente"~2`, ""},
	{`"loket loket"~9`, "2.2[loket, het loket]"},
	{"gemeente NEAR/3 loket", "2.2[gemeente en het loket|loket en de gemeente]"},
	{"gemeente NEAR/1 (niet OR en)", "1.3[gemeente niet] 2.2[gemeente en]"},
	{"veel NEAR/2 tijd", ""},
	{"veel NEAR/3 tijd NEAR/3 ruimte", "2.2[veel ruimte, weinig tijd]"},
	{"ruimte -niet", "1.1[ruimte] 2.2[ruimte]"},
	{"ruimte NIET niet", "1.1[ruimte] 2.2[ruimte]"},
	{"-gemeente taal:nl", "1.0 1.1 1.2 1.4 1.5 2.3"},
	{"room OF tijd", "2.2[tijd] 3.1[room] 3.2[room]"},
	{"room (we OF no)", "3.1[room|we] 3.2[No|room]"},
	{"-(room OF -we)", ""},
	{"code:ruimte", "1.2 1.3 1.4"},
	{"code:=ruimte", "1.2"},
	{"code:speelruimte", "1.3 1.4"},
	{`code:"Discretionaire Ruimte" gemeente`, "1.3[gemeente]"},
	{"code:ruimte/disc*", "1.3 1.4"},
	{"code:verkokering", "2.2"},
	{"code:weg", ""},
	{"thema:responsiviteit", "1.1[luistert] 1.2 1.3[oog voor] 1.4"},
	{"theme:=responsiviteit -luistert", "1.2 1.3[oog voor]"},
	{"-thema:responsiviteit document:\"interview 1\"", "1.0 1.5"},
	{"spreker:r1 niet", "1.2[niet] 1.3[niet] 1.5[niet]"},
	{"speaker:R*", "1.2 1.3 1.5 2.2 2.3 3.1 3.2"},
	{`document:"interview 2 - zuid" ruimte`, "2.2[ruimte] 2.3[ruimtes]"},
	{"coder:noor", "1.2 2.2"},
	{"codeur:DV", "1.3 1.4"},
	{"memo:vraag", "1.2"},
	{`memo:"dit na" niet`, "1.2[niet]"},
	{"memo:*", "1.2"},
	{"taal:engels", "3.1 3.2"},
	{"rol:beleid ruimte", "1.1[ruimte] 1.2[ruimte]"},
	{"rol:beleid room", "3.2[room]"},
	{"rol:(beleid OF uitv*) gemeente", "1.3[gemeente] 2.1[gemeente] 2.2[gemeente|gemeente]"},
	{"jaar:>=2020 gemeente", "2.1[gemeente] 2.2[gemeente|gemeente]"},
	{"jaar:<2020,5 gemeente", "1.3[gemeente]"},
	{"datum:2019-05 gesprek", "1.0[Gesprek]"},
	{"datum:>2019-05 gesprek", ""},
	{"zwaar:ja gesprek", "1.0[Gesprek]"},
	{"is:coded", "1.2 1.3 1.4 2.2"},
	{"is:ongecodeerd rol:uitvoering", "2.1 2.3"},
	{"is:interviewer ruimte", "1.1[ruimte]"},
	{"ruimte -is:interviewer", "1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
	{"co:ordinatie OR loket:veel", "2.2[loket|loket|veel]"},
}

func TestScan(t *testing.T) {
	f := dorp()
	for _, tt := range dorpQueries {
		r, err := Scan(context.Background(), Parse(tt.query), f, Options{})
		if err != nil {
			t.Fatalf("%s: %v", tt.query, err)
		}
		if got := show(t, f, r); got != tt.found || r.Total != len(r.Hits) || r.Indexed {
			t.Errorf("%s\n found %s\n want  %s (total %d)", tt.query, got, tt.found, r.Total)
		}
	}
}

func TestScanLimit(t *testing.T) {
	r, err := Scan(context.Background(), Parse("gemeente"), dorp(), Options{Limit: 2})
	if err != nil || len(r.Hits) != 2 || r.Total != 3 {
		t.Errorf("%d hits of %d, %v", len(r.Hits), r.Total, err)
	}
}

func TestResultProblems(t *testing.T) {
	tests := []struct{ query, problems string }{
		{"rol:beleid code:ruimte thema:responsiviteit coder:Noor", ""},
		{"a rool:beleid", "unknown-field rool:beleid 2 13"},
		{"code:weg", "unknown-code code:weg 0 8"},
		{"thema:weg", "unknown-theme thema:weg 0 9"},
		{"coder:weg", "unknown-coder coder:weg 0 9"},
	}
	for _, tt := range tests {
		r, err := Scan(context.Background(), Parse(tt.query), dorp(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range r.Problems {
			got += fmt.Sprintf("%s %s %d %d", p.Code, p.Text, p.Start, p.End)
		}
		if got != tt.problems {
			t.Errorf("%s: problems %q, want %q", tt.query, got, tt.problems)
		}
	}
}

func TestScanErrors(t *testing.T) {
	f := dorp()
	f.fail = io.ErrUnexpectedEOF
	if _, err := Scan(context.Background(), Parse("ruimte"), f, Options{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("unreadable document: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Scan(ctx, Parse("ruimte"), dorp(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFragments(t *testing.T) {
	f := dorp()
	tests := []struct {
		query string
		doc   int
		want  string
	}{
		{"", 0, "zo’n ruimte|oog voor de buurt, de gemeente niet.\nI: En"},
		{"code:ruimte", 0, "zo’n ruimte|oog voor de buurt, de gemeente niet.\nI: En"},
		{"code:=ruimte", 0, "zo’n ruimte"},
		{"code:ruimte coder:daan", 0, "oog voor de buurt, de gemeente niet.\nI: En"},
		{"krijg", 0, ""},
		{"ruimte", 0, "zo’n ruimte"},
		{"memo:vraag", 0, "zo’n ruimte"},
		{"-memo:vraag rol:beleid", 0, "oog voor de buurt, de gemeente niet.\nI: En"},
		{"spreker:R1 is:coded", 0, "zo’n ruimte|oog voor de buurt, de gemeente niet.\nI: En"},
		{"is:interviewer", 0, ""},
		{"thema:responsiviteit", 1, ""},
		{"loket", 1, "loket, het loket"},
		{"loket", 2, ""},
	}
	for _, tt := range tests {
		id := f.documents[tt.doc].ID
		codings, err := Fragments(context.Background(), Parse(tt.query), f, id)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, c := range codings {
			if i > 0 {
				got += "|"
			}
			got += f.texts[id].Text.Slice(c.Span)
		}
		if got != tt.want {
			t.Errorf("fragments %q of %d: %q, want %q", tt.query, tt.doc, got, tt.want)
		}
	}
}
