package report

import (
	"fmt"
	"slices"
	"strings"
)

// labelText writes labels in one canonical form, keys sorted, as gates write
// them between braces: "channel=app,tier=basic". A comma, an equals sign or a
// backslash inside a key or value is preceded by a backslash.
func labelText(labels map[string]string) string {
	parts := make([]string, 0, len(labels))
	for _, key := range labelKeys(labels) {
		parts = append(parts, labelEscape.Replace(key)+"="+labelEscape.Replace(labels[key]))
	}
	return strings.Join(parts, ",")
}

var labelEscape = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `=`, `\=`)

// labelKeys returns the dimensions in sorted order.
func labelKeys(labels map[string]string) []string {
	keys := make([]string, 0, len(labels))
	for key := range labels {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// parseLabels reads what labelText wrote.
func parseLabels(text string) (map[string]string, error) {
	labels := map[string]string{}
	if text == "" {
		return labels, nil
	}
	var key, part strings.Builder
	inValue := false
	finish := func() error {
		if !inValue {
			return fmt.Errorf("labels %q: want key=value", text)
		}
		labels[key.String()] = part.String()
		key.Reset()
		part.Reset()
		inValue = false
		return nil
	}
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			escaped = false
			part.WriteRune(r)
		case r == '\\':
			escaped = true
		case r == '=' && !inValue:
			inValue = true
			key.WriteString(part.String())
			part.Reset()
		case r == ',':
			if err := finish(); err != nil {
				return nil, err
			}
		default:
			part.WriteRune(r)
		}
	}
	return labels, finish()
}

// fullName is a metric as a gate names it: service.wait{desk=calls}.
func fullName(name string, labels map[string]string) string {
	if len(labels) == 0 {
		return name
	}
	return name + "{" + labelText(labels) + "}"
}

// sameLabels says whether two sets of labels are equal; nil is the empty set.
func sameLabels(a, b map[string]string) bool { return labelText(a) == labelText(b) }
