// What the server's process costs.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// rss sums the resident kB of a process and its children.
func rss(pid int) int64 {
	if pid == 0 {
		return 0
	}
	total := int64(0)
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
		for _, l := range strings.Split(string(b), "\n") {
			if strings.HasPrefix(l, "VmRSS:") {
				v, _ := strconv.ParseInt(strings.Fields(l)[1], 10, 64)
				total += v
			}
		}
	}
	tasks, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	for _, t := range tasks {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, t.Name()))
		for _, c := range strings.Fields(string(b)) {
			k, _ := strconv.Atoi(c)
			total += rss(k)
		}
	}
	return total
}

// cpu sums the CPU seconds of a process and its children.
func cpu(pid int) float64 {
	if pid == 0 {
		return 0
	}
	total := 0.0
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		s := string(b)
		f := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
		ut, _ := strconv.ParseFloat(f[11], 64)
		st, _ := strconv.ParseFloat(f[12], 64)
		total = (ut + st) / 100
	}
	tasks, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	for _, t := range tasks {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, t.Name()))
		for _, c := range strings.Fields(string(b)) {
			k, _ := strconv.Atoi(c)
			total += cpu(k)
		}
	}
	return total
}
