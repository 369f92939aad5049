package main

import "strings"

// examples are command lines that help and docs/commands.md show, each with what
// it is for.
var examples = []struct{ command, shows string }{
	{"weir init my-bank", "start a project in a folder of its own"},
	{"weir run pay-day-outage --population 2000 --length 90d", "a first look, in seconds"},
	{"weir run scenario.yaml --replications auto --precision 2% --out runs/fine", "until the headline figures are precise"},
	{"weir run pay-day-outage --set shocks.outage.lasts=12h --format markdown", "another value, for a pull request"},
	{"weir report runs/fine", "the report again, without simulating"},
	{"weir report runs/fine --format csv --quiet", "the metrics as a table"},
	{"weir validate scenario.yaml policy.yaml", "everything that is wrong, at once"},
	{"weir validate scenario.yaml --format github", "annotations on a pull request"},
	{"weir explain policy.dormancy.basic.after", "a parameter"},
	{"weir explain customer.watched.share", "a metric"},
	{"weir explain count_24h", "a feature of screening"},
	{"weir list scenario", "what can be run"},
	{"weir list outcome", "what trace --where may speak of"},
	{"weir list metric", "what gates may be about"},
	{"weir show source-rules", "a file of the library, to be copied"},
	{"weir show pay-day-outage --resolved", "every value in force, and who set it"},
	{"weir show policy.yaml --against source-rules", "what differs, with sources and clauses"},
	{"weir schema policy", "the schema of policies"},
	{"weir schema --to schema", "all schemas, for an editor"},
	{"weir completion bash", "to be sourced: source <(weir completion bash)"},
	{"weir trace pay-day-outage --customer 7 --population 2000", "one customer's life"},
	{"weir trace pay-day-outage --where restricted_alive --population 2000", "whom restrictions hurt most"},
	{"weir trace pay-day-outage --where 'misdirected>0' --list --population 2000", "whose notices reached a stranger"},
	{"weir fit transactions.csv --columns customer=who,date=when --to population.yaml", "customers like yours"},
	{"weir verify", "queues against theory"},
	{"weir verify --windows pay-day-outage --population 2000", "does the length of the window matter?"},
	{"weir version", "to be quoted with results"},
}

// exampleOf returns the examples of a command, a line each.
func exampleOf(name string) string {
	width := 0
	for _, e := range examples {
		if of(e.command, name) {
			width = max(width, len(e.command))
		}
	}
	var lines []string
	for _, e := range examples {
		if of(e.command, name) {
			lines = append(lines, "  "+e.command+strings.Repeat(" ", width-len(e.command))+"  # "+e.shows)
		}
	}
	return strings.Join(lines, "\n")
}

// of says whether a command line is of a command.
func of(line, name string) bool { return strings.Fields(line)[1] == name }
