package lang

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// The signs of both languages; month names are short because columns are.
var (
	groupSign   = map[string]string{"nl": ".", "en": ","}
	decimalSign = map[string]string{"nl": ",", "en": "."}
	months      = map[string][12]string{
		"nl": {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		"en": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	}
)

// Number writes a whole number with its groups: 1.234 in Dutch, 1,234 in English.
func (t *Tongue) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	return sign + t.grouped(digits)
}

// Decimal writes a number with exactly places digits behind the sign: 0,72.
// NaN and infinities are "–".
func (t *Tongue) Decimal(x float64, places int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	digits, sign := strconv.FormatFloat(math.Abs(x), 'f', max(places, 0), 64), ""
	if x < 0 && strings.Trim(digits, "0.") != "" {
		sign = "-"
	}
	head, tail, split := strings.Cut(digits, ".")
	if split {
		tail = decimalSign[t.tag] + tail
	}
	return sign + t.grouped(head) + tail
}

// Percent writes a fraction of one as whole per cents: 0.41 is 41%.
func (t *Tongue) Percent(fraction float64) string {
	if math.IsNaN(fraction) || math.IsInf(fraction, 0) {
		return "–"
	}
	return t.Decimal(fraction*100, 0) + "%"
}

// Date writes a day in the zone of the time: 12 nov 2026.
func (t *Tongue) Date(at time.Time) string {
	return strconv.Itoa(at.Day()) + " " + months[t.tag][at.Month()-1] + " " + strconv.Itoa(at.Year())
}

// DateTime writes a day and minute in the zone of the time: 12 nov 2026 10:00.
func (t *Tongue) DateTime(at time.Time) string {
	return t.Date(at) + " " + at.Format("15:04")
}

func (t *Tongue) grouped(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(groupSign[t.tag])
		}
		b.WriteRune(r)
	}
	return b.String()
}
