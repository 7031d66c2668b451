//go:build soak

package transcript

// The long form of the driver of Follow: 180,000 codings. Among so many,
// single words are now and then deleted beside a sentence that is rewritten with
// the same word in the same place.
const (
	followTimes = 20
	mostWrong   = 10 // in 100,000
)
