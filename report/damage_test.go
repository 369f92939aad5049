package report

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"
)

// filesOf returns a run directory's files that are read again.
func filesOf(t *testing.T, r *Results) fstest.MapFS {
	t.Helper()
	dir := fstest.MapFS{}
	for name, write := range map[string]func(io.Writer, *Results) error{
		"results.json": WriteJSON, "series.csv": WriteSeriesCSV, "replications.parquet": WriteParquet,
	} {
		var out bytes.Buffer
		if err := write(&out, r); err != nil {
			t.Fatal(err)
		}
		dir[name] = &fstest.MapFile{Data: out.Bytes()}
	}
	return dir
}

// hurt changes a value somewhere in a JSON document, or takes it away.
func hurt(r *rand.Rand, v any) any {
	others := []any{nil, "", "x", -1.0, 0.0, 1e300, 1.5, true, []any{}, map[string]any{}}
	if r.IntN(12) == 0 {
		return others[r.IntN(len(others))]
	}
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		if len(keys) == 0 {
			break
		}
		key := keys[r.IntN(len(keys))]
		if r.IntN(12) == 0 {
			delete(v, key)
		} else {
			v[key] = hurt(r, v[key])
		}
		return v
	case []any:
		if len(v) == 0 {
			break
		}
		i := r.IntN(len(v))
		if r.IntN(12) == 0 {
			return append(v[:i:i], v[i+1:]...)
		}
		v[i] = hurt(r, v[i])
		return v
	}
	return others[r.IntN(len(others))]
}

// scratch changes some bytes, or cuts the rest off.
func scratch(r *rand.Rand, data []byte) []byte {
	data = bytes.Clone(data)
	for range 1 + r.IntN(4) {
		data[r.IntN(len(data))] = byte(r.IntN(256))
	}
	if r.IntN(4) == 0 {
		data = data[:r.IntN(len(data))]
	}
	return data
}

// Whatever is wrong with a run directory, reading it again ends with an error,
// or with results that can be shown.
func TestDamagedRun(t *testing.T) {
	whole := filesOf(t, small())
	for name, rounds := range map[string]int{"results.json": 200, "series.csv": 400, "replications.parquet": 1500} {
		refused := 0
		for i := range rounds {
			r := rand.New(rand.NewPCG(3, uint64(i)))
			var data []byte
			if name == "results.json" {
				var document any
				if err := json.Unmarshal(whole[name].Data, &document); err != nil {
					t.Fatal(err)
				}
				for range 1 + r.IntN(3) {
					document = hurt(r, document)
				}
				data, _ = json.Marshal(document) // what was read can be written
			} else {
				data = scratch(r, whole[name].Data)
			}
			dir := maps.Clone(whole)
			dir[name] = &fstest.MapFile{Data: data}
			if !shown(t, dir, name, i) {
				refused++
			}
		}
		if refused < rounds/10 || refused == rounds {
			t.Errorf("%s: %d of %d were refused: is anything damaged, and does anything get through?", name, refused, rounds)
		}
	}
}

// Damaged answers of the commands that decide or explore are refused or shown.
func TestDamagedAnswers(t *testing.T) {
	for name, r := range answers() {
		whole := filesOf(t, r)
		through := 0
		for i := range 30 {
			random := rand.New(rand.NewPCG(4, uint64(i)))
			var document any
			if err := json.Unmarshal(whole["results.json"].Data, &document); err != nil {
				t.Fatal(err)
			}
			parts := document.(map[string]any)
			for _, part := range []string{"gate", "sweep", "backtest", "differences", "variance"} {
				if _, ok := parts[part]; ok {
					parts[part] = hurt(random, parts[part])
				}
			}
			dir := maps.Clone(whole)
			data, _ := json.Marshal(document) // what was read can be written
			dir["results.json"] = &fstest.MapFile{Data: data}
			if shown(t, dir, name, 3*i) {
				through++
			}
		}
		if through == 0 {
			t.Errorf("%s: nothing gets through", name)
		}
	}
}

// shown reads a directory and shows it in every form; false where it is refused.
func shown(t *testing.T, dir fstest.MapFS, name string, round int) bool {
	t.Helper()
	defer func() {
		if cause := recover(); cause != nil {
			t.Errorf("%s, round %d: panic: %v", name, round, cause)
		}
	}()
	r, err := readFS(dir)
	if err != nil {
		return false
	}
	for _, err := range []error{
		WriteText(io.Discard, r, Options{}), WriteMarkdown(io.Discard, r, Options{}), WriteMetricsCSV(io.Discard, r),
		WriteJSON(io.Discard, r), WriteJUnit(io.Discard, r), WriteComment(io.Discard, r, Options{}), WriteAnnotations(io.Discard, r),
		WriteSweepCSV(io.Discard, r), WriteDifferencesCSV(io.Discard, r),
	} {
		if err != nil {
			t.Errorf("%s, round %d: %v", name, round, err)
		}
	}
	if round%3 == 0 {
		if err := writeHTML(io.Discard, r, Figures(r), Options{}); err != nil {
			t.Errorf("%s, round %d: %v", name, round, err)
		}
	}
	return true
}
