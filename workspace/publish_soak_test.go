//go:build unix && soak

package workspace

var length = lengths{copies: 400, kills: 150, acts: 40}
