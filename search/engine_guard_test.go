package search

import (
	"errors"
	"strings"
	"testing"
)

// TestGuardQuotesNothing: what a library throws may hold words of a text.
func TestGuardQuotesNothing(t *testing.T) {
	err := guard(func() error { panic("term: Oosterwolde") })
	if !errors.Is(err, errUnsound) || strings.Contains(err.Error(), "Oosterwolde") || !strings.Contains(err.Error(), "string") {
		t.Errorf("%v", err)
	}
}
