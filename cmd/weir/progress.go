package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"weir/sim/experiment"
)

// progress shows how far a run is, on standard error: a bar on a terminal, a
// plain line now and then elsewhere.
type progress struct {
	out   io.Writer
	bars  *mpb.Progress
	bar   *mpb.Bar
	start time.Time
	said  time.Time
	what  string // is counted
}

// newProgress returns nil where nothing is to be shown. What is counted are the
// replications of all variants together.
func (p *program) newProgress(quiet bool, what string) *progress {
	if quiet {
		return nil
	}
	g := &progress{out: p.stderr, start: time.Now(), said: time.Now(), what: what}
	if !isTerminal(p.stderr) {
		return g
	}
	g.bars = mpb.New(mpb.WithOutput(p.stderr), mpb.WithWidth(48))
	g.bar = g.bars.AddBar(0,
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d "+g.what)),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.OnComplete(decor.EwmaETA(decor.ET_STYLE_GO, 8, decor.WC{W: 8}), "")))
	return g
}

// show takes an event of the experiment.
func (g *progress) show(e experiment.Event) {
	if g == nil {
		return
	}
	if e.Kind == experiment.Damaged {
		fmt.Fprintf(g.out, "%s was damaged and is run again: %v\n", e.Name, e.Why)
		return
	}
	if g.bar != nil {
		g.bar.SetTotal(int64(e.Total), false)
		g.bar.EwmaSetCurrent(int64(e.Done), time.Since(g.start)/time.Duration(max(e.Done, 1)))
		return
	}
	if time.Since(g.said) > 5*time.Second || e.Done == e.Total {
		fmt.Fprintf(g.out, "%d of %d %s, %s\n", e.Done, e.Total, g.what, time.Since(g.start).Round(100*time.Millisecond))
		g.said = time.Now()
	}
}

// done ends the bar.
func (g *progress) done() {
	if g != nil && g.bar != nil {
		g.bar.SetTotal(-1, true)
		g.bars.Wait()
	}
}

// isTerminal says whether somebody looks at what is written.
func isTerminal(w io.Writer) bool {
	_, ok := terminalOf(w)
	return ok
}

// terminalOf returns the terminal that is written to, if it is one.
func terminalOf(w io.Writer) (*os.File, bool) {
	if out, ok := w.(*output); ok {
		w = out.to
	}
	f, ok := w.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}
