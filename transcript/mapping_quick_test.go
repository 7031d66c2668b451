//go:build !soak

package transcript

// The short form of the driver of Follow: no coding may be silently wrong.
const (
	followTimes = 1
	mostWrong   = 0 // in 100,000
)
