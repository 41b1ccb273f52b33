//go:build !race

package imap_test

// raceDetector says whether this is a test under the race detector.
const raceDetector = false
