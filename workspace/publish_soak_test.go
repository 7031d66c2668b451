//go:build unix && soak

package workspace

var length = lengths{copies: 400, kills: 400, acts: 60}
