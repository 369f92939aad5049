package screening

// Action is what a rule does with a transaction or its account (rule F6). They
// are in order of strictness.
type Action uint8

// The actions.
const (
	Allow  Action = iota // nothing: no rule said yes
	Watch                // the account goes on the watch list
	Alert                // somebody reviews it; the transaction goes through
	StepUp               // the customer must confirm by a further factor, else the transaction is refused
	Hold                 // the transaction waits for the review
	Limit                // the account is limited at once, and reviewed
	Freeze               // the account is frozen at once, and reviewed

	Actions = iota // how many there are
)

// ActionNames are the words files and results use, by Action.
var ActionNames = [Actions]string{"allow", "watch", "alert", "step_up", "hold", "limit", "freeze"}

// String returns the action's word.
func (a Action) String() string { return ActionNames[a] }

// Reviewed says whether the action puts a case on the desk of alerts.
func (a Action) Reviewed() bool { return a == Alert || a >= Hold }
