package scenarios

import (
	"bytes"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// compiled returns the checker of a kind's schema.
func compiled(t *testing.T, kind Kind) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(kind)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return schema
}

// fits says what an editor would: whether a text is a file of the schema.
func fits(t *testing.T, schema *jsonschema.Schema, text []byte) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

// Every file of the library is one by the schema of its kind, and by none of
// the others.
func TestLibraryFitsSchema(t *testing.T) {
	for _, kind := range Kinds() {
		schema := compiled(t, kind)
		for _, e := range Library() {
			err := fits(t, schema, Builtin(e.Name))
			if e.Kind == kind && err != nil {
				t.Errorf("%s: %v", e.Name, err)
			}
			if e.Kind != kind && err == nil {
				t.Errorf("%s passes for a %s file", e.Name, kind)
			}
		}
	}
}

// Mistakes that an editor can see. Each is a library file with one edit.
func TestSchemaRefuses(t *testing.T) {
	cases := []struct{ name, file, old, new string }{
		{"a misspelt field", "source-rules", "daily_limit: 1000", "dayly_limit: 1000"},
		{"a misspelt field at the root", "city-bank-year", "length:", "lenght:"},
		{"money without currency", "source-rules", "1000 CNY", "1000"},
		{"a text without currency", "source-rules", "1000 CNY", "\"1000\""},
		{"time without unit", "source-rules", "after: 90d", "after: 90"},
		{"a wrong unit", "source-rules", "after: 90d", "after: 90 CNY"},
		{"a share without %", "city-bank", "internal_transfers: 20%", "internal_transfers: 0.2"},
		{"a rate without time", "city-bank", "dropout: 0.05/yr", "dropout: 0.05"},
		{"a word that is none", "source-rules", "{after: 90d}", "{after: 90d, verdict: maybe}"},
		{"a family that is none", "pay-day-outage", "lognormal:", "lognormall:"},
		{"a shock that is none", "pay-day-outage", "- outage:", "- outrage:"},
		{"a shock without what it needs", "pay-day-outage", "system: core, ", ""},
		{"another kind of file", "source-rules", "policy/v1", "scenario/v1"},
		{"no kind", "source-rules", "weir: policy/v1\n", ""},
		{"gates that are no list", "pay-day-outage", "gates:\n  - id: app-continuity\n    expect:", "gates:\n  app-continuity:\n    expect:"},
		{"a gate without a name", "regional-branch-closure", "id: north, ", ""},
		{"a severity that is none", "pay-day-outage", "severity: warn", "severity: shrug"},
		{"a list in place of a mapping", "city-bank", "systems:\n  core: {}\n", "systems:\n  - core\nx:\n"},
	}
	for _, c := range cases {
		text := Builtin(c.file)
		bad := bytes.Replace(text, []byte(c.old), []byte(c.new), 1)
		if bytes.Equal(bad, text) {
			t.Errorf("%s: %q does not occur in %s", c.name, c.old, c.file)
			continue
		}
		if c.file == "pay-day-outage" && strings.HasPrefix(c.name, "gates") {
			bad = bad[:bytes.Index(bad, []byte("  - id: failed"))]
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(string(text[bytes.Index(text, []byte("weir: ")):]), "weir: "), "/")
		if fits(t, compiled(t, Kind(kind)), bad) == nil {
			t.Errorf("%s (%q for %q in %s) fits", c.name, c.new, c.old, c.file)
		}
	}
}

// The long schema of a distribution stands in a file's schema once for each kind
// that is drawn, however many parameters are distributions.
func TestSchemaIsShort(t *testing.T) {
	text := string(Schema(KindInstitution))
	used, defined := strings.Count(text, "#/$defs/"), strings.Count(text, `"lognormal": {`)
	if defined == 0 || defined > 5 || used <= defined {
		t.Errorf("%d distributions of %d kinds", used, defined)
	}
}
