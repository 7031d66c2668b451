//go:build soak

package store

import "testing"

func TestEachHarmfulRow(t *testing.T) { harmfulRows(t, 1) }

func TestEachForgedChange(t *testing.T) { forgedChanges(t, 1) }
