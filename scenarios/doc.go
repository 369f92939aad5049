// Package scenarios turns the files that people write into a checked plan, and
// tells them everything that is wrong with the files, each with its place.
package scenarios
