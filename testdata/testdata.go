// Package testdata holds the known answers that both tests and `weir verify` use.
package testdata

import _ "embed"

// Desks are the queues with known stationary values that `weir verify` runs when
// no file is named.
//
//go:embed desks.yaml
var Desks []byte
