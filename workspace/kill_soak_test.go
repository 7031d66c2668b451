//go:build soak && unix

package workspace

import "testing"

func TestKilledWhileKeepingLong(t *testing.T) { killedWhileKeeping(t, 300) }
