package report

import "slices"

// section is a part of the report beside the metrics: its figures carry its id.
type section struct {
	id     string
	title  string
	lead   string // what it shows and how to read it
	sheets []sheet
}

// The ids of the sections, which the page uses too.
const (
	sectionStates       = "states"
	sectionRestrictions = "restrictions"
	sectionSurvival     = "survival"
	sectionGoingLive    = "going-live"
)

// sections returns the four parts in order, with the tables that the run has
// records for, laid out for a width.
func sections(r *Results, width int) []section {
	restrictions := restrictionSheets(r, width)
	if restrictions != nil {
		restrictions = append(restrictions, questionSheet(r, width)...)
	}
	return []section{
		{sectionStates, wordStates, wordStatesLead, stateSheets(r, width)},
		{sectionRestrictions, wordRestrictions, wordRestrictionsLead, restrictions},
		{sectionSurvival, wordSurvival, wordSurvivalLead, survivalSheets(r, width)},
		{sectionGoingLive, wordGoingLive, wordGoingLiveLead, goingLiveSheets(r, width)},
	}
}

// sectionFigures draws the four parts.
func sectionFigures(r *Results) []Figure {
	var list []Figure
	add := func(id string, figures []Figure) {
		for _, f := range figures {
			f.section = id
			list = append(list, f)
		}
	}
	add(sectionStates, statesFigures(r))
	add(sectionRestrictions, restrictionFigures(r))
	add(sectionSurvival, survivalFigures(r))
	add(sectionGoingLive, goingLiveFigures(r))
	return list
}

// summarySheets are the tables of the parts that a summary has room for.
func summarySheets(r *Results, width int) []sheet {
	restrictions := restrictionSheets(r, width)
	for i := range restrictions {
		restrictions[i].notes = []string{wordOwnersNote}
	}
	return slices.Concat(restrictions, survivalSheets(r, width, briefMarks()...), goingLiveSheets(r, width))
}
