//go:build soak && linux

package workspace

import "testing"

func TestFullDiskLong(t *testing.T) {
	fullDisk(t, 1, 512, 1000, 3000, 4096, 5000, 8192, 10_000, 12_288, 16_384, 20_000, 28_672, 32_768, 40_960, 50_000, 65_536, 81_920, 100_000, 120_000, 150_000)
}
