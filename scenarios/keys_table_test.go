package scenarios_test

// exceptions are the parameters that change nothing of what happens, with reasons.
var exceptions = map[string]string{
	"title":                                  "a name",
	"institution.title":                      "a name",
	"policy.title":                           "a name",
	"variants.*.name":                        "a name",
	"replications":                           "how often, not what",
	"budget":                                 "how often, not what",
	"baseline":                               "what gates compare with",
	"gates.*.expect":                         "what is asked of results",
	"gates.*.because":                        "what is asked of results",
	"gates.*.owner":                          "what is asked of results",
	"gates.*.severity":                       "what is asked of results",
	"gates.*.for_each":                       "what is asked of results",
	"gates.*.burden":                         "what is asked of results",
	"gates.*.accept_assumption":              "what is asked of results",
	"gates.*.horizon":                        "what is asked of results",
	"gates.*.clause":                         "what is asked of results",
	"bad.*.name":                             "a name",
	"bad.*.policy":                           "no run tries bad variants",
	"bad.*.set":                              "no run tries bad variants",
	"bad.*.fails":                            "what is asked of results",
	"vary":                                   "what a sweep varies, which a run does not",
	"set":                                    "what it holds is moved as all else is",
	"institution.currency":                   "all amounts are written in it",
	"institution.time_zone":                  "every day of a run has 24 hours of local time, wherever that is",
	"institution.desks.*.arrivals":           "of verification cases: elsewhere the model brings the arrivals",
	"institution.desks.*.classes.*.arrivals": "of verification cases: elsewhere the model brings the arrivals",
	"institution.desks.*.classes.*.name":     "a name",
	"policy.screening.rules.*.because":       "a text for those who read an alert",
	"policy.screening.review.sensitivity":    "there is no fraud in the model yet, so no alert is true",
	"policy.screening.review.backlogged.sensitivity": "there is no fraud in the model yet, so no alert is true",
}

// before is another policy with the same tiers.
const before = "../testdata/everything-before.yaml"

// book is an opening book in place of the population.
const book = "{stock: ../testdata/everything-book.csv, map: ../testdata/everything-map.yaml}"

// What must be so for some parameters to be in force.
var (
	simple    = []string{"policy=" + before, "start_policy=" + before}
	cohort    = []string{"institution.cohort=[{id: first, on: 2025-01-03, customers: 200}, {id: second, on: 2025-01-20, customers: 50}]"}
	unclassed = []string{"policy=" + before}
	pushPhone = []string{"institution.contact.channels.push.point=phone"}
	mailPhone = []string{"institution.contact.channels.email.point=phone"}
	postPhone = []string{"institution.contact.channels.letter.point=phone"}
	callPhone = []string{"institution.contact.channels.emergency.point=phone"}
)

// byHand are the moves of parameters that no rule moves, or that are in force only
// together with something else.
var byHand = map[string][]move{
	"institution":           {{path: "institution", value: "city-bank", with: simple}},
	"policy":                {{path: "policy", value: before}},
	"start_policy":          {{path: "start_policy", value: "../testdata/everything-policy.yaml"}},
	"population":            {{path: "population", value: "200"}},
	"population.stock":      {{path: "population", value: book}},
	"population.map":        {{path: "population.map", value: "../testdata/everything-other-map.yaml", with: []string{"population=" + book}}},
	"population.population": {{path: "population.population", value: "../testdata/everything-people.yaml", with: []string{"population=" + book}}},
	"changes.*.policy":      {{path: "changes.shorter.policy", value: before}},
	"changes.*.set":         {{path: "changes.shorter.set", value: "{policy.dormancy.basic.after: 8d}"}},
	"variants.*.policy":     {{path: "variants.strict.policy", value: before}},
	"variants.*.set":        {{path: "variants.strict.set", value: "{policy.tiers.basic.daily_limit: 400 CNY}"}},

	"institution.holidays":              {{path: "institution.holidays", value: "none"}},
	"institution.systems.*.regional":    {{path: "institution.systems.branches.regional", value: "false", refused: true}}, // the local outage needs it
	"institution.segments.*.share":      {{path: "institution.segments.many.share", value: "40%", and: []string{"institution.segments.old.share=60%"}}},
	"institution.cohort.*.on":           {{path: "institution.cohort.second.on", value: "2025-01-30", with: cohort}},
	"institution.cohort.*.customers":    {{path: "institution.cohort.first.customers", value: "120", with: cohort}},
	"institution.desks.*.staff.*.hours": {{path: "institution.desks.reactivation.staff.counters.hours", value: "Mon-Sun 08:00-20:00"}},

	"institution.contact.channels.sms.hours":       hours("sms"),
	"institution.contact.channels.voice.hours":     hours("voice"),
	"institution.contact.channels.push.hours":      hours("push"),
	"institution.contact.channels.email.hours":     hours("email"),
	"institution.contact.channels.letter.hours":    hours("letter"),
	"institution.contact.channels.emergency.hours": hours("emergency"),
	"institution.contact.channels.*.hours":         hours("chat"),
	// Only a number can be nobody's, or a stranger's.
	"institution.contact.channels.push.looks_delivered":      {{path: "institution.contact.channels.push.looks_delivered", value: "90%", with: pushPhone}},
	"institution.contact.channels.push.denied":               {{path: "institution.contact.channels.push.denied", value: "90%", with: pushPhone}},
	"institution.contact.channels.email.denied":              {{path: "institution.contact.channels.email.denied", value: "90%", with: mailPhone}},
	"institution.contact.channels.letter.denied":             {{path: "institution.contact.channels.letter.denied", value: "90%", with: postPhone}},
	"institution.contact.channels.emergency.looks_delivered": {{path: "institution.contact.channels.emergency.looks_delivered", value: "90%", with: callPhone}},
	"institution.contact.channels.emergency.denied":          {{path: "institution.contact.channels.emergency.denied", value: "90%", with: callPhone}},

	"policy.dormancy.restriction.level": {{path: "policy.dormancy.restriction.level", value: "frozen", with: unclassed}},
	"policy.dormancy.going_live":        {{path: "policy.dormancy.going_live", value: "new_only", and: []string{"policy.dormancy.per_day=0"}}},
	"policy.screening.rules.*.when":     {{path: "policy.screening.rules.burst.when", value: "count_24h >= 3"}},
	"policy.screening.rules.*.class":    {{path: "policy.screening.rules.burst.class", value: "minor"}},
}

// hours moves the time of day in which customers take note on a channel.
func hours(channel string) []move {
	return []move{{path: "institution.contact.channels." + channel + ".hours", value: "17:00-19:00"}}
}
