//go:build unix

package store

import (
	"fmt"
	"testing"
)

// BenchmarkForgetConsumers looks through a copy for consumers who have written nothing there, as most on Trustpilot's list.
func BenchmarkForgetConsumers(b *testing.B) {
	ids := map[string]bool{}
	for i := range 5000 {
		ids[fmt.Sprintf("%024x", i)] = true
	}
	for _, size := range benchSizes(b) {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			c := openCopy(b, benchDir(b, size), nil)
			before := cpuTime(b)
			for b.Loop() {
				if n, err := c.ForgetConsumers(b.Context(), ids); err != nil || n != 0 {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N)/float64(size), "cpu-ns/review")
		})
	}
}
