// SPDX-License-Identifier: Apache-2.0
// Judges the stream that edits writes, as judge.py does, with go-yaml v3: by its nodes, which have types but come without
// merge keys applied.
//
// usage: judge-go-yaml [EVERY] <stream
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

type value struct {
	kind     yaml.Kind
	tag      string
	text     string
	children []*value // a map's keys and values in turn
}

type operation struct{ name, path, value string }

// A copy in which no part is shared.
func copyOf(node *yaml.Node) *value {
	if node.Kind == yaml.AliasNode {
		return copyOf(node.Alias)
	}
	out := &value{kind: node.Kind, tag: node.ShortTag(), text: node.Value}
	var merged []*value
	for i, child := range node.Content {
		switch {
		case node.Kind != yaml.MappingNode:
			out.children = append(out.children, copyOf(child))
		case i%2 == 0 && child.ShortTag() == "!!merge":
			merged = append(merged, copyOf(node.Content[i+1]))
		case i%2 == 0:
			out.children = append(out.children, copyOf(child), copyOf(node.Content[i+1]))
		}
	}
	for _, source := range merged {
		out.merge(source)
	}
	return out
}

// What << brings: the keys that the map has not.
func (v *value) merge(source *value) {
	for i, child := range source.children {
		if source.kind == yaml.SequenceNode {
			v.merge(child)
		} else if i%2 == 0 && !v.has(child) {
			v.children = append(v.children, child, source.children[i+1])
		}
	}
}

func (v *value) has(key *value) bool {
	for i := 0; i < len(v.children); i += 2 {
		if same(v.children[i], key) {
			return true
		}
	}
	return false
}

func (v *value) clone() *value {
	out := *v
	out.children = nil
	for _, child := range v.children {
		out.children = append(out.children, child.clone())
	}
	return &out
}

// The first document, as the edits are of it.
func load(source []byte) (*value, error) {
	var node yaml.Node
	err := yaml.NewDecoder(bytes.NewReader(source)).Decode(&node)
	if err == io.EOF {
		return &value{kind: yaml.ScalarNode, tag: "!!null"}, nil
	}
	if err != nil {
		return nil, err
	}
	return copyOf(node.Content[0]), nil
}

func mustLoad(source string) *value {
	loaded, err := load([]byte(source))
	if err != nil {
		panic(err)
	}
	return loaded
}

func sameScalar(one, other *value) bool {
	if one.text == other.text || one.tag == "!!null" {
		return true
	}
	if one.tag == "!!bool" {
		return strings.EqualFold(one.text, other.text)
	}
	if one.tag != "!!int" && one.tag != "!!float" {
		return false
	}
	number, err := strconv.ParseFloat(one.text, 64)
	otherNumber, otherErr := strconv.ParseFloat(other.text, 64)
	return err == nil && otherErr == nil && number == otherNumber
}

func same(one, other *value) bool {
	if one.kind != other.kind || one.tag != other.tag || len(one.children) != len(other.children) {
		return false
	}
	if one.kind == yaml.ScalarNode {
		return sameScalar(one, other)
	}
	if one.kind == yaml.MappingNode {
		return samePairs(one.children, other.children)
	}
	for i := range one.children {
		if !same(one.children[i], other.children[i]) {
			return false
		}
	}
	return true
}

// In any order: new keys may stand before a block scalar that has no line end.
func samePairs(one, other []*value) bool {
	met := make([]bool, len(other))
	for i := 0; i < len(one); i += 2 {
		at := 0
		for at < len(other) && (met[at] || !same(one[i], other[at]) || !same(one[i+1], other[at+1])) {
			at += 2
		}
		if at == len(other) {
			return false
		}
		met[at] = true
	}
	return true
}

// Makes one operation to the data and returns what it has become; nil when it is removed.
func apply(data *value, op operation, path []string) *value {
	if len(path) == 0 {
		if op.name == "remove" {
			return nil
		}
		if op.name == "append" {
			data.children = append(data.children, mustLoad(op.value))
			return data
		}
		return mustLoad(op.value)
	}
	if path[0][0] == '#' {
		index, _ := strconv.Atoi(path[0][1:])
		changed := apply(data.children[index], op, path[1:])
		if changed == nil {
			data.children = append(data.children[:index], data.children[index+1:]...)
		} else {
			data.children[index] = changed
		}
		return data
	}
	key := mustLoad(path[0][1:])
	found := false
	var children []*value
	for i := 0; i < len(data.children); i += 2 {
		inner := data.children[i+1]
		if same(data.children[i], key) {
			found = true
			inner = apply(inner, op, path[1:])
		}
		if inner != nil {
			children = append(children, data.children[i], inner)
		}
	}
	if !found {
		children = append(children, key, mustLoad(op.value))
	}
	data.children = children
	return data
}

var input = bufio.NewReaderSize(os.Stdin, 1<<20)

func readField() (string, bool) {
	line, err := input.ReadString('\n')
	if err != nil {
		return "", false
	}
	length, _ := strconv.Atoi(strings.TrimSuffix(line, "\n"))
	field := make([]byte, length)
	io.ReadFull(input, field)
	return string(field), true
}

func mustReadField() string {
	field, _ := readField()
	return field
}

func isRight(original *value, operations []operation, result string) (right bool) {
	defer func() {
		if recover() != nil {
			right = false // it did not load
		}
	}()
	expected := original.clone()
	for _, op := range operations {
		expected = apply(expected, op, strings.Split(strings.TrimSuffix(op.path, "\n"), "\n")[:strings.Count(op.path, "\n")])
	}
	return same(mustLoad(result), expected)
}

func main() {
	every := 1
	if len(os.Args) > 1 {
		every, _ = strconv.Atoi(os.Args[1])
	}
	var config string
	var original *value
	right, wrong, unread, number := 0, 0, 0, 0
	for kind, more := readField(); more; kind, more = readField() {
		if kind == "document" {
			config = mustReadField()
			form := mustReadField()
			mustReadField()
			source := mustReadField()
			original = nil
			if form != "yaml" {
				continue
			}
			var err error
			if original, err = load([]byte(source)); err != nil {
				fmt.Printf("go-yaml does not read %s: %v\n", config, err)
				original = nil
				unread++
			}
			continue
		}
		count, _ := strconv.Atoi(mustReadField())
		var operations []operation
		for i := 0; i < count; i++ {
			operations = append(operations, operation{mustReadField(), mustReadField(), mustReadField()})
		}
		result := mustReadField()
		if original == nil {
			continue
		}
		number++
		if number%every != 0 {
			continue
		}
		if isRight(original, operations, result) {
			right++
			continue
		}
		wrong++
		if wrong <= 5 {
			fmt.Printf("wrong: %s %q\n%s\n---\n", config, operations, result)
		}
	}
	fmt.Printf("go-yaml v3: %d right, %d wrong, %d documents not read\n", right, wrong, unread)
	if wrong > 0 {
		os.Exit(1)
	}
}
