package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	generate "github.com/invopop/jsonschema"
	check "github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "rewrite golden files and the schema")

// The committed schema is the one that the records give.
func TestSchemaIsCurrent(t *testing.T) {
	golden(t, "results.schema.json", deriveSchema(t))
}

// deriveSchema makes the schema from the records: numbers that may not exist may
// be null, later versions may add fields.
func deriveSchema(t *testing.T) []byte {
	t.Helper()
	reflector := generate.Reflector{Anonymous: true, AllowAdditionalProperties: true}
	s := reflector.Reflect(&Results{})
	s.ID = ""
	s.Title = "weir results/v1"
	s.Description = "All that a run found, with where it came from. Shares are 0..1, money is in whole units of the currency, null is a number that does not exist."
	maybe := func(kind, field string) {
		property, ok := s.Definitions[kind].Properties.Get(field)
		if !ok {
			t.Fatalf("schema: %s has no field %s", kind, field)
		}
		if property.Type != "number" {
			t.Fatalf("schema: %s.%s has type %s", kind, field, property.Type)
		}
		property.Type = ""
		property.OneOf = []*generate.Schema{{Type: "number"}, {Type: "null"}}
	}
	for _, field := range []string{"mean", "low", "high", "sd"} {
		maybe("Metric", field)
	}
	for _, field := range []string{"delta", "low", "high", "relative"} {
		maybe("MetricChange", field)
	}
	for _, field := range []string{"estimate", "low", "high"} {
		maybe("Gate", field)
	}
	for _, field := range []string{"mean", "low", "high"} {
		maybe("Estimate", field)
	}
	maybe("Difference", "pairing_gain")
	for kind, fields := range map[string][]string{
		"Decided":       {"estimate", "low", "high"},
		"SweepCell":     {"mean", "low", "high", "delta", "delta_low", "delta_high"},
		"BacktestRow":   {"mean", "low", "high", "error"},
		"VarianceShare": {"shocks", "population", "chance"},
	} {
		for _, field := range fields {
			maybe(kind, field)
		}
	}
	s.Definitions["Numbers"] = &generate.Schema{Type: "array",
		Items: &generate.Schema{OneOf: []*generate.Schema{{Type: "number"}, {Type: "null"}}}}
	version, _ := s.Definitions["Results"].Properties.Get("weir")
	version.Const = Schema
	interval, _ := s.Definitions["Metric"].Properties.Get("interval")
	for _, kind := range []string{"Restriction", "Survival"} {
		owner, _ := s.Definitions[kind].Properties.Get("owner")
		owner.Enum = map[string][]any{"Restriction": {OwnerReturning, OwnerResting, OwnerGone}, "Survival": {OwnerLiving, OwnerGone}}[kind]
	}
	for _, kind := range []string{"Verdicts", "Decided", "Backtest"} {
		word, _ := s.Definitions[kind].Properties.Get("verdict")
		word.Enum = []any{"pass", "fail", "inconclusive", "no_data"}
	}
	interval.Enum = []any{"hall", "t", "clopper-pearson", "order", "exact", "none"}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// validator compiles the committed schema.
func validator(t *testing.T) *check.Schema {
	t.Helper()
	document, err := check.UnmarshalJSON(bytes.NewReader(ResultsSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := check.NewCompiler()
	if err := compiler.AddResource("results.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("results.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(schema *check.Schema, text []byte) error {
	instance, err := check.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(instance)
}

// Every results.json is valid by the schema, whatever the results lack.
func TestResultsAreValid(t *testing.T) {
	schema := validator(t)
	eachRun(t, func(t *testing.T, r *Results) {
		var out bytes.Buffer
		if err := WriteJSON(&out, r); err != nil {
			t.Fatal(err)
		}
		if err := validate(schema, out.Bytes()); err != nil {
			t.Error(err)
		}
	})
}

// The schema refuses what is not a result.
func TestSchemaRefuses(t *testing.T) {
	schema := validator(t)
	var out bytes.Buffer
	if err := WriteJSON(&out, decided()); err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{`"results/v1"`, `"results/v2"`},
		{`"seed": 1`, `"seed": "one"`},
		{`"mean": 1234567`, `"mean": "many"`},
		{`"interval": "hall"`, `"interval": "guessed"`},
		{`"fingerprint"`, `"finger"`},
		{`"verdict": "fail"`, `"verdict": "failed"`},
		{`"replications": 512`, `"replications": "many"`},
	} {
		bad := bytes.Replace(out.Bytes(), []byte(edit[0]), []byte(edit[1]), 1)
		if bytes.Equal(bad, out.Bytes()) {
			t.Fatalf("%s does not occur", edit[0])
		}
		if validate(schema, bad) == nil {
			t.Errorf("%s in place of %s is taken", edit[1], edit[0])
		}
	}
}

// golden compares with a committed file, or rewrites it with -update.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		os.WriteFile(path+".got", got, 0o666)
		t.Errorf("%s differs; see %s.got, or run the test with -update", path, path)
	}
}
