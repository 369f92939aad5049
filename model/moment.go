package model

import (
	"slices"

	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/reaction"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim"
)

// Moment is one event of a life: what an event says, and what its record, seen
// just then, adds. Words are those of files and results; what an event is not
// about is empty.
type Moment struct {
	At    sim.Time
	Kind  string // of EventNames
	Known bool   // the institution's own records show it
	Rules []string

	Amount    int64  // minor units, where money is meant
	Operation string // of an intent or a part
	Channel   string
	Result    string // of ResultNames
	Limit     string // id of the limit that refused or held it
	Waits     string // of ReasonNames: why it waits

	Status  string   // of dormancy
	Idle    int      // days without activity, of a flag
	Class   string   // of risk
	Cause   string   // of a case or a restriction
	Level   string   // of a restriction
	Before  string   // the level until then
	Told    string   // of toldNames
	Because string   // what ends a restriction, of liftNames
	Alerts  []string // ids of screening rules
	Yes     bool     // an alert is confirmed; it was the owner who answered
	Number  string   // of contact.EventNames

	Desk     string
	Matter   string // of matterNames
	Decision string // of decisionNames

	Contact string // the channel of contact of an attempt
	About   string // of AboutNames
	Log     string // all that the institution sees of an attempt, of logNames
	Reached string // in truth, of reachedNames

	Choice   string // of reaction.ChoiceNames
	Act      string // what acting means, of actNames
	AtLimit  bool   // she reacts to a limit
	Way      string // id of a way back
	Outcome  string // of wayOutcomes
	From, To string // tiers
	Origin   string // of an application
	Reason   string // of a change of tier
	Step     int    // of an application, from 1
	Progress string // of progressNames

	Owner string   // in truth, of ownerNames: at a flag, a restriction, a notice, an end
	Gone  sim.Time // since when, where the owner is gone
	New   *Holder  // who opens the account
}

// What the institution's log shows of an attempt.
const (
	logNotSent = iota
	logFailed
	logDelivered
)

// logNames are the words of traces.
var logNames = []string{"not_sent", "failed", "delivered"}

// Whom an attempt reached in truth.
const (
	reachedNobody = iota
	reachedStranger
	reachedOwner // but she takes no note
	reachedRead
)

// reachedNames are the words of traces.
var reachedNames = []string{"nobody", "stranger", "owner", "read"}

// What ends a restriction.
const (
	liftedByUse = iota
	liftedByReassessment
	liftedByObjection
	liftedByReactivation
	liftedByVerification
)

// liftNames are the words of traces, liftRules the rules.
var (
	liftNames = []string{"use", "reassessment", "objection", "reactivation", "verification"}
	liftRules = [][]string{{"D9"}, {"D7"}, {"D8"}, {"D9"}, {"P13"}}
)

// eventRules are the rules behind each kind of event; its details may add some.
var eventRules = [eventKinds][]string{
	evClose: {"P10"}, evOpen: {"P10", "T3"}, evSalary: {"P4"}, evIntent: {"P2", "P4"}, evFlag: {"D1"}, evNumber: {"C2"}, evStep: {"D1"},
	evGrade: {"T3"}, evPart: {"T8"}, evReceived: {"P6"}, evDecided: {"D4"}, evWithdrawn: {"D4"}, evNotice: {"C3", "C4"}, evRestricted: {"D6"},
	evLifted: {"D7"}, evAsked: {"D8"}, evTier: {"T7"}, evAlert: {"F6"}, evReviewed: {"F7"}, evReleased: {"T2"}, evRefused: {"T2"},
	evCharged: {"P14"}, evEnded: {"D12"}, evWay: {"D9"}, evRuled: {"D8"}, evAnswer: {"C3"},
}

// resultRules are the rules that lead to each result of an intent.
var resultRules = [Results][]string{Done: nil, Unavailable: {"E1"}, Restricted: {"D6"}, NotAllowed: {"T1", "T9"}, Unconfirmed: {"T2", "T11", "F6"},
	OverLimit: {"T2"}, NoFunds: {"P6"}, Waiting: nil}

// waitRules are the rules by which a payment waits, by Reason.
var waitRules = [Reasons][]string{HeldForReview: {"T2", "F6"}, HeldForAssessment: {"T5"}, HeldForAssistance: {"T11"}, HeldForTime: {"T2"}}

// statusRules are the rules behind a deadline, by the status it finds.
var statusRules = [dormancy.Statuses][]string{
	dormancy.Active: {"D1", "D13"}, dormancy.Flagged: {"D4"}, dormancy.Asked: {"D3"}, dormancy.Pending: {"D4"}, dormancy.Declined: {"D4"},
	dormancy.Approved: {"D12"}, dormancy.Noticed: {"D5"}, dormancy.Restricted: {"D7"}, dormancy.Watched: {"D9"},
	dormancy.Closed: {"D12"}, dormancy.Transferred: {"D12"},
}

// aboutRules are the rules that want a notice, by what it is about.
var aboutRules = [Abouts][]string{AboutDormancy: {"D5"}, AboutQuestion: {"D3"}, AboutTier: {"T7"}, AboutVerification: {"P13"}}

// originRules are the rules of an application, by where it comes from.
var originRules = [tier.Origins][]string{tier.ByOpening: {"T3", "T4"}, tier.ByRequest: {"T8", "T4"}, tier.ByReview: {"T6", "T7"}, tier.ByDemotion: {"T6", "T7"}}

// choiceRules are the rules by which a customer does something about a
// restriction; at a limit it is T8.
var choiceRules = [reaction.Choices][]string{
	reaction.Accept: {"D8"}, reaction.Split: {"T8"}, reaction.Ask: {"T8"}, reaction.Complain: {"D8"}, reaction.Leave: {"D8", "D10"},
	reaction.Act: {"D5"}, reaction.Object: {"D8"}, reaction.AtBranch: {"D9"}, reaction.InApp: {"D9"}, reaction.Online: {"D9"},
}

// actRules are the rules by which she acts, by what acting means.
var actRules = [][]string{actAnswers: {"D3"}, actVerifies: {"P13"}, actReturns: {"D9"}, actUses: {"D5", "D1"}}

// aside is what whoever watches may know of an event besides it and the record:
// of a payment its channel, the limit in its way and why it waits; of what a desk
// decides, which desk and about what.
type aside struct {
	limit   *tier.Limit
	channel int
	why     Reason
	desk    int
	matter  matter
}

// payment notes what a payment came by, and what stood in its way.
func (a *aside) payment(channel int, by *tier.Limit) { a.channel, a.limit = channel, by }

// reader reads the events of one customer while they happen.
type reader struct {
	w      *World
	last   Moment
	before dormancy.Level // as the last event left it
}

// moment reads an event. It must be called while the event is noted.
func (x *reader) moment(e sim.Event) Moment {
	w := x.w
	r, s := &w.records[e.Entity], &w.sides[e.Entity]
	m := Moment{At: e.At, Kind: EventNames[e.Kind], Known: true, Rules: slices.Clone(eventRules[e.Kind]), Gone: sim.Never}
	arg := func(byte int) int { return int(e.Arg >> (8 * byte) & 0xff) }
	switch e.Kind {
	case evIntent, evPart:
		x.payment(&m, e, r)
	case evFlag:
		m.Idle = int(e.At.Sub(sim.Time(e.Arg)) / sim.Day)
		if x.standing(&m, r); m.Class != "" {
			m.Rules = append(m.Rules, "D2")
		}
		x.truth(&m, r)
	case evDecided:
		m.Status, m.Decision = dormancy.StatusNames[arg(0)], decisionNames[arg(1)]
		x.desk(&m)
	case evWithdrawn:
		x.desk(&m)
		m.Rules = slices.Clone(matterRules[w.aside.matter])
	case evRuled:
		m.Decision = decisionNames[arg(0)]
		x.desk(&m)
		m.Rules = slices.Clone(matterRules[w.aside.matter])
	case evStep:
		m.Status = dormancy.StatusNames[arg(0)]
		m.Rules = slices.Clone(statusRules[arg(0)])
	case evNumber:
		m.Number = contact.EventNames[arg(0)]
		m.Known = contact.Event(arg(0)) == contact.Told
		if contact.Event(arg(0)) == contact.Strange {
			m.Rules = append(m.Rules, "C8")
		}
	case evNotice:
		x.notice(&m, arg(0), About(arg(1)), arg(2), r)
	case evAnswer:
		m.Contact, m.About, m.Yes = w.plan.labels.Contacts[arg(0)], AboutNames[arg(1)], arg(2) == 1
		m.Rules = append(m.Rules, aboutRules[arg(1)]...)
		if !m.Yes {
			m.Rules = append(m.Rules, "C8")
		}
	case evRestricted:
		m.Level, m.Cause, m.Class, m.Before = dormancy.LevelNames[arg(0)], restrictionCauses[arg(1)], dormancy.ClassNames[arg(2)], dormancy.LevelNames[x.before]
		x.restriction(&m, arg(1), s)
		x.truth(&m, r)
	case evLifted:
		m.Before = dormancy.LevelNames[x.before]
		why := x.lifted(&m)
		m.Because, m.Rules = liftNames[why], slices.Clone(liftRules[why])
	case evAsked:
		x.asked(&m, reaction.Choice(arg(0)), arg(1), e.Arg&atALimit != 0)
	case evWay:
		m.Outcome = wayOutcomes[arg(1)]
		if label := arg(0) - 1; label >= 0 {
			m.Way = w.plan.labels.Ways[label]
		}
	case evGrade:
		m.To, m.Step, m.Origin = w.plan.labels.Tiers[arg(0)], arg(1)+1, tier.OriginNames[arg(2)]
		m.Reason, m.Progress = tier.ReasonNames[arg(3)], progressNames[arg(4)]
		m.Rules = slices.Clone(originRules[arg(2)])
	case evTier:
		m.From, m.To = w.plan.labels.Tiers[arg(0)], w.plan.labels.Tiers[arg(1)]
		m.Origin, m.Reason = tier.OriginNames[arg(2)], tier.ReasonNames[arg(3)]
		m.Rules = slices.Clone(originRules[arg(2)])
	case evAlert:
		for rule := range screening.Hits(e.Arg).All() {
			m.Alerts = append(m.Alerts, w.policy.Screening.Rules[rule].ID)
		}
		if !w.policy.Tiers.Tiers[r.Tier.Tier].Monitoring.RealTime() {
			m.Rules = append(m.Rules, "T5")
		}
	case evReviewed:
		m.Yes = e.Arg == 1
		x.desk(&m)
	case evReleased, evRefused:
		m.Amount = e.Arg
		x.released(&m)
	case evEnded:
		m.Amount = e.Arg
		x.truth(&m, r)
	case evOpen:
		m.Amount = e.Arg
		holder := w.holder(int(e.Entity))
		m.New = &holder
	default:
		m.Amount = e.Arg
	}
	x.before = w.level(r)
	x.last = m
	return m
}

// level returns how far an account is restricted, whatever for (rules D6, P13).
func (w *World) level(r *Record) dormancy.Level {
	if r.Noted&NotedLapsed != 0 {
		return max(r.Dormancy.Level, w.policy.lapsedLevel[r.Tier.Tier])
	}
	return r.Dormancy.Level
}

// payment reads an intent or a part of one.
func (x *reader) payment(m *Moment, e sim.Event, r *Record) {
	w := x.w
	aside := &w.cellOf(e.Entity).aside
	result := Result(e.Arg >> 8 & 0xff)
	op := account.Operation(e.Arg & 0xff)
	m.Operation, m.Result, m.Amount = account.OperationNames[op], ResultNames[result], e.Arg>>16
	m.Rules = append(m.Rules, resultRules[result]...)
	if op.Direction() != account.In || op == account.CashIn {
		m.Channel = w.plan.labels.Channels[aside.channel]
	}
	switch result {
	case Unavailable:
		m.Known = false // nobody inside sees who could not come in
	case Restricted:
		x.standing(m, r)
		m.Level = dormancy.LevelNames[w.level(r)]
		if r.Dormancy.Level < w.level(r) {
			m.Cause, m.Rules = restrictionCauses[causeDocuments], append(m.Rules, "P13")
		}
	case OverLimit:
		if aside.limit != nil {
			m.Limit = aside.limit.ID
		}
	case Waiting:
		m.Waits = ReasonNames[aside.why]
		m.Rules = append(m.Rules, waitRules[aside.why]...)
	}
}

// standing reads class, cause and level of an account's case.
func (x *reader) standing(m *Moment, r *Record) {
	d := r.Dormancy
	m.Level, m.Cause = dormancy.LevelNames[d.Level], dormancy.CauseNames[d.Cause]
	switch d.Cause {
	case dormancy.Unused:
		m.Rules = append(m.Rules, "D12")
	case dormancy.Anomaly:
		m.Rules = append(m.Rules, "F6")
	}
	if d.Class != dormancy.Unclassed {
		m.Class = dormancy.ClassNames[d.Class]
	}
}

// truth reads what is true of the owner, and nobody inside knows.
func (x *reader) truth(m *Moment, r *Record) {
	m.Owner = ownerNames[owner(r, m.At)]
	if !r.Alive(m.At) {
		m.Gone = r.Gone
	}
}

// desk reads which desk decides, and about what.
func (x *reader) desk(m *Moment) {
	m.Desk, m.Matter = x.w.plan.labels.Desks[x.w.aside.desk], matterNames[x.w.aside.matter]
}

// released reads which desk let a payment go or not; none where its time had come.
func (x *reader) released(m *Moment) {
	if x.w.aside.matter == matterPayment {
		x.desk(m)
		m.Rules = slices.Clone(matterRules[matterPayment])
	}
}

// notice reads an attempt to reach the customer.
func (x *reader) notice(m *Moment, channel int, about About, bits int, r *Record) {
	o := outcomeOf(bits)
	m.Contact, m.About = x.w.plan.labels.Contacts[channel], AboutNames[about]
	m.Rules = append(m.Rules, aboutRules[about]...)
	switch {
	case !o.Sent:
		m.Log = logNames[logNotSent]
	case o.LogDelivered:
		m.Log = logNames[logDelivered]
	default:
		m.Log = logNames[logFailed]
	}
	switch {
	case o.ReachedStranger:
		m.Reached = reachedNames[reachedStranger]
		m.Rules = append(m.Rules, "C8")
	case o.Read:
		m.Reached = reachedNames[reachedRead]
	case o.ReachedOwner:
		m.Reached = reachedNames[reachedOwner]
	default:
		m.Reached = reachedNames[reachedNobody]
	}
	x.truth(m, r)
}

// outcomeOf unpacks what outcomeBits packed.
func outcomeOf(bits int) contact.Outcome {
	has := func(i int) bool { return bits>>i&1 == 1 }
	return contact.Outcome{Sent: has(0), LogDelivered: has(1), ReachedOwner: has(2), ReachedStranger: has(3), Read: has(4), Acknowledged: has(5), Denied: has(6)}
}

// restriction reads how an account came to be restricted, and whether its customer
// was told before.
func (x *reader) restriction(m *Moment, cause int, s *Side) {
	if cause == causeDocuments {
		m.Rules = []string{"P13"}
		m.Told = toldNames[1]
		return
	}
	m.Told = toldNames[toldOf(&s.Case)]
	switch {
	case x.before != dormancy.Free:
		m.Rules = append(m.Rules, "D7")
	case m.Told != toldNames[0]:
		m.Rules = append(m.Rules, "D5")
	}
	if dormancy.Cause(cause) == dormancy.Anomaly {
		m.Rules = append(m.Rules, "F6")
	}
}

// toldOf says whether a customer was told before she is restricted: not, told, or
// told and known to have it (rules D5, D6).
func toldOf(c *dormancy.Case) int {
	switch {
	case c.Has(dormancy.Acknowledged):
		return 2
	case c.Has(dormancy.Told) && !c.Has(dormancy.Excused):
		return 1
	}
	return 0
}

// lifted finds what ended a restriction: what was noted just before at the same
// instant, or else her using the account, which is noted after.
func (x *reader) lifted(m *Moment) int {
	if x.last.At != m.At {
		return liftedByUse
	}
	switch {
	case x.last.Kind == EventNames[evStep]:
		return liftedByReassessment
	case x.last.Kind == EventNames[evRuled] && x.last.Matter == matterNames[matterObjection]:
		return liftedByObjection
	case x.last.Kind == EventNames[evWay]:
		return liftedByReactivation
	case x.last.Act == actNames[actVerifies]:
		return liftedByVerification
	}
	return liftedByUse
}

// asked reads what a customer does about a refusal, a notice or a restriction.
func (x *reader) asked(m *Moment, choice reaction.Choice, act int, atLimit bool) {
	m.Choice, m.AtLimit = reaction.ChoiceNames[choice], atLimit
	m.Rules = slices.Clone(choiceRules[choice])
	switch {
	case atLimit:
		m.Rules = []string{"T8"}
	case act != actNone:
		m.Act, m.Rules = actNames[act], slices.Clone(actRules[act])
	}
}
