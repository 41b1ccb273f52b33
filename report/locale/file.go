package locale

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pelletier/go-toml/v2"
)

//go:embed *.toml codes
var files embed.FS

// must returns v: the files are embedded, and the tests read them all.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// readTexts reads the texts of one language.
func readTexts(name string) (map[string]string, error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	texts, err := parseTexts(raw)
	if err != nil {
		return nil, fmt.Errorf("locale: %s: %w", name, err)
	}
	return texts, nil
}

// parseTexts reads tables of texts into dotted keys.
func parseTexts(raw []byte) (map[string]string, error) {
	var tree map[string]any
	if err := toml.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	texts := map[string]string{}
	return texts, flatten("", tree, texts)
}

// flatten puts the texts of nested tables under keys with dots: "cause.expired.title".
func flatten(prefix string, tree map[string]any, into map[string]string) error {
	for k, v := range tree {
		switch v := v.(type) {
		case map[string]any:
			if err := flatten(prefix+k+".", v, into); err != nil {
				return err
			}
		case string:
			into[prefix+k] = v
		default:
			return fmt.Errorf("%s: not a text", prefix+k)
		}
	}
	return nil
}

// A codeText is what is translated of a code.
type codeText struct {
	Meaning  string `toml:"meaning"`
	Sender   string `toml:"sender"`
	List     string `toml:"list"`
	Conflict string `toml:"conflict"`
}

// readCodeTexts reads the texts of one table of codes, by code. A language may
// lack the file; English has its texts beside the facts.
func readCodeTexts(language string, t table) (map[string]codeText, error) {
	name := t.file(language)
	raw, err := files.ReadFile(name)
	if language == "en" || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	texts, err := parseCodeTexts(raw)
	if err != nil {
		return nil, fmt.Errorf("locale: %s: %w", name, err)
	}
	return texts, nil
}

func parseCodeTexts(raw []byte) (map[string]codeText, error) {
	var texts map[string]codeText
	err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&texts)
	return texts, err
}
