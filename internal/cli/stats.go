package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
)

func (a *App) statsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "stats [filters]", Short: "Sum up reviews: stars, reply rate, time to reply, sources, tags", Args: cobra.NoArgs,
		Example: "  tpdesk stats --since 30d\n  tpdesk stats --stars 1-2 --json",
	}
	f := addFilterFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.stats(cmd.Context(), f) }
	return cmd
}

func (a *App) stats(ctx context.Context, flags *filterFlags) error {
	if err := a.out.check(); err != nil {
		return err
	}
	views, err := a.views()
	if err != nil {
		return err
	}
	f, err := flags.filter(views)
	if err != nil {
		return err
	}
	s, err := a.open(ctx, flags.freshness() != desk.Cached)
	if err != nil {
		return err
	}
	defer s.Close()
	s.Passing = s.memory
	l, err := s.List(ctx, f, flags.freshness())
	if err != nil {
		return err
	}
	a.tellAge(l)
	sum, err := desk.Summarize(l.Reviews)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, sum)
	}
	return a.printStats(sum)
}

// barWidth is how many cells the longest bar has.
const barWidth = 30

func (a *App) printStats(s desk.Stats) error {
	w := a.outLines()
	w.line(fmt.Sprintf("%s, %.2f stars on average", plural(s.Reviews, "review"), s.Average))
	for n := 5; n >= 1; n-- {
		bar := 0
		if s.Reviews > 0 {
			bar = s.Stars[n] * barWidth / s.Reviews
		}
		w.line(a.paint(starColour(n), stars(n)) + fmt.Sprintf(" %6d %s", s.Stars[n], strings.Repeat("█", bar)))
	}
	w.line(fmt.Sprintf("replied %d (%.0f %%), half within %s, nine of ten within %s", s.Replied, 100*s.ReplyRate, seconds(s.ReplySeconds50), seconds(s.ReplySeconds90)))
	w.line(fmt.Sprintf("reported %d, reviewers asked %d", s.Reported, s.Contacted))
	w.line("sources: " + counts(s.Sources))
	w.line("languages: " + counts(s.Languages))
	w.line("tags: " + counts(s.Tags))
	return w.err
}

func seconds(n int) string { return since(time.Duration(n) * time.Second) }

// counts lists names by how often they occur, the commonest first.
func counts(m map[string]int) string {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
	var out []string
	for _, k := range keys {
		out = append(out, fmt.Sprintf("%s %d", k, m[k]))
	}
	return orDash(strings.Join(out, ", "))
}
