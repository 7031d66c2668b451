//go:build unix && !soak

package workspace

var length = lengths{copies: 20, kills: 6, acts: 4}
