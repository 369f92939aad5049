// Package verify examines the program itself: queues with known answers, how
// often intervals and verdicts err, comparisons of a scenario with itself, and
// whether the gates of the library fail where they must.
package verify
