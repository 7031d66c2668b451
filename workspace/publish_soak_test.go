//go:build unix && soak

package workspace

var length = lengths{copies: 400, kills: 200, acts: 40}
