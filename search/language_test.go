package search

import (
	"slices"
	"strings"
	"testing"
)

// A line of a set: word | inflections | derivations | compounds | words that
// look like it and must not count by default.

// developmentSet is the one that the rules were written with at hand.
const developmentSet = `
verkokering | verkokeringen | verkokerd verkokerde verkokeren ontkokering ontkokeren ontkokerd koker kokers | – | kookboek keuken
ruimte | ruimtes ruimten | ruimtelijk ruimtelijke | beleidsruimte handelingsruimte bewegingsruimte ruimtegebrek | ruim ruimen ruimer opruimen
gemeente | gemeenten gemeentes | gemeentelijk gemeentelijke | gemeenteraad buurgemeente buurgemeenten gemeenteambtenaar gemeenteambtenaren gemeentehuis | gemeen gemeend gemene
decentralisatie | decentralisaties | decentraliseren gedecentraliseerd gedecentraliseerde decentralisering decentraal | decentralisatieproces | centraal centrale
responsief | responsieve responsiever | responsiviteit | – | respons
samenwerking | samenwerkingen | samenwerken samenwerkt samengewerkt samenwerkte | samenwerkingsverband samenwerkingsverbanden samenwerkingspartner | samen werking
uitvoeren | uitvoert uitgevoerd uitvoerde uitgevoerde | uitvoering uitvoerder uitvoerders uitvoerbaar | uitvoeringsorganisatie uitvoeringsorganisaties uitvoeringspraktijk | invoeren vervoeren
gesprek | gesprekken gesprekje | bespreken besproken | keukentafelgesprek keukentafelgesprekken gespreksvoering functioneringsgesprek gesprekspartner | sprekend aanspreken
klant | klanten klantje | klantgericht | klantmanager klantmanagers klantmanagement klantcontact | plant klank
beleid | beleids | beleidsmatig | beleidsmedewerker beleidsmedewerkers beleidsregel beleidsregels armoedebeleid | begeleid begeleiden beleidigen geleid beleidt
vertrouwen | vertrouwt vertrouwde vertrouwd | wantrouwen vertrouwelijk | vertrouwensband vertrouwensrelatie | trouwen trouwring
coördinatie | coördinaties coordinatie | coördineren gecoördineerd coördinator coördinatoren | coördinatiepunt | subordinatie
financieel | financiële financiele | financiën financiering gefinancierd financieren | – | final financier
cliënt | cliënten client clienten | – | cliëntondersteuner cliëntondersteuners cliëntondersteuning cliëntenraad | –
zorg | zorgen | zorgelijk | zorgverlener zorgverleners jeugdzorg thuiszorg mantelzorg mantelzorger mantelzorgers zorgvraag | zorgvuldig bezorgd bezorgen
wijkteam | wijkteams | – | wijkteammedewerker | wijk team
schuld | schulden | – | schuldhulpverlening schuldhulpverlener schuldhulpverleners schuldenproblematiek huurschuld | onschuldig schuilen
integraal | integrale | integraliteit | – | integreren integriteit
aanvraag | aanvragen | aanvrager aanvragers aangevraagd aanvraagt | bijstandsaanvraag bijstandsaanvragen aanvraagprocedure | aandrang
besluit | besluiten | besloten besloot | besluitvorming collegebesluit raadsbesluit | sluiten sluit
maatwerk | – | – | maatwerkvoorziening maatwerkvoorzieningen | raamwerk
idee | ideeën ideeen ideetje | – | – | ideaal
café | cafés cafe cafes cafeetje | – | buurtcafé eetcafé | –
overleg | overleggen overlegd overlegt overlegde | – | overlegstructuur casusoverleg | leg opleggen
bezuinigen | bezuinigt bezuinigd bezuinigde bezuinig | bezuiniging bezuinigingen | bezuinigingsoperatie | zuinig
inwoner | inwoners | inwonen | inwonersparticipatie inwoneraantal | bewoner
werken | werk werkt gewerkt werkte werkten | werker werkers | werkgever werkgevers werknemer werkdruk teamwerk maatwerk | merken werpen
huis | huizen huisje huisjes | – | stadhuis woonhuis huisarts ziekenhuis | huid hui
leven | leeft geleefd leefde leef leefden | leefbaar levend | leefbaarheid levensloop | beven lever
probleem | problemen probleempje | problematiek problematisch | probleemgezin schuldprobleem | –
organisatie | organisaties | organiseren georganiseerd organiseert organisatorisch | uitvoeringsorganisatie zorgorganisatie | organist
wet | wetten | – | wetgeving jeugdwet participatiewet wetsvoorstel | weten wetenschap weet
kind | kinderen kindje | – | kinderopvang kinderbijslag stiefkind pleegkinderen | kinderachtig
stad | steden stadje | stedelijk stedelijke | binnenstad stadsdeel hoofdstad | stadium
oordeel | oordelen oordeelt geoordeeld | beoordeling veroordelen | eindoordeel | deel
regel | regels regeltje | – | beleidsregel spelregels regelgeving | regelen geregeld
begrip | begrippen | begrijpen begrijpelijk | rechtsbegrip | begroten
mogelijkheid | mogelijkheden | mogelijk | inspraakmogelijkheid | mogen
wethouder | wethouders | – | zorgwethouder oud-wethouder | houder wet
lopen | loopt liep gelopen lopende loop | – | doorlopen | lopend kopen
helpen | helpt hielp geholpen help | hulp helper | meehelpen | gelpen
aandacht | aandachts | – | aandachtspunt aandachtspunten | dacht
onzekerheid | onzekerheden | onzeker onzekere zekerheid | bestaansonzekerheid | zeker`

// otherWords were written before they were tried, to see what the rules are
// worth.
const otherWords = `
ambtenaar | ambtenaren ambtenaartje | ambtelijk ambtenarij | topambtenaar gemeenteambtenaar ambtenarenapparaat beleidsambtenaren | ambt ambtsketen
wijk | wijken wijkje | – | wijkagent wijkteam achterstandswijk wijkgericht woonwijken | afwijken wijkverbod
burger | burgers | burgerlijk burgerschap | burgerparticipatie wereldburger burgerinitiatieven | burgemeester berger
raad | raden | – | gemeenteraad raadslid raadsleden cliëntenraad ondernemingsraad | raadsel beraden
participatie | participaties | participeren participeert participant participatief | burgerparticipatie participatieladder participatiebeleid | anticipatie
aanbesteding | aanbestedingen | aanbesteden aanbesteed aanbesteedt | aanbestedingsprocedure aanbestedingstraject | besteding
inkoop | inkopen | inkoper inkopers inkopen | zorginkoop inkoopbeleid inkoopafdeling | aankoop verkoop
subsidie | subsidies subsidietje | subsidiëren gesubsidieerd | subsidieaanvraag subsidieregeling huursubsidie | insider
toezicht | toezichts | toezien toezichthouder | toezichtkader toezichtsrol | uitzicht
handhaven | handhaaft gehandhaafd handhaafde | handhaving handhaver handhavers | handhavingsbeleid handhavingsteam | behandelen
vergunning | vergunningen | vergunnen vergund | bouwvergunning vergunningverlener omgevingsvergunning | gunst
wachtlijst | wachtlijsten | – | wachtlijstproblematiek wachtlijstbeheer | wachten lijst
budget | budgetten budgetje | budgettair budgetteren | wijkbudget budgethouder persoonsgebonden-budget | gadget
tekort | tekorten | – | budgettekort personeelstekort | kort korten
jongere | jongeren | jong | jongerenwerk jongerenwerker jongerenraad | ongeren
ouder | ouders | ouderlijk ouderschap | pleegouder pleegouders ouderavond | houder kouder
school | scholen schooltje | scholing | basisschool schoolplein scholengemeenschap hogeschool | schoon schol
opvang | – | opvangen opgevangen | kinderopvang opvangplek noodopvang opvanglocatie | ontvangen
vluchteling | vluchtelingen | vluchten | vluchtelingenwerk vluchtelingenopvang | luchtig
statushouder | statushouders | – | statushoudersbeleid | houder staat
inburgeren | inburgert ingeburgerd | inburgering inburgeraar inburgeraars | inburgeringscursus inburgeringstraject | burger
woning | woningen woninkje | wonen | huurwoning woningbouw woningcorporatie koopwoningen | bewoning
bouwen | bouwt gebouwd bouwde bouw | bouwer | bouwvergunning bouwproject nieuwbouw | rouwen vertrouwen
huur | huren huurtje | huurder huurders verhuren | huurwoning huurprijs huurschuld | uur
armoede | – | arm | armoedebeleid kinderarmoede armoedegrens | moede
uitkering | uitkeringen | uitkeren uitgekeerd | bijstandsuitkering uitkeringsgerechtigde uitkeringsinstantie | keren
bijstand | bijstands | – | bijstandsuitkering bijstandsgerechtigde bijstandswet | afstand
werkgever | werkgevers | werkgeverschap | werkgeversorganisatie | gever werkgroep
vrijwilliger | vrijwilligers | vrijwillig vrijwilligheid | vrijwilligerswerk vrijwilligersorganisatie | gewillig
begeleiden | begeleidt begeleid begeleidde begeleide | begeleiding begeleider begeleiders | begeleidingstraject woonbegeleiding | verleiden beleid
ondersteunen | ondersteunt ondersteund ondersteunde | ondersteuning ondersteuner ondersteunend | ondersteuningsplan cliëntondersteuning | steunen
behandelen | behandelt behandeld behandelde | behandeling behandelaar behandelaars | behandelplan behandelingstraject | handel
indicatie | indicaties | indiceren geïndiceerd | indicatiestelling indicatiebesluit | dedicatie
diagnose | diagnoses diagnosen | diagnostisch | diagnosestelling | agnost
verwijzen | verwijst verwees verwezen verwijs | verwijzing verwijzer verwijzers | verwijsbrief | wijzen bewijzen
afspraak | afspraken afspraakje | afspreken afgesproken | prestatieafspraken werkafspraak | uitspraak spraak
verantwoorden | verantwoordt verantwoord verantwoordde | verantwoording verantwoordelijk verantwoordelijkheid | verantwoordingsdocument | antwoorden woorden
regisseur | regisseurs | regisseren regie | casusregisseur | regiment
samenleving | samenlevingen | samenleven | burgersamenleving | leven beleving
transitie | transities | – | energietransitie transitieperiode | traditie
hervormen | hervormt hervormd hervormde | hervorming hervormingen hervormer | hervormingsagenda stelselhervorming | vormen
bestuur | besturen | besturen bestuurder bestuurders bestuurlijk | gemeentebestuur bestuursakkoord bestuurslaag | stuur
wetgeving | wetgevingen | wetgever | wetgevingstraject milieuwetgeving | wet geving
regeling | regelingen | regelen geregeld | minimaregeling regelingenwirwar | regels
bezwaar | bezwaren bezwaartje | – | bezwaarschrift bezwaarprocedure | zwaar
klacht | klachten | klagen | klachtenregeling klachtencommissie | kracht
signaal | signalen signaaltje | signaleren gesignaleerd signalering | zorgsignaal signaalfunctie | schaal
evaluatie | evaluaties | evalueren geëvalueerd | evaluatierapport tussenevaluatie | valuta
monitoren | monitort gemonitord | monitoring monitor | monitoringsinstrument | mentor
effectief | effectieve effectiever | effectiviteit effect | – | defect
efficiënt | efficiënte efficiënter | efficiëntie | – | deficit
complex | complexe complexer | complexiteit | – | compleet
kwetsbaar | kwetsbare kwetsbaarder kwetsbaarst | kwetsbaarheid kwetsbaarheden kwetsen | – | baar
zelfredzaam | zelfredzame | zelfredzaamheid | zelfredzaamheidsmatrix | zelf
eenzaam | eenzame eenzamer | eenzaamheid | – | een
veilig | veilige veiliger | veiligheid beveiligen beveiliging | veiligheidshuis sociaal-veilig | veiling
duurzaam | duurzame duurzamer | duurzaamheid verduurzamen | duurzaamheidsbeleid | duur
nieuw | nieuwe nieuwer nieuwste | vernieuwen vernieuwing | nieuwbouw | nieuws
groot | grote groter grootste grootst | grootte vergroten | grootschalig | groet
slecht | slechte slechter slechtste | verslechteren verslechtering | – | slechten
ervaren | ervaart ervoer ervaarde | ervaring ervaringen | ervaringsdeskundige ervaringsverhaal | varen
kiezen | kiest koos kozen gekozen kies | keuze kiezer kiezers | keuzevrijheid | kieren
nemen | neemt nam namen genomen neem | – | deelnemen afnemen | noemen
geven | geeft gaf gaven gegeven geef | gever | doorgeven aangeven | geving
schrijven | schrijft schreef schreven geschreven schrijf | schrijver | beschrijven opschrijven | schijnen
brief | brieven briefje | – | verwijsbrief briefwisseling | brieft
medewerker | medewerkers | meewerken medewerking | baliemedewerker zorgmedewerkers | werker werk
verandering | veranderingen | veranderen veranderd verandert | gedragsverandering veranderingsproces | ander
gezin | gezinnen gezinnetje | – | pleeggezin gezinscoach probleemgezinnen | zin
keuze | keuzes keuzen | kiezen gekozen | keuzevrijheid beleidskeuze beleidskeuzes | kous
traject | trajecten trajectje | – | re-integratietraject hulptrajecten trajectbegeleider | object
loket | loketten loketje | – | zorgloket loketmedewerker loketfunctie | lok
druk | drukke drukker drukst | drukte | werkdruk tijdsdruk | drukwerk
expertise | expertises | expert | expertisecentrum | exploitatie
crisis | crises | – | crisisopvang crisisdienst coronacrisis | kritisch`

// unseenWords were written when the rules stood, and scored as they are asked
// for here before any rule was touched again.
const unseenWords = `
kwaliteit | kwaliteiten | kwalitatief | zorgkwaliteit kwaliteitseisen | kwantiteit
leidinggeven | leidinggeeft leidinggaf leidinggegeven | leidinggevende | – | lijden
terugkijken | terugkijkt terugkeek teruggekeken | – | – | kieken
aanpak | aanpakken | – | wijkaanpak ketenaanpak aanpakken | pak
luisteren | luistert luisterde geluisterd luister | luisteraar | – | luister
bewoner | bewoners bewonertje | bewonen bewoond | buurtbewoners bewonersavond | wonder
voorziening | voorzieningen | voorzien | maatwerkvoorziening jeugdvoorzieningen | voorzitter
regie | – | regisseren regisseur | regierol procesregie | regio
stelsel | stelsels | – | zorgstelsel stelselwijziging | stel
bureaucratie | bureaucratieen | bureaucratisch bureaucraat | – | bureau
opleiding | opleidingen | opleiden opgeleid | beroepsopleiding opleidingsplan | leiding
onderzoek | onderzoeken onderzoekt onderzocht | onderzoeker onderzoekers | dossieronderzoek onderzoeksvraag | zoek
integratie | integraties | integreren geintegreerd integraal | inburgeringsintegratie | migratie
frustratie | frustraties | frustreren gefrustreerd frustrerend | – | demonstratie
vrijheid | vrijheden | vrij bevrijden | keuzevrijheid bewegingsvrijheid | vrijdag
verschil | verschillen verschilt verschilde | verschillend | cultuurverschillen loonverschil | schil
dossier | dossiers dossiertje | – | zorgdossier dossierhouder | dosis
overheid | overheden | – | rijksoverheid overheidsbeleid | over
bang | bange banger bangst | bangheid | – | bank
samenhang | – | samenhangen samenhangend | – | hang
prikkel | prikkels | prikkelen geprikkeld | prikkelarm | prik
buurt | buurten buurtje | – | buurthuis achterstandsbuurt buurtbewoner | beurt
mens | mensen | menselijk menselijkheid | medemens mensenrechten | mening
aansturen | aanstuurt aangestuurd aanstuurde | aansturing | – | sturen
knelpunt | knelpunten | – | knelpuntenanalyse | punt
vaardigheid | vaardigheden | vaardig | gespreksvaardigheden | waardig
spanning | spanningen | spannend | spanningsveld | span
beslissen | beslist besliste | beslissing beslisser | beslissingsbevoegdheid | lissen
moeilijk | moeilijke moeilijker moeilijkste | moeilijkheid moeilijkheden | – | moeite
arts | artsen | – | huisarts jeugdarts artsenbezoek | art
gebruiken | gebruikt gebruikte gebruik | gebruiker gebruikers gebruikelijk | – | bruiken
betalen | betaalt betaalde betaald | betaling betalingen betaalbaar | betalingsregeling | talen
veranderen | verandert veranderde veranderd | verandering | – | anderen
jeugd | – | jeugdig jeugdigen | jeugdzorg jeugdhulp jeugdbeleid | deugd
school | scholen | – | middelbareschool schoolverlater | schoof
politiek | politieke | politicus | lokaalpolitiek | politie
denken | denkt dacht dachten gedacht denk | denker | nadenken meedenken | danken
bellen | belt belde gebeld bel | beller | opbellen terugbellen | balen
vrouw | vrouwen vrouwtje | vrouwelijk | vrouwenopvang zakenvrouw | vertrouwen
arbeid | – | arbeider arbeiders | arbeidsmarkt vrijwilligersarbeid | bereid
rechtvaardig | rechtvaardige rechtvaardiger | rechtvaardigheid onrechtvaardig rechtvaardigen | – | recht
verlof | verloven | – | zorgverlof zwangerschapsverlof | lof
contract | contracten contractje | contracteren gecontracteerd | contractpartij jaarcontract | contact
begroting | begrotingen | begroten begroot | gemeentebegroting begrotingstekort | groot
taak | taken taakje | – | kerntaak takenpakket | tak
visie | visies | visionair | toekomstvisie visiedocument | vis
project | projecten projectje | projecteren | projectleider proefproject | object
melding | meldingen | melden gemeld melder | meldpunt meldingsplicht | mild
dienst | diensten | – | dienstverlening gemeentedienst | dien
ziek | zieke zieker ziekst | ziekte ziekelijk | ziekenhuis | zoek`

func TestLanguage(t *testing.T) {
	for _, set := range []struct {
		name, lines string
		least       [3]int // per cent
		most        int    // negatives accepted
	}{
		{"development set", developmentSet, [3]int{95, 70, 90}, 5},
		{"other words", otherWords, [3]int{95, 70, 90}, 6},
		{"unseen words", unseenWords, [3]int{95, 70, 90}, 4},
	} {
		var asked, found [4]int
		for line := range strings.SplitSeq(strings.TrimSpace(set.lines), "\n") {
			columns := strings.Split(line, "|")
			query := foldedWords(columns[0])[0]
			for column, list := range columns[1:] {
				for _, w := range foldedWords(list) {
					asked[column]++
					wide := column == 1 || column == 2
					if k := newKinWord(query, wide); counts(k, w) {
						found[column]++
					}
				}
			}
		}
		t.Logf("%s: inflections %d of %d, derivations %d of %d, compounds %d of %d; negatives accepted %d of %d", set.name,
			found[0], asked[0], found[1], asked[1], found[2], asked[2], found[3], asked[3])
		for i, least := range set.least {
			if found[i]*100 < asked[i]*least {
				t.Errorf("%s: column %d finds %d of %d, want %d %%", set.name, i+1, found[i], asked[i], least)
			}
		}
		if found[3] > set.most {
			t.Errorf("%s: %d negatives accepted", set.name, found[3])
		}
	}
}

func counts(k *kinWord, term string) bool {
	of := kinOf(term, true)
	in, _ := k.relation(term, &of)
	return in&inDutch != 0
}

// foldedWords folds each word of a list; of oud-wethouder it keeps the last
// part, for the text has two words there.
func foldedWords(list string) []string {
	var out []string
	for _, w := range strings.Fields(list) {
		if found := tokens(w); len(found) > 0 {
			out = append(out, found[len(found)-1].term)
		}
	}
	return out
}

func TestLemmas(t *testing.T) {
	tests := []struct{ words, share string }{
		{"lopen loopt liep liepen gelopen lopende", "loop"},
		{"uitvoeren uitvoert uitgevoerd uitgevoerde uitvoerde", "uitvoer"},
		{"aannemen aanneemt aannam aangenomen", "aanneem"},
		{"besluiten besluit besloot besloten", "besluit"},
		{"leven leeft leefde geleefd", "leef"},
		{"reizen reist reisde gereisd", "reis"},
		{"huizen huis huisje huisjes", "huis"},
		{"ideeen idee ideetje", "idee"},
		{"cafes cafe cafeetjes", "cafe"},
		{"autos auto autootje", "auto"},
		{"mogelijkheden mogelijkheid", "mogelijkheid"},
		{"financiele financieel", "financieel"},
		{"groter grootste grote groot", "groot"},
		{"kinderen kind kindje", "kind"},
		{"zijn is was waren geweest", "zijn"},
		{"keukentafelgesprekken keukentafelgesprek keukentafelgesprekje", "keukentafelgesprek"},
		{"mantelzorgregisseurs mantelzorgregisseur", "mantelzorgregisseur"}, // no dictionary has it
		{"ontkokerde ontkokeren ontkokert", "ontkoker"},
		{"flexibiliseringen flexibilisering", "flexibilisering"},
	}
	for _, tt := range tests {
		for w := range strings.FieldsSeq(tt.words) {
			if got := dutch().lemmas(w); !slices.Contains(got, tt.share) {
				t.Errorf("lemmas of %s: %v lack %s", w, got, tt.share)
			}
		}
	}
}

func TestLemmasApart(t *testing.T) {
	for _, pair := range []string{
		"niet nieten", "tegen teeg", "ruimte ruim", "gemeente gemeen", "kans kan", "wet weten", "beleid begeleid", "moeder moed", "voor voren", "wie wieen", "bank ban",
	} {
		a, b, _ := strings.Cut(pair, " ")
		if counts(newKinWord(a, false), b) {
			t.Errorf("%s %v is no form of %s %v", b, dutch().lemmas(b), a, dutch().lemmas(a))
		}
	}
}

func TestParts(t *testing.T) {
	tests := []struct{ word, parts string }{
		{"bijstandsaanvraag", "bijstand aanvraag"},
		{"uitvoeringsorganisatie", "uitvoering organisatie"},
		{"zorgwethouder", "zorg wethouder"},
		{"schuldenproblematiek", "schulden problematiek"},
		{"gemeentehuis", "gemeente huis"},
		{"kinderopvang", "kind opvang"},
		{"mantelzorgers", "mantel zorgers"},
		{"wetenschap", ""},
		{"begeleiden", ""},
		{"behandeling", ""},
		{"geweten", ""},
		{"bezorgd", ""},
	}
	for _, tt := range tests {
		got := dutch().partsOf(tt.word)
		for p := range strings.FieldsSeq(tt.parts) {
			if !slices.Contains(got, p) {
				t.Errorf("parts of %s: %v lack %s", tt.word, got, p)
			}
		}
		if tt.parts == "" && len(got) > 0 {
			t.Errorf("parts of %s: %v", tt.word, got)
		}
	}
}

func TestEnglish(t *testing.T) {
	k := newKinWord("policies", false)
	for _, tt := range []struct {
		term string
		in   tongue
	}{{"policy", inEnglish}, {"police", 0}, {"policies", anyTongue}} {
		of := kinOf(tt.term, true)
		if in, _ := k.relation(tt.term, &of); in != tt.in {
			t.Errorf("policies and %s: %d, want %d", tt.term, in, tt.in)
		}
	}
}

// TestDictionaryAnswersAlike: the automaton and the set of hashes hold the
// same words.
func TestDictionaryAnswersAlike(t *testing.T) {
	d := dutch()
	set := newWordSet(d.words)
	n := 0
	for _, w := range append(strings.Fields(developmentSet), strings.Fields(otherWords)...) {
		found, err := d.words.Contains([]byte(w))
		if err != nil || set.has(hashOf(w)) != found {
			t.Errorf("%s: automaton %v, set %v, %v", w, found, !found, err)
		}
		if found {
			n++
		}
	}
	if n < 500 {
		t.Errorf("only %d words known: the list tests nothing", n)
	}
}

// FuzzLemmas: any word has a lemma key, the same each time, and is a form of
// itself; its parts lie in it.
func FuzzLemmas(f *testing.F) {
	for _, w := range []string{"uitgevoerde", "keukentafelgesprekken", "ge", "ee", "aaneengegeten", "zzzen", "bijstandsaanvraagje", "eeeeen", "ontgeeerde"} {
		f.Add(w)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range tokens(text) {
			first := kinOf(tok.term, true)
			if len(first.lemmas) == 0 {
				t.Fatalf("%q has no lemma key", tok.term)
			}
			again := kinOf(tok.term, true)
			if !slices.Equal(first.lemmas, again.lemmas) || !slices.Equal(first.roots, again.roots) || !slices.Equal(first.parts, again.parts) {
				t.Fatalf("%q is not always the same", tok.term)
			}
			if in, kind := newKinWord(tok.term, false).relation(tok.term, &again); in != anyTongue || kind != FormInflected {
				t.Fatalf("%q is no form of itself", tok.term)
			}
			if hasLetters(tok.term) {
				for _, p := range dutch().partsOf(tok.term) {
					if !strings.Contains(tok.term, p) {
						t.Fatalf("%q has no part %q", tok.term, p)
					}
				}
			}
		}
	})
}
