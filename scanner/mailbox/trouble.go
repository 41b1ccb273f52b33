package mailbox

import (
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/zstd"
)

// explain adds to an error what to do about it, where that is known. The error
// stays in the chain.
func explain(err error) error {
	for _, known := range remedies {
		for _, kind := range known.errs {
			if errors.Is(err, kind) {
				return fmt.Errorf("%w: %s", err, known.remedy)
			}
		}
	}
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) {
		return fmt.Errorf("%w: the packed data is damaged; fetch the file again", err)
	}
	return err
}

var remedies = []struct {
	errs   []error
	remedy string
}{
	{[]error{fs.ErrPermission}, "run nixie as a user who may read it, or give that right"},
	{[]error{fs.ErrNotExist}, "it was moved or deleted meanwhile; scan again"},
	{[]error{io.ErrUnexpectedEOF}, "the packed data ends too early; the file was cut short or is still being written: fetch it again"},
	{[]error{gzip.ErrChecksum, gzip.ErrHeader, zip.ErrFormat, zip.ErrChecksum, zstd.ErrCRCMismatch, zstd.ErrMagicMismatch},
		"the packed data is damaged; fetch the file again"},
	{[]error{zip.ErrAlgorithm}, "unpack it with the program that packed it"},
	{[]error{zstd.ErrWindowSizeExceeded, zstd.ErrDecoderSizeExceeded},
		fmt.Sprintf("reading it takes more than %d MiB of memory; unpack it first, or pack it with zstd -19 or less", MaxWindow>>20)},
}
