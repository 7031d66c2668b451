package workspace

import (
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// How many backups stay, and how long one from before a risky step stays at
// least.
const (
	keepHalfHours = 12
	keepDays      = 7
	keepWeeks     = 4
	keepMonths    = 12
	keepRisky     = 7 * 24 * time.Hour
)

// periods are what a backup can be the last one of.
var periods = []struct {
	keep int
	of   func(time.Time) int64
}{
	{keepHalfHours, func(at time.Time) int64 { return at.Unix() / int64(BetweenTimed/time.Second) }},
	{keepDays, func(at time.Time) int64 { return at.Unix() / 86400 }},
	{keepWeeks, func(at time.Time) int64 { return (at.Unix()/86400 + 3) / 7 }}, // 1 January 1970 was a Thursday
	{keepMonths, func(at time.Time) int64 { return int64(at.Year()*12) + int64(at.Month()) }},
}

// thin says which of a project's backups stay: the last one of each of the
// newest half hours, days, weeks and months that have one, those from before a
// risky step or made by hand for a week, and the newest. The copy from before
// the file was brought to a newer schema always stays. list is in any order; all
// of it was sound when it was made.
func thin(list []Backup, now time.Time) map[string]bool {
	keep := map[string]bool{}
	sorted := slices.SortedFunc(slices.Values(list), newestFirst)
	for _, p := range periods {
		last, kept := int64(0), 0
		for _, b := range sorted {
			if of := p.of(b.At.UTC()); kept == 0 || of != last {
				if last = of; kept < p.keep {
					keep[b.Path] = true
				}
				kept++
			}
		}
	}
	for _, b := range sorted {
		risky := b.Reason != ReasonDaily && b.Reason != ReasonTimed
		if b.Reason == ReasonMigration || risky && now.Sub(b.At) <= keepRisky {
			keep[b.Path] = true
		}
	}
	return keep
}

// prune removes the backups that need not stay; made was proved just now and
// stays even when the clock was set back, as does the last one of each copy of the
// project: another copy at which somebody works would thin it away. One that can't be removed is tried
// again with the next.
func prune(list []Backup, made Backup, k known, now time.Time) {
	keep := thin(list, now)
	keep[made.Path] = true
	last := slices.Collect(maps.Values(k.Last))
	for _, b := range list {
		if !keep[b.Path] && !slices.Contains(last, strings.TrimSuffix(b.Name(), Encrypted)) {
			_ = os.Remove(b.Path)
		}
	}
}
