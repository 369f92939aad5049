package main

import "strings"

// examples are command lines that help and docs/commands.md show, each with what
// it is for.
var examples = []struct{ command, shows string }{
	{"weir init my-bank", "start a project in a folder of its own"},
	{"weir init --ci github", "the job that judges pull requests, for a project that is there"},
	{"weir run pay-day-outage --population 2000 --length 90d", "a first look, in seconds"},
	{"weir run scenario.yaml --replications auto --precision 2% --out runs/fine", "until the headline figures are precise"},
	{"weir run pay-day-outage --set shocks.outage.lasts=12h --format markdown", "another value, for a pull request"},
	{"weir report runs/fine", "the report again, without simulating"},
	{"weir report runs/fine --format csv --quiet", "the metrics as a table"},
	{"weir compare dormancy-90d --variant early:policy.dormancy.basic.after=60d --population 2000", "what a threshold changes, and for whom"},
	{"weir compare pay-day-outage --variant early:policy.dormancy.basic.after=60d --variance --population 2000", "and where the uncertainty comes from"},
	{"weir compare pay-day-outage --policy source-rules --policy policy.yaml", "a policy of your own against a built-in one"},
	{"weir gate gates-demo", "a verdict in seconds; the exit code says which"},
	{"weir gate gates-demo --policy gates-demo-bad --format github", "a bad candidate, with annotations for a pull request"},
	{"weir gate gates-demo --robust 100", "what the verdict is worth where what is assumed is another"},
	{"weir gate scenario.yaml --gates git:origin/main:gates.yaml --policy policy.yaml", "by the gates of the main branch"},
	{"weir sweep dormancy-90d --population 2000 --length 120d", "what a threshold changes, and what there is to choose between"},
	{"weir sweep city-bank-year --design oat --population 2000 --length 90d", "which parameters matter most"},
	{"weir sweep tier-limits --metric customer.payments.limited --format csv", "a table of one metric"},
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
	{"weir trace gates-demo --policy gates-demo-bad --where flipped", "whom another policy harms most: both lives, from where they part"},
	{"weir fit transactions.csv --columns customer=who,date=when --to population.yaml", "customers like yours"},
	{"weir verify", "everything, in about two minutes"},
	{"weir verify --only coverage --trials 20000 --out proof", "to show what few trials leave open, for a file on the model"},
	{"weir verify --only can-fail gates-demo", "can these gates fail?"},
	{"weir verify --windows pay-day-outage --population 2000", "does the length of the window matter?"},
	{"weir backtest scenario.yaml --observed observed.csv --until 2026-03-31", "does the model fit our own history?"},
	{"weir diff runs/before runs/after", "what changed between two runs"},
	{"weir diff runs/before runs/after --all --format json", "all of it, for programs"},
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
