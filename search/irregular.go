package search

import (
	"strings"
	"sync"
)

// strongVerbs are verbs that change their vowel: infinitive, then every form
// that the rules can't find. Verbs with a prefix follow the verb in them.
const strongVerbs = `
bakken bakte gebakken; barsten barstte gebarsten; bederven bedierf bedierven bedorven; bedriegen bedroog bedrogen; beginnen begon begonnen;
bergen borg borgen geborgen; bevelen beval bevalen bevolen; bezwijken bezweek bezweken; bidden bad baden gebeden; bieden bood boden geboden;
bijten beet beten gebeten; binden bond bonden gebonden; blazen blies bliezen geblazen; blijken bleek bleken gebleken; blijven bleef bleven gebleven;
blinken blonk blonken geblonken; breken brak braken gebroken; brengen bracht brachten gebracht; buigen boog bogen gebogen;
delven dolf dolven gedolven; denken dacht dachten gedacht; dingen dong dongen gedongen; doen doe doet deed deden gedaan; dragen droeg droegen gedragen;
drijven dreef dreven gedreven; dringen drong drongen gedrongen; drinken dronk dronken gedronken; druipen droop dropen gedropen;
duiken dook doken gedoken; dwingen dwong dwongen gedwongen; eten at aten gegeten; fluiten floot floten gefloten;
gaan ga gaat ging gingen gegaan; gelden gold golden gegolden; genezen genas genazen; genieten genoot genoten; geven gaf gaven gegeven;
gieten goot goten gegoten; glijden gleed gleden gegleden; glimmen glom glommen geglommen; graven groef groeven gegraven; grijpen greep grepen gegrepen;
hangen hing hingen gehangen; hebben heb hebt heeft had hadden gehad; heffen hief hieven geheven; helpen hielp hielpen geholpen; heten geheten;
hijsen hees hesen gehesen; houden hou hield hielden gehouden; jagen joeg joegen gejaagd; kiezen koos kozen gekozen; kijken keek keken gekeken;
klimmen klom klommen geklommen; klinken klonk klonken geklonken; knijpen kneep knepen geknepen; komen kom komt kwam kwamen gekomen;
kopen kocht kochten gekocht; krijgen kreeg kregen gekregen; kruipen kroop kropen gekropen; kunnen kan kun kunt kon konden gekund;
laden geladen; laten liet lieten gelaten; lezen las lazen gelezen; liegen loog logen gelogen; liggen lag lagen gelegen; lijden leed leden geleden;
lijken leek leken geleken; lopen liep liepen gelopen; meten mat maten gemeten; mijden meed meden gemeden; moeten moest moesten gemoeten;
mogen mag mocht mochten gemogen; nemen nam namen genomen; prijzen prees prezen geprezen; raden ried rieden geraden; rijden reed reden gereden;
rijzen rees rezen gerezen; roepen riep riepen geroepen; ruiken rook roken geroken; scheiden gescheiden; schelden schold scholden gescholden;
schenden schond schonden geschonden; schenken schonk schonken geschonken; scheppen schiep schiepen geschapen; scheren schoor schoren geschoren;
schieten schoot schoten geschoten; schijnen scheen schenen geschenen; schrijven schreef schreven geschreven; schrikken schrok schrokken geschrokken;
schuiven schoof schoven geschoven; slaan sla slaat sloeg sloegen geslagen; slapen sliep sliepen geslapen; slijten sleet sleten gesleten;
sluipen sloop slopen geslopen; sluiten sloot sloten gesloten; smelten smolt smolten gesmolten; smijten smeet smeten gesmeten; snijden sneed sneden gesneden;
snuiven snoof snoven gesnoven; spannen gespannen; spijten speet gespeten; splijten spleet spleten gespleten; spreken sprak spraken gesproken;
springen sprong sprongen gesprongen; staan sta staat stond stonden gestaan; steken stak staken gestoken; stelen stal stalen gestolen;
sterven stierf stierven gestorven; stijgen steeg stegen gestegen; stinken stonk stonken gestonken; strijden streed streden gestreden;
strijken streek streken gestreken; stuiven stoof stoven gestoven; treden trad traden getreden; treffen trof troffen getroffen;
trekken trok trokken getrokken; vallen viel vielen gevallen; vangen ving vingen gevangen; varen voer voeren gevaren; vechten vocht vochten gevochten;
verbieden verbood verboden; verdwijnen verdween verdwenen; vergeten vergat vergaten; verliezen verloor verloren; verslinden verslond verslonden;
vinden vond vonden gevonden; vliegen vloog vlogen gevlogen; vouwen gevouwen; vragen vroeg vroegen gevraagd; vreten vrat vraten gevreten;
vriezen vroor vroren gevroren; waaien woei woeien gewaaid; wassen gewassen; wegen woog wogen gewogen; werpen wierp wierpen geworpen;
werven wierf wierven geworven; weten wist wisten geweten; weven geweven; wijken week weken geweken; wijten;
wijzen wees wezen gewezen; willen wil wou wilde wilden gewild; winden wond wonden gewonden; winnen won wonnen gewonnen; worden werd werden geworden;
zeggen zei zeiden gezegd; zenden zond zonden gezonden; zien zie ziet zag zagen gezien; zijn ben bent is was waren geweest zij;
zingen zong zongen gezongen; zinken zonk zonken gezonken; zitten zat zaten gezeten; zoeken zocht zochten gezocht; zuigen zoog zogen gezogen;
zullen zal zul zult zou zouden; zwemmen zwom zwommen gezwommen; zweren zwoer zwoeren gezworen; zwijgen zweeg zwegen gezwegen;
plegen placht gepleegd; wreken gewroken; brouwen gebrouwen; malen gemalen; stoten stiet gestoten; lachen gelachen; braden gebraden; roepen riep geroepen`

// irregularNouns are nouns and adjectives with forms that no rule gives: the
// word, then those forms.
const irregularNouns = `
stad steden stadje; jongere jongeren; schip schepen; lid leden; smid smeden; kind kinderen kindertjes; ei eieren; lied liederen; rund runderen; blad bladeren bladen;
goed goederen; gemoed gemoederen; volk volkeren volken; been beenderen; kalf kalveren; lam lammeren; rad raderen; hoen hoenderen;
dag dagen; weg wegen weggetje; slag slagen; gat gaten gaatje; glas glazen glaasje; hol holen; lot loten; slot sloten; vat vaten vaatje; dak daken; bad baden; dal dalen;
pad paden paadje; graf graven; hof hoven; god goden; oorlog oorlogen; bevel bevelen; gebed gebeden; gebrek gebreken; gebod geboden; spel spelen spelletje; schot schoten;
tred treden; verdrag verdragen; bedrag bedragen; vonnis vonnissen; mens mensen; heer heren; koe koeien; vlo vlooien; zoon zonen zoons; vrouw vrouwen; man mannen mannetje mannen;
datum data datums; museum musea museums; centrum centra centrums; criterium criteria; medium media; forum fora forums; politicus politici; technicus technici; criticus critici; academicus academici;
historicus historici; medicus medici; musicus musici; crisis crises; thesis theses; basis bases; index indices indexen; matrix matrices; gegeven gegevens; onderzoek onderzoeken onderzoekje;
stagiair stagiaires; goed goede beter betere best beste; veel meer meeste; weinig minder minste; graag liever liefst; dichtbij dichterbij; oud oude ouder oudere oudst oudste; hoog hoge; na naast naaste;
zee zeeen; idee ideeen; knie knieen; jong jonge jongere jongst; nieuw nieuwe nieuwer nieuwere nieuwst; blij blije blijer; vrij vrije vrijer; laag lage lager; droog droge; ruw ruwe`

// indeclinable are words that have no other form, though the rules might find
// one.
const indeclinable = `
aan achter al alle allemaal alleen als altijd and ander bij binnen boven buiten daar dan dat de deze die dit doch door dus een eens eerst eigen eigenlijk elk en er even
geen haar hem hen het hier hij hoe hoewel hun iedereen iemand iets ik in ja je jij jou jullie kortom langs maar met mij mijn misschien na naar nee negen niemand niet niets
nog nooit nou nu of om omdat ondanks onder ons ook op over per samen sinds soms steeds te tegen ten ter terwijl tien toch toen tot totdat tussen twee uit uw van
vanaf vaak veel verder via vier vijf volgens voor vooral waarom waarom want wat we weer wel welke wie wij zelf zes zeven ze zich zij zo zoals zonder echter
elkaar hetzelfde namelijk immers gisteren morgen heden beneden tevens volgend anders enkel enkele vandaag daarom daarna verschillende`

// irregulars are the tables, by form.
type irregulars struct {
	verbs   map[string][]string // form: infinitives
	nouns   map[string][]string // form: words
	nothing map[string]bool
}

var irregular = sync.OnceValue(func() irregulars {
	t := irregulars{verbs: map[string][]string{}, nouns: map[string][]string{}, nothing: map[string]bool{}}
	read := func(table string, into map[string][]string) {
		for entry := range strings.SplitSeq(table, ";") {
			words := strings.Fields(entry)
			for _, form := range words {
				into[form] = appendNew(into[form], words[0])
			}
		}
	}
	read(strongVerbs, t.verbs)
	read(irregularNouns, t.nouns)
	for _, w := range strings.Fields(indeclinable) {
		t.nothing[w] = true
	}
	return t
})

// appendNew adds a word to a short list unless it is there.
func appendNew(list []string, words ...string) []string {
next:
	for _, w := range words {
		for _, have := range list {
			if have == w {
				continue next
			}
		}
		list = append(list, w)
	}
	return list
}
