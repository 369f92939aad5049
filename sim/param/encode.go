package param

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// flowWidth is the longest mapping or list that Encode writes on one line.
const flowWidth = 72

// Encode writes a tree as YAML that Parse reads back to the same tree, apart
// from places: block style, with short inner mappings and lists on one line.
func Encode(v *Value) []byte {
	var out strings.Builder
	encode(&out, v, 0)
	return []byte(out.String())
}

func encode(out *strings.Builder, v *Value, depth int) {
	indent := strings.Repeat("  ", depth)
	switch {
	case v.Kind == Mapping && len(v.Entries) > 0:
		for _, e := range v.Entries {
			out.WriteString(indent + plainOrQuoted(e.Key, false) + ":")
			encodeBelow(out, e.Value, depth)
		}
	case v.Kind == Listing && len(v.Items) > 0:
		for _, item := range v.Items {
			if item.onOneLine(1) || len(item.Entries)+len(item.Items) == 0 {
				out.WriteString(indent + "- " + item.Flow() + "\n")
				continue
			}
			var inner strings.Builder
			encode(&inner, item, depth+1)
			out.WriteString(indent + "- " + inner.String()[len(indent)+2:])
		}
	default:
		out.WriteString(indent + v.Flow() + "\n")
	}
}

// encodeBelow writes what comes after a key's colon.
func encodeBelow(out *strings.Builder, v *Value, depth int) {
	if len(v.Entries)+len(v.Items) == 0 || v.onOneLine(depth) {
		out.WriteString(" " + v.Flow() + "\n")
		return
	}
	out.WriteString("\n")
	encode(out, v, depth+1)
}

// onOneLine says whether a mapping or list is short enough for one line, and
// not one of the file's own sections.
func (v *Value) onOneLine(depth int) bool {
	if depth == 0 && v.Kind == Mapping && v.depth() > 1 {
		return false
	}
	return v.depth() <= 2 && utf8.RuneCountInString(v.Flow()) <= flowWidth
}

// depth counts the levels of mappings and lists, 0 for a scalar.
func (v *Value) depth() int {
	deepest := 0
	for _, e := range v.Entries {
		deepest = max(deepest, e.Value.depth())
	}
	for _, item := range v.Items {
		deepest = max(deepest, item.depth())
	}
	if v.Kind == Mapping || v.Kind == Listing {
		deepest++
	}
	return deepest
}

// Flow returns the tree on one line: {lognormal: {median: 3h, p95: 9h}}.
func (v *Value) Flow() string {
	switch v.Kind {
	case Mapping:
		parts := make([]string, len(v.Entries))
		for i, e := range v.Entries {
			parts[i] = plainOrQuoted(e.Key, false) + ": " + e.Value.Flow()
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Listing:
		parts := make([]string, len(v.Items))
		for i, item := range v.Items {
			parts[i] = item.Flow()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Null:
		return "null"
	default:
		return plainOrQuoted(v.Text, v.Quoted)
	}
}

// plainOrQuoted quotes a scalar that was quoted or that YAML would read as
// something else.
func plainOrQuoted(text string, wasQuoted bool) string {
	if !wasQuoted && isPlain(text) {
		return text
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, c := range text {
		switch c {
		case '"', '\\':
			out.WriteByte('\\')
			out.WriteRune(c)
		case '\n':
			out.WriteString(`\n`)
		case '\t':
			out.WriteString(`\t`)
		case '\r':
			out.WriteString(`\r`)
		default:
			out.WriteRune(c)
		}
	}
	out.WriteByte('"')
	return out.String()
}

// dateTime is what has colons and needs no quotes all the same.
var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$`)

// isPlain is stricter than YAML: what is not surely plain is quoted.
func isPlain(text string) bool {
	switch strings.ToLower(text) {
	case "", "~", "null":
		return false
	}
	if strings.TrimSpace(text) != text || strings.ContainsAny(text, "\n\r\t\"'#{}[],&*!|>@`\\") ||
		strings.Contains(text, ":") && !dateTime.MatchString(text) {
		return false
	}
	if text[0] == '-' && (len(text) == 1 || text[1] < '0' || text[1] > '9') || strings.HasPrefix(text, "..") {
		return false
	}
	return !strings.ContainsAny(text[:1], "?:%=<")
}
