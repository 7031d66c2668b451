//go:build soak

package main

// soak says that tests take the time that their long forms need.
const soak = true
