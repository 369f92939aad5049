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
}

// newProgress returns nil where nothing is to be shown.
func (p *program) newProgress(quiet bool) *progress {
	if quiet {
		return nil
	}
	g := &progress{out: p.stderr, start: time.Now(), said: time.Now()}
	if !isTerminal(p.stderr) {
		return g
	}
	g.bars = mpb.New(mpb.WithOutput(p.stderr), mpb.WithWidth(48))
	g.bar = g.bars.AddBar(0,
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d replications")),
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
		fmt.Fprintf(g.out, "%d of %d replications, %s\n", e.Done, e.Total, time.Since(g.start).Round(100*time.Millisecond))
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
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
