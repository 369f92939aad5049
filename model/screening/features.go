package screening

import (
	"weir/model/account"
	"weir/sim/expr"
)

// The slots of the features.
const (
	slotAmount = iota
	slotBalance
	slotShareOfBalance
	slotCountHour
	slotCountDay
	slotCount30
	slotCountToday
	slotOutHour
	slotOutDay
	slotOut30
	slotOutToday
	slotInDay
	slotNearDay
	slotNear30
	slotPayeesDay
	slotNewPayee
	slotSilence
	slotTenure
	slotRatioToUsual
	slotNumberChanged
	slotTier
	slotChannel
	slotOperation
	slotHour
	slotWatched
	slotRestricted

	Slots = iota // how many features there are
)

// larger says of a feature what watching does to it.
const larger = "For an account on the watch list it counts as many times larger as policy.screening.watched says: with 50 %, twice."

// Features lists what a rule may speak of: only what the institution can know,
// never the truth. Tiers and channels are the words of the policy and of the
// institution.
//
// Every window holds the transaction being screened. Transactions are counted
// and summed where they go out: a customer is watched for what he does, and with
// counts and sums of the same transactions their quotient is a mean.
// The docs of features that watching makes larger end by saying so.
func Features(tiers, channels []string) []expr.Name {
	return []expr.Name{
		slotAmount:         {Name: "amount", Unit: expr.Money, Doc: "The amount of the transaction. " + larger},
		slotBalance:        {Name: "balance", Unit: expr.Money, Doc: "The account's balance before the transaction."},
		slotShareOfBalance: {Name: "share_of_balance", Unit: expr.Ratio, Doc: "The amount going out over the balance before; endless where that is empty, 0 for what comes in. " + larger},
		slotCountHour:      {Name: "count_1h", Unit: expr.Count, Doc: "Outgoing transactions in the last hour, at most 255. " + larger},
		slotCountDay:       {Name: "count_24h", Unit: expr.Count, Doc: "Outgoing transactions in the last 24 hours. " + larger},
		slotCount30:        {Name: "count_30d", Unit: expr.Count, Doc: "Outgoing transactions in the last 30 days. " + larger},
		slotCountToday:     {Name: "count_today", Unit: expr.Count, Doc: "Outgoing transactions since midnight, exact. " + larger},
		slotOutHour:        {Name: "out_1h", Unit: expr.Money, Doc: "What went out in the last hour. " + larger},
		slotOutDay:         {Name: "out_24h", Unit: expr.Money, Doc: "What went out in the last 24 hours. " + larger},
		slotOut30:          {Name: "out_30d", Unit: expr.Money, Doc: "What went out in the last 30 days. " + larger},
		slotOutToday:       {Name: "out_today", Unit: expr.Money, Doc: "What went out since midnight. " + larger},
		slotInDay:          {Name: "in_24h", Unit: expr.Money, Doc: "What came in in the last 24 hours. " + larger},
		slotNearDay:        {Name: "near_threshold_24h", Unit: expr.Count, Doc: "Transactions, in or out, just below the reporting threshold in the last 24 hours, at most 255 a day. " + larger},
		slotNear30:         {Name: "near_threshold_30d", Unit: expr.Count, Doc: "The same in the last 30 days, at most 255 in 30 days. " + larger},
		slotPayeesDay:      {Name: "new_payees_24h", Unit: expr.Count, Doc: "Outgoing transactions to payees never paid before in the last 24 hours, at most 255 a day. " + larger},
		slotNewPayee:       {Name: "new_payee", Unit: expr.Flag, Doc: "The payee was never paid before."},
		slotSilence:        {Name: "silence", Unit: expr.Duration, Doc: "Time since the account's last activity before the transaction."},
		slotTenure:         {Name: "tenure", Unit: expr.Duration, Doc: "Time since the account was opened."},
		slotRatioToUsual:   {Name: "ratio_to_usual", Unit: expr.Ratio, Doc: "The amount going out over the account's mean outgoing amount of the last 30 days without it; 0 for what comes in, not a number where nothing went out. " + larger},
		slotNumberChanged:  {Name: "number_changed", Unit: expr.Duration, Doc: "Time since the institution recorded a change of the phone number; endless if it never did."},
		slotTier:           {Name: "tier", Unit: expr.Text, Words: words(tiers), Doc: "The account's tier."},
		slotChannel:        {Name: "channel", Unit: expr.Text, Words: words(channels), Doc: "The channel the transaction came by."},
		slotOperation:      {Name: "operation", Unit: expr.Text, Words: account.OperationNames[:], Doc: "The kind of transaction."},
		slotHour:           {Name: "hour", Unit: expr.Number, Doc: "The full hour of the day, 0 to 23."},
		slotWatched:        {Name: "watched", Unit: expr.Flag, Doc: "The account is on the watch list."},
		slotRestricted:     {Name: "restricted", Unit: expr.Flag, Doc: "The account is restricted in some way."},
	}
}

// words returns the words of a text feature; one must have some.
func words(known []string) []string {
	if len(known) == 0 {
		return []string{""}
	}
	return known
}

// Vocabulary returns the features for expressions.
func Vocabulary(tiers, channels []string) *expr.Vocabulary {
	return expr.NewVocabulary(Features(tiers, channels)...)
}
