package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"veldwerk/transcript"
)

// yesNo are the words that a survey has for yes and no.
var yesNo = map[string]string{
	"ja": "yes", "j": "yes", "yes": "yes", "y": "yes", "true": "yes", "waar": "yes",
	"nee": "no", "n": "no", "no": "no", "false": "no", "onwaar": "no", "neen": "no",
}

var (
	wholeNumber = regexp.MustCompile(`^[+-]?(0|[1-9]\d{0,17})$`) // 0612… and 00123 are names
	pointNumber = regexp.MustCompile(`^[+-]?\d+\.\d+$`)
	commaNumber = regexp.MustCompile(`^[+-]?\d+,\d+$`)
	dutchNumber = regexp.MustCompile(`^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$`)
	euroNumber  = regexp.MustCompile(`^[+-]?\d{1,3}(\.\d{3})+,\d+$|^[+-]?\d{1,3}(\.\d{3}){2,}$`) // can only be Dutch
	worldNumber = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+\.\d+$|^[+-]?\d{1,3}(,\d{3}){2,}$`)  // can only be English
	three       = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}[.,]\d{3}$`)                             // 1.234 may be both
)

// numbers writes a column's values with a decimal point; false when one is no
// number, or when it can't be told whether a sign parts thousands or decimals.
func numbers(values []string) ([]string, bool) {
	comma, point, either := false, false, false
	for _, v := range values {
		switch {
		case wholeNumber.MatchString(v):
		case three.MatchString(v):
			either = true
		case euroNumber.MatchString(v), commaNumber.MatchString(v):
			comma = true
		case worldNumber.MatchString(v), pointNumber.MatchString(v):
			point = true
		default:
			return nil, false
		}
	}
	if comma && point || either && !comma && !point {
		return nil, false
	}
	out := make([]string, len(values))
	for i, v := range values {
		switch {
		case comma:
			out[i] = strings.Replace(strings.ReplaceAll(v, ".", ""), ",", ".", 1)
			if strings.Contains(v, ".") && !dutchNumber.MatchString(v) {
				return nil, false
			}
		default:
			out[i] = strings.ReplaceAll(v, ",", "")
		}
	}
	return out, true
}

// months by the first letters of their Dutch and English names.
var months = []string{"jan", "feb", "maa mrt mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"}

var (
	isoDate  = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]0?0:00(?::00)?)?$`)
	dayFirst = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})(?: 0?0:00(?::00)?)?$`)
	wordDate = regexp.MustCompile(`^(\d{1,2})[- ](\pL{3,9})\.?[- ](\d{4})$`)
)

// dates writes a column's values as YYYY-MM-DD; false when one is no date. Days
// stand before months, but where slashes and all values say otherwise.
func dates(values []string) ([]string, bool) {
	americans, europeans := false, false
	for _, v := range values {
		if m := dayFirst.FindStringSubmatch(v); m != nil {
			americans = americans || m[2] == "/" && m[3] > "12" && len(m[3]) == 2
			europeans = europeans || m[1] > "12" && len(m[1]) == 2
		}
	}
	if americans && europeans {
		return nil, false
	}
	out := make([]string, len(values))
	for i, v := range values {
		var year, month, day string
		if m := isoDate.FindStringSubmatch(v); m != nil {
			year, month, day = m[1], m[2], m[3]
		} else if m := dayFirst.FindStringSubmatch(v); m != nil {
			year, month, day = m[4], m[3], m[1]
			if americans {
				month, day = day, month
			}
		} else if m := wordDate.FindStringSubmatch(v); m != nil {
			year, month, day = m[3], monthOf(m[2]), m[1]
		}
		at, err := time.Parse("2006-1-2", year+"-"+strings.TrimPrefix(month, "0")+"-"+strings.TrimPrefix(day, "0"))
		if err != nil {
			return nil, false
		}
		out[i] = at.Format("2006-01-02")
	}
	return out, true
}

// monthOf is the number of a month's name, "" for none.
func monthOf(name string) string {
	runes := []rune(strings.ToLower(name))
	for i, starts := range months {
		for start := range strings.FieldsSeq(starts) {
			if string(runes[:3]) == start {
				return strconv.Itoa(i + 1)
			}
		}
	}
	return ""
}

func yesNos(values []string) ([]string, bool) {
	out := make([]string, len(values))
	for i, v := range values {
		if out[i] = yesNo[strings.ToLower(v)]; out[i] == "" {
			return nil, false
		}
	}
	return out, true
}

// typedValues writes values as a type of attribute does; false when one does
// not fit.
func typedValues(of transcript.AttributeType, values []string) ([]string, bool) {
	switch of {
	case transcript.AttributeNumber:
		return numbers(values)
	case transcript.AttributeDate:
		return dates(values)
	case transcript.AttributeYesNo:
		return yesNos(values)
	}
	return values, true
}

// typeOf is the narrowest type that all values fit.
func typeOf(values []string) transcript.AttributeType {
	for _, t := range []transcript.AttributeType{transcript.AttributeYesNo, transcript.AttributeNumber, transcript.AttributeDate} {
		if _, ok := typedValues(t, values); ok && len(values) > 0 {
			return t
		}
	}
	return transcript.AttributeText
}
