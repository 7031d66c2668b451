package search

import (
	"cmp"
	"strconv"
	"strings"

	"veldwerk/codebook"
)

// valueMatch compares a name with the value of a field: folded, '*' stands for
// anything.
func valueMatch(value string) func(name string) bool {
	known := map[string]bool{} // names repeat; folding them is dear
	parts := strings.Split(codebook.Fold(value), "*")
	return func(name string) bool {
		same, ok := known[name]
		if !ok {
			same = globMatch(parts, codebook.Fold(name))
			known[name] = same
		}
		return same
	}
}

// valueCompare compares the value of an attribute: as numbers if both are,
// as dates if both are (2026-11 is all of that month), else as folded names.
func valueCompare(sign, want string) func(value string) bool {
	same := valueMatch(yesNo(want))
	wantNumber, isNumber := number(want)
	wantDate, isDate := date(want)
	return func(value string) bool {
		if isNumber {
			if n, ok := number(value); ok {
				return holds(sign, cmp.Compare(n, wantNumber))
			}
		}
		if isDate {
			if d, ok := date(value); ok {
				length := min(len(d), len(wantDate))
				return holds(sign, strings.Compare(d[:length], wantDate[:length]))
			}
		}
		if sign == "" || sign == "=" {
			return same(value) || same(yesNo(value))
		}
		return !isNumber && !isDate && holds(sign, strings.Compare(codebook.Fold(value), codebook.Fold(want)))
	}
}

func holds(sign string, order int) bool {
	switch sign {
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	}
	return order == 0
}

// number reads 12, 1.5 and 1,5.
func number(s string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	return n, err == nil && n == n
}

// date reads YYYY, YYYY-MM and YYYY-MM-DD and gives it so that text order is
// time order.
func date(s string) (string, bool) {
	s = codebook.Fold(s)
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return "", false
	}
	for i := range len(s) {
		if dash := i == 4 || i == 7; dash != (s[i] == '-') || !dash && (s[i] < '0' || s[i] > '9') {
			return "", false
		}
	}
	return s, true
}

// yesNo gives the stored form of a yes/no value.
func yesNo(s string) string {
	switch codebook.Fold(s) {
	case "ja", "yes", "true", "waar":
		return "yes"
	case "nee", "neen", "no", "false", "onwaar":
		return "no"
	}
	return s
}

// languageCode gives the code of a language that is named.
func languageCode(s string) string {
	switch codebook.Fold(s) {
	case "nederlands", "dutch":
		return "nl"
	case "engels", "english":
		return "en"
	}
	return s
}
