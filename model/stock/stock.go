// Package stock imports an institution's own book: a table of accounts, read by a
// map file, in the words of the policy and the population (rule P12).
//
// No names are needed and nothing leaves the machine. What a book does not tell is
// left unknown, and the summary says what is assumed for it.
package stock

import (
	"weir/model/account"
	"weir/model/table"
)

// Unknown stands for what the book does not tell of an account.
const Unknown = -1

// Never stands for an operation that was not carried out since the opening.
const Never = -2

// Account is one account of the book. Days are counted back from the date of the
// book.
type Account struct {
	Line       int32 // of the table
	Customer   int32 // who holds it, numbered from 0 by first appearance; Unknown: nobody else's
	Tenure     int32 // days since the opening
	Idle       int32 // days since the last activity of any kind; Never, Unknown
	Last       [account.Operations]int32
	Verified   int32 // days since contact data were last verified; Never, Unknown
	PastDue    int32 // days that a loan is past due, the least of its bucket; 0: none is; Unknown
	Balance    int64 // minor units
	Products   uint32
	HasBalance bool
	Tier       int8 // index into Options.Tiers, Unknown
	Segment    int8 // index into Options.Segments, Unknown
	Region     int8 // index into Options.Regions, Unknown
	Age        int8 // index into Options.Ages, Unknown
	Vulnerable int8 // 1, 0 or Unknown
}

// Silence returns how many days ago the last activity of one of the kinds that
// count was: the tenure if there was none since the opening. Kinds that the book
// does not tell apart are taken from the last activity of any kind; ok is false
// where it tells nothing.
func (a *Account) Silence(counts uint16) (days int32, ok bool) {
	days = a.Tenure
	for op, ago := range a.Last {
		if counts&(1<<op) == 0 {
			continue
		}
		switch {
		case ago == Unknown && a.Idle == Unknown:
			continue
		case ago == Unknown && a.Idle >= 0:
			ago = a.Idle
		}
		ok = true
		if ago >= 0 {
			days = min(days, ago)
		}
	}
	return days, ok
}

// Used says whether an activity of one of the kinds that count is told, be it on
// the day of the opening.
func (a *Account) Used(counts uint16) bool {
	for op, ago := range a.Last {
		if counts&(1<<op) != 0 && (ago >= 0 || ago == Unknown && a.Idle >= 0) {
			return true
		}
	}
	return false
}

// Has says whether the account has one of a set of products, bits by the place of
// the product in Book.Products.
func (a *Account) Has(products uint32) bool { return a.Products&products != 0 }

// Book is an imported book.
type Book struct {
	Name      string // of the table
	SHA256    string // of its bytes
	AsOf      table.Day
	Accounts  []Account // in the order of the table
	Customers int       // holders, where the table tells them; else accounts
	Products  []string  // by bit of Account.Products, at most 32
	Told      bool      // the table has products; else those of an account are not known
	Summary   Summary
}

// Product returns the bit of a product, 0 if no account has it.
func (b *Book) Product(name string) uint32 {
	for i, p := range b.Products {
		if p == name {
			return 1 << i
		}
	}
	return 0
}

// Options say which words the policy and the population have. A list that is nil
// takes no words: its column is then refused.
type Options struct {
	Tiers, Segments, Regions, Ages []string
	Currency                       string
	Minor                          int64 // minor units in one unit of money; 0: 100
}

// maxProducts is how many products there may be: an account holds a bit for each.
const maxProducts = 32
