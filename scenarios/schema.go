package scenarios

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Schema returns the JSON Schema of a kind of file, for editors: nil if there is
// no such kind. It is derived from the declarations and knows names, types,
// units, words and what is required; what only shows when fields or files are
// put together is Validate's.
func Schema(kind Kind) []byte {
	s := Declared(kind)
	if s == nil {
		return nil
	}
	schema := s.Schema("weir " + string(kind) + "/v1")
	if header, ok := schema.Properties.Get("weir"); ok {
		header.AnyOf, header.Default, header.Const = nil, nil, string(kind)+"/v1"
	}
	if !slices.Contains(schema.Required, "weir") {
		schema.Required = append([]string{"weir"}, schema.Required...)
	}
	var out bytes.Buffer
	write := json.NewEncoder(&out)
	write.SetEscapeHTML(false)
	write.SetIndent("", " ")
	if err := write.Encode(schema); err != nil {
		panic("scenarios: Schema: " + err.Error())
	}
	return out.Bytes()
}
