package screening

import (
	"weir/model/account"
	"weir/sim"
)

// Facts are what the institution knows of a transaction when it is screened,
// before it is carried out.
type Facts struct {
	Amount        int64    // minor units, not negative; 0 where nothing moves
	Balance       int64    // minor units, before the transaction
	LastActive    sim.Time // the account's last activity before the transaction
	Opened        sim.Time // when the account was opened
	NumberChanged sim.Time // when a change of the phone number was last recorded; sim.Never for none
	Operation     account.Operation
	Tier          uint8 // place in the policy's tiers
	Channel       uint8 // place in the institution's channels
	NewPayee      bool
	Watched       bool // on the watch list
	Restricted    bool
}
