package search

import "strings"

// functionWords are words that hold sentences together and say nothing of a
// subject: articles, pronouns, prepositions, conjunctions, auxiliaries, and the
// fillers of speech. Words that matter in interviews about public work (moeten,
// mogen, samen) are left in: only what stands near everything is here.
var functionWords = func() map[string]bool {
	words := map[string]bool{}
	for _, list := range []string{dutchFunctionWords, englishFunctionWords} {
		for _, t := range tokens(list) {
			words[strings.Clone(t.term)] = true
		}
	}
	return words
}()

const dutchFunctionWords = `
	de het een der den des die dat deze dit wie wat welke welk zo'n zulke
	ik jij je u hij zij ze wij we jullie hen hun hem haar mij me jou ons onze mijn jouw uw zijn z'n m'n 's 't 'n er daar hier waar men zich elkaar iemand iets
	en of maar want dus als dan toen terwijl omdat doordat zodat hoewel indien tenzij mits dat om te toch ook nog al wel niet geen
	in op aan van voor met door bij naar uit over onder tot tegen tussen zonder om rond per sinds tijdens na achter boven binnen buiten langs via
	ben bent is was waren geweest wees heb hebt heeft had hadden gehad word wordt worden werd werden geworden zal zult zullen zou zouden kan kunt kunnen kon konden
	wil wilt willen wou doe doet doen deed gedaan ga gaat gaan ging gingen kom komt komen kwam
	zo heel erg meer meest veel wat even net juist echt gewoon eigenlijk natuurlijk misschien best weer altijd soms ooit nu straks eens zelf andere ander alle alles allemaal elk elke ieder iedere
	erin erop eraan ervan ervoor ermee erdoor erbij eruit erover daarin daarop daaraan daarvan daarvoor daarmee daardoor daarbij daaruit daarover hierin hierop hiervan hiervoor hiermee waarin waarop waaraan waarvan waarvoor waarmee waardoor waarbij
	hoe waarom wanneer ja nee nou hè uh uhm eh ehm hm hmm oké zeg maar zeggen zegt zei bedoel weet denk denkt vind vindt ding dingen soort beetje hoor hele alleen nooit anders niks iedereen niemand
	twee drie vier vijf zes zeven acht negen tien`

const englishFunctionWords = `
	the a an this that these those who what which whose such
	i you he she it we they me him her us them my your his its our their mine yours ours theirs myself yourself itself ourselves themselves there here where one someone something
	and or but if then than because so that while although though unless until since when as also still already yet not no nor
	in on at of for with by to from into onto over under between without within about around per during after before behind above through against off out up down
	am is are was were be been being have has had having do does did done doing will would shall should can could may might must
	very more most much many just really quite actually maybe perhaps again always sometimes ever now some any all every each other another own same too only even
	how why yes yeah no well oh uh um er okay ok like kind sort bit thing things mean know think say said get got go goes going went come came let never nothing everyone nobody 
	two three four five six seven eight nine ten`

// IsFunctionWord says whether a folded word is one of the Dutch and English
// function words that lists of words leave out.
func IsFunctionWord(term string) bool { return functionWords[term] }
