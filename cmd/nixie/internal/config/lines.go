package config

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// lines says in which line each key of a file stands, the first being 1. Keys
// are written "accounts[0].auth.type"; a table has the line of its header.
type lines map[string]int

// linesOf finds the keys of a file, up to its first fault of syntax.
func linesOf(text []byte) lines {
	at := lines{}
	var p unstable.Parser
	p.Reset(text)
	count := map[string]int{} // of tables in an array
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = headerOf(e, count)
			at[table] = keyLine(&p, e)
		case unstable.KeyValue:
			at.add(&p, table, e)
		}
	}
	return at
}

// add notes the line of a key and, if its value is an inline table, of those
// in it.
func (at lines) add(p *unstable.Parser, table string, e *unstable.Node) {
	name := table
	for k := e.Key(); k.Next(); {
		name = join(name, string(k.Node().Data))
	}
	at[name] = keyLine(p, e)
	if v := e.Value(); v.Kind == unstable.InlineTable {
		for i := v.Children(); i.Next(); {
			if i.Node().Kind == unstable.KeyValue {
				at.add(p, name, i.Node())
			}
		}
	}
}

// keyLine returns the line of the first part of a key.
func keyLine(p *unstable.Parser, e *unstable.Node) int {
	k := e.Key()
	k.Next()
	return p.Shape(k.Node().Raw).Start.Line
}

// headerOf returns the name of the table that a header begins. Each element of
// an array of tables has its number, counted here.
func headerOf(e *unstable.Node, count map[string]int) string {
	var name string
	var parts []string
	for k := e.Key(); k.Next(); {
		parts = append(parts, string(k.Node().Data))
	}
	for i, part := range parts {
		name = join(name, part)
		if e.Kind == unstable.ArrayTable && i == len(parts)-1 {
			count[name]++
		}
		if n := count[name]; n > 0 {
			name = fmt.Sprintf("%s[%d]", name, n-1)
		}
	}
	return name
}

func join(table, key string) string {
	return strings.TrimPrefix(table+"."+key, ".")
}

// of returns the line of a key, else of the table that it belongs into, else 0.
func (at lines) of(name string) int {
	for name != "" {
		if line, ok := at[name]; ok {
			return line
		}
		if one, ok := strings.CutSuffix(name, "[0]"); ok {
			name = one // [accounts] for [[accounts]]
			continue
		}
		name = name[:max(0, strings.LastIndexByte(name, '.'))]
	}
	return 0
}

// blank turns the line of text into spaces, and reports whether it held a key
// with a value on that very line.
func blank(text []byte, at lines, line int) bool {
	start := 0
	for range line - 1 {
		i := bytes.IndexByte(text[start:], '\n')
		if i < 0 {
			return false
		}
		start += i + 1
	}
	end := len(text)
	if i := bytes.IndexByte(text[start:], '\n'); i >= 0 {
		end = start + i
	}
	var p unstable.Parser
	p.Reset(text[start:end])
	if !p.NextExpression() || p.Expression().Kind != unstable.KeyValue || p.NextExpression() || p.Error() != nil {
		return false
	}
	copy(text[start:end], bytes.Repeat([]byte(" "), end-start))
	return true
}
