package dormancy

// Event is something that happens to an account's dormancy.
type Event uint8

// The events. Events that do not fit an account's status change nothing.
const (
	Deadline     Event = iota // the time that Next returns has come
	Suspicion                 // a screening rule asks for the account (rule D1)
	Activity                  // the customer carried out something that counts (rule P5)
	Refusal                   // an intent was refused because of the restriction (rule D10)
	Answer                    // asked, the customer says that it was an oversight (rule D3)
	Denial                    // asked, the customer knows nothing of it
	Silence                   // asked, the customer could not be reached
	Consent                   // the desk of the stage agrees (rule D4)
	Dissent                   // the desk of the stage does not
	Lapse                     // the desk never dealt with the case or objection
	Receipt                   // the receipt of the notice is proven (rule D5)
	Exhaustion                // the ladder of the notice ended without a proof
	Objection                 // the customer objects (rule D8)
	Upheld                    // the desk agrees with the objection
	Rejected                  // the desk does not
	Reactivation              // the customer has had the account verified and reactivated (rule D9)
	Events       = iota
)

// EventNames are the words traces use, by Event.
var EventNames = [Events]string{"deadline", "suspicion", "activity", "refusal", "answer", "denial", "silence", "consent",
	"dissent", "lapse", "receipt", "exhaustion", "objection", "upheld", "rejected", "reactivation"}

// Action is what is to be carried out after an event, a set.
type Action uint16

// The actions, as bits of a set.
const (
	Flag     Action = 1 << iota // onto the watch list with a new case (rule D1)
	Ask                         // verify with the customer (rule D3)
	Submit                      // put the case before the desk of Case.Step (rule D4)
	Notify                      // begin the ladder of a notice (rule D5)
	Restrict                    // the Level is now higher than before (rule D6)
	Loosen                      // the Level is now lower, not Free (rule D7)
	Lift                        // the restriction is over (rules D7, D8, D9)
	Hear                        // put the objection before its desk (rule D8)
	Withdraw                    // what is under way for the case, notices included, has become pointless
	Unwatch                     // off the watch list
	Close                       // close the account; only a Deadline brings it (rule D12)
	Transfer                    // hand it over; only a Deadline brings it (rule D12)
	Reclaim                     // it has come back (rule D12)
)

// ActionNames are the words traces use, in the order of the bits.
var ActionNames = []string{"flag", "ask", "submit", "notify", "restrict", "loosen", "lift", "hear", "withdraw", "unwatch",
	"close", "transfer", "reclaim"}

// Has says whether all of some actions are in the set.
func (a Action) Has(b Action) bool { return a&b == b }

// Facts are what the institution can know of an account when the rules look at
// it. The truth about the customer is not among them.
type Facts struct {
	Balance      int64 // minor units
	Anomalies    int   // confirmed anomalies on record
	Suspicious   bool  // a screening rule's request stands
	Unreachable  bool  // contact is believed to be lost: the last notice or attempt failed
	IdentityDays int   // since identity was last verified
	WeakIdentity bool  // verified by less than documents
	Exempt       bool  // holds a product that the route exempts (Route.Exempt)
	Used         bool  // the customer has used the account since its opening
}
