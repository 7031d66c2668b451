package exchange

import "strings"

func words(s string) int { return len(strings.Fields(s)) }
