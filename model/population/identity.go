package population

import (
	"math/rand/v2"

	"github.com/brianvoe/gofakeit/v7"

	"weir/sim/rng"
)

// Identity is who a customer would be called (rule P7). It is made up when
// somebody looks at the customer, and decides nothing: the tables it comes from
// change between versions of the library.
type Identity struct {
	Name, Phone, Email, Address string
}

const purposeIdentity rng.Purpose = 0x0109

// Identity returns the made-up identity of the customer with the key: the same
// one in every variant of a replication.
func (src *Source) Identity(key uint64) Identity {
	s := src.book.Stream(key, purposeIdentity, 0)
	faker := gofakeit.NewFaker(rand.NewPCG(s.Uint64(), s.Uint64()), false)
	return Identity{Name: faker.Name(), Phone: faker.Phone(), Email: faker.Email(), Address: faker.Address().Address}
}
