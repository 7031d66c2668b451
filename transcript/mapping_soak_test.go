//go:build soak

package transcript

// followTimes is how much longer than usual the driver of Follow runs: a
// million codings.
const followTimes = 112
