// Package report turns the results of a run into what people look at: tables
// for a terminal, Markdown, CSV, Parquet, JSON, JUnit, comments and annotations
// for pull requests, figures and one page of HTML. What a verdict is called comes
// from sim/verdict by one function, so that all of them say the same.
// Everything is derived from a Results value, or from the run directory that
// holds one; nothing is simulated here, and nothing here decides a verdict.
package report

import "weir/model/metric"

// Options says how a rendering looks.
type Options struct {
	// Width is the number of columns of the terminal; 0 means 100.
	Width int
	// Color allows control bytes (bold, dim). Leave it false for pipes and
	// where NO_COLOR is set.
	Color bool
	// Describe holds the declaration of each metric by name, for definitions
	// and rule ids. A metric without one is shown without them.
	Describe map[string]metric.Desc
	// Say turns the code of a note into a sentence; nil, or an empty answer,
	// shows the code.
	Say func(code string) string
}

// say returns the sentence of a note's code.
func (o Options) say(code string) string {
	if o.Say != nil {
		if text := o.Say(code); text != "" {
			return text
		}
	}
	return code
}
