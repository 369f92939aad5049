package scenarios

import (
	"bytes"
	"slices"
	"strings"

	"weir/sim/param"
)

// commentWidth is the widest line of a comment.
const commentWidth = 100

// Commented returns a file of the library with the meaning of every key above
// the first line that has it, as the declarations say it; nil if there is none
// of the name. What the file says is the same.
func Commented(name string) []byte {
	text := Builtin(name)
	if text == nil {
		return nil
	}
	tree, _ := param.Parse(name, text)
	c := &commenter{declared: Declared(kindOf(tree)), told: map[string]bool{}, above: map[int]string{}}
	for _, e := range tree.Entries {
		c.walk(e, e.Key)
	}
	return c.put(text)
}

// commenter collects comments by the line that they stand above.
type commenter struct {
	declared *param.Set
	told     map[string]bool // what has been explained, by declaration
	above    map[int]string
}

// walk notes the meaning of a key and of those below it. Of several keys of one
// line only the first is told.
func (c *commenter) walk(e param.Entry, path string) {
	d, _ := c.declared.Explain(path)
	if d == nil || d.Name == "weir" || d.Name == "title" {
		return
	}
	if _, taken := c.above[e.Pos.Line]; !taken && !c.told[d.Path] && e.Pos.Line > 0 {
		c.told[d.Path] = true
		c.above[e.Pos.Line] = d.Doc
	}
	if e.Value.Kind == param.Mapping && e.Value.Pos.Line == e.Pos.Line && len(e.Value.Entries) > 0 && e.Value.Entries[0].Pos.Line == e.Pos.Line {
		return // in one line
	}
	for _, child := range e.Value.Entries {
		c.walk(child, path+"."+child.Key)
	}
}

// put returns the text with the comments above their lines, as far in as those.
func (c *commenter) put(text []byte) []byte {
	var out bytes.Buffer
	for i, line := range bytes.SplitAfter(text, []byte("\n")) {
		if comment := c.above[i+1]; comment != "" {
			indent := string(line[:len(line)-len(bytes.TrimLeft(line, " "))])
			for _, part := range wrapped(comment, commentWidth-len(indent)-2) {
				out.WriteString(indent + "# " + part + "\n")
			}
		}
		out.Write(line)
	}
	return out.Bytes()
}

// wrapped breaks a text into lines of at most so many characters, if its words
// allow.
func wrapped(text string, width int) []string {
	var lines []string
	for word := range strings.FieldsSeq(text) {
		last := len(lines) - 1
		if last >= 0 && len([]rune(lines[last]))+1+len([]rune(word)) <= width {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return slices.Clip(lines)
}
