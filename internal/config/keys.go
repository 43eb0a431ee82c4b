package config

import (
	"fmt"
	"slices"

	"github.com/pelletier/go-toml/v2/unstable"
)

// key is one key of config.toml with its place, in the order of the file, which the decoder does not keep.
type key struct {
	path   []string
	offset uint32 // bytes from the start
}

// readKeys lists tables and values in the order of the file.
func readKeys(data []byte) ([]key, error) {
	var (
		parser unstable.Parser
		keys   []key
		table  []string
	)
	parser.Reset(data)
	for parser.NextExpression() {
		node := parser.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table, keys = appendKey(keys, nil, node)
		case unstable.KeyValue:
			keys = appendValue(keys, table, node)
		}
	}
	if err := parser.Error(); err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return keys, nil
}

func appendValue(keys []key, table []string, node *unstable.Node) []key {
	path, keys := appendKey(keys, table, node)
	if value := node.Value(); value.Kind == unstable.InlineTable {
		for it := value.Children(); it.Next(); {
			keys = appendValue(keys, path, it.Node())
		}
	}
	return keys
}

func appendKey(keys []key, table []string, node *unstable.Node) ([]string, []key) {
	path, offset := slices.Clone(table), uint32(0)
	for it := node.Key(); it.Next(); {
		path = append(path, string(it.Node().Data))
		offset = it.Node().Raw.Offset
	}
	return path, append(keys, key{path: path, offset: offset})
}

// namesIn lists the keys of a table in the order of the file.
func namesIn(keys []key, table string) []string {
	var names []string
	for _, k := range keys {
		if len(k.path) == 2 && k.path[0] == table {
			names = append(names, k.path[1])
		}
	}
	return names
}
