package report

// The sentences and words of a verification.
const (
	wordVerifyTitle        = "Verification: what the program claims, and what was measured"
	wordVerifyScope        = "That the program computes what it claims is no proof that the model fits a bank: that takes its own history (weir backtest)."
	wordVerifySubject      = "examined"
	wordVerifyClaim        = "claim"
	wordVerifyMeasured     = "measured"
	wordVerifyBounds       = "bounds"
	wordVerifyPassed       = "%d of %d claims are shown"
	wordVerifyFailed       = "%d failed"
	wordVerifyInconclusive = "%d are INCONCLUSIVE at this number of trials, neither shown nor refuted"
	wordVerifyNoData       = "%d had nothing to be judged by"
	wordVerifyAgain        = "reproduce: %s"
	wordVerifyAlone        = "This part alone:"
)
