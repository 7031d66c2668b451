//go:build soak

package store

import "testing"

func TestMergeConvergesLong(t *testing.T) { mergeRounds(t, soak(150), 20) }
