package safe

import (
	"encoding/json"
	"io"
)

// JSON returns an encoder for programs, which leaves "<", ">" and "&" as they
// are where encoding/json escapes them: addresses in angle brackets stay readable
// and can be searched for. So what it writes is not for pasting into a page of
// HTML.
func JSON(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}
