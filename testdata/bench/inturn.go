package main

import (
	"runtime"
	"time"
)

// timings are the seconds of a call, by function and round.
type timings [][]float64

// inTurn calls functions in turn, each some times in a row, with another one first
// in each round. The first round is not counted.
func inTurn(rounds, times int, functions ...func()) timings {
	all := make(timings, len(functions))
	for round := range rounds + 1 {
		for i := range functions {
			k := (i + round) % len(functions)
			runtime.GC() // nobody pays for the garbage of another
			begin := time.Now()
			for range times {
				functions[k]()
			}
			if round > 0 {
				all[k] = append(all[k], time.Since(begin).Seconds()/float64(times))
			}
		}
	}
	return all
}

func (t timings) median(i int) float64 { return median(t[i]) }

// ratio is the middle of the ratios of two functions inside the rounds.
func (t timings) ratio(a, b int) float64 {
	var all []float64
	for i := range t[a] {
		all = append(all, t[a][i]/t[b][i])
	}
	return median(all)
}
