// sockets: N graphql-transport-ws subscribers on one server, then rounds of "POST one mutation, wait until it arrived":
// at every subscriber (broadcast), or at the one whom it concerns (personal). Standard library only; a small RFC 6455
// client is below.
//
// It is the bench kit's ws_fanout with three things that our server needs: with -cookies each socket belongs to a
// signed-in person of its own, -pause rests between rounds (a topic that rests between two messages would otherwise be
// measured resting), and a personal round counts what reaches its own socket alone, so that an award which tells of
// four things is over with the first of them and the other three do not count for the next.
//
// It prints one JSON line: how long the subscribers took to get ready, the server's memory for each of them (-pid), and
// for each kind of round the milliseconds from sending the mutation to the first, median, p99 and last delivery.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	base      = flag.String("url", "http://127.0.0.1:8000/graphql", "GraphQL endpoint, http")
	wsurl     = flag.String("ws", "", "websocket endpoint (default: same as -url)")
	n         = flag.Int("n", 1000, "subscribers")
	token     = flag.String("token", "", "bearer token: of the mutations, and of the sockets unless -cookies")
	cookies   = flag.String("cookies", "", "file with a Cookie header's value a line: socket i is that of line i")
	pause     = flag.Duration("pause", 50*time.Millisecond, "rest between two rounds")
	sub       = flag.String("sub", "subscription { events { id text at } }", "subscription document")
	subVars   = flag.String("subvars", "", "its variables as JSON; {i} becomes the subscriber's number, 0..n-1")
	pub       = flag.String("pub", "mutation($t:String!){ publish(text:$t) }", "mutation that tells each subscriber")
	pubVars   = flag.String("pubvars", `{"t":"r{r}"}`, "its variables; {r} becomes a fresh round number")
	rounds    = flag.Int("rounds", 10, "broadcast rounds")
	one       = flag.String("one", "", "mutation that causes one event to one subscriber (personal push)")
	oneVars   = flag.String("onevars", `{"m":"{i}","t":"p{r}"}`, "its variables; {i} the subscriber, {r} round")
	oneRounds = flag.Int("onerounds", 200, "personal rounds")
	ramp      = flag.Int("ramp", 64, "connections opened at once")
	wait      = flag.Duration("wait", 10*time.Second, "most time a round may take")
	pid       = flag.Int("pid", 0, "server's process id (with its children), for memory per connection")
	raw       = flag.Bool("raw", false, "server is no GraphQL server: no init, no subscribe, each text frame is one event")
	tag       = flag.String("tag", "", "name to print with the result")
)

// idle connections go sooner than a server drops them
var hc = &http.Client{
	Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Second},
	Timeout:   60 * time.Second,
}

func post(q, vars string) error {
	body := `{"query":` + quote(q)
	if vars != "" {
		body += `,"variables":` + vars
	}
	body += "}"
	req, _ := http.NewRequest("POST", *base, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	if *token != "" {
		req.Header.Set("Authorization", "Bearer "+*token)
	}
	res, err := hc.Do(req)
	if err != nil {
		return err
	}
	b, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != 200 || bytes.Contains(b, []byte(`"errors"`)) {
		return fmt.Errorf("mutation: %d %.300s", res.StatusCode, b)
	}
	return nil
}

func quote(s string) string { b, _ := json.Marshal(s); return string(b) }

func pct(a []float64, q float64) float64 {
	if len(a) == 0 {
		return 0
	}
	b := append([]float64{}, a...)
	sort.Float64s(b)
	return b[min(len(b)-1, int(q*float64(len(b))))]
}

// arrivals: each subscriber records when it had its message of the current round.
type round struct {
	t0    time.Time
	want  int64
	only  int // the socket that counts; -1: each
	got   atomic.Int64
	times []int64 // ns since t0, by order of arrival
	done  chan struct{}
}

var cur atomic.Pointer[round]

func main() {
	flag.Parse()
	if *wsurl == "" {
		*wsurl = *base
	}
	u, err := url.Parse(strings.Replace(*wsurl, "http", "ws", 1))
	if err != nil {
		panic(err)
	}
	jar := make([]string, *n)
	socketToken := *token
	if *cookies != "" {
		b, err := os.ReadFile(*cookies)
		if err != nil {
			panic(err)
		}
		lines := strings.Fields(string(b))
		if len(lines) < *n {
			fmt.Fprintf(os.Stderr, "%s has %d cookies, for %d sockets\n", *cookies, len(lines), *n)
			os.Exit(2)
		}
		copy(jar, lines)
		socketToken = ""
	}
	conns := make([]*conn, *n)
	rss0 := rss(*pid)
	t := time.Now()
	var wg sync.WaitGroup
	sem := make(chan struct{}, *ramp)
	var bad atomic.Int64
	var badErr atomic.Value
	for i := range conns {
		wg.Add(1)
		sem <- struct{}{}
		go func(i int) {
			defer wg.Done()
			defer func() { <-sem }()
			c, err := dial(u, socketToken, jar[i])
			if err == nil && !*raw {
				init := `{"type":"connection_init"}`
				if socketToken != "" {
					init = `{"type":"connection_init","payload":{"Authorization":` + quote("Bearer "+socketToken) + `}}`
				}
				c.send(1, []byte(init))
				var p []byte
				for p, err = c.next(nil); err == nil && kind(p) != "connection_ack"; p, err = c.next(nil) {
				}
				if err == nil {
					m := `{"id":"1","type":"subscribe","payload":{"query":` + quote(*sub)
					if *subVars != "" {
						m += `,"variables":` + strings.ReplaceAll(*subVars, "{i}", strconv.Itoa(i))
					}
					err = c.send(1, []byte(m+"}}"))
				}
			}
			if err != nil {
				bad.Add(1)
				badErr.Store(err.Error())
				return
			}
			c.c.SetReadDeadline(time.Time{})
			conns[i] = c
		}(i)
	}
	wg.Wait()
	up := time.Since(t)
	live := int64(0)
	for i, c := range conns {
		if c == nil {
			continue
		}
		live++
		go func(i int, c *conn) {
			buf := make([]byte, 4096)
			for {
				p, err := c.next(buf)
				if err != nil {
					bad.Add(1)
					badErr.Store(err.Error())
					return
				}
				if !*raw {
					switch kind(p) {
					case "next":
						if bytes.Contains(p, []byte(`"errors"`)) {
							badErr.Store(string(p))
							bad.Add(1)
						}
					case "ping":
						c.send(1, []byte(`{"type":"pong"}`))
						continue
					case "error", "complete":
						bad.Add(1)
						badErr.Store(string(p))
						continue
					default:
						continue
					}
				}
				r := cur.Load()
				if r == nil || r.only >= 0 && r.only != i {
					continue
				}
				k := r.got.Add(1)
				if k <= int64(len(r.times)) {
					r.times[k-1] = int64(time.Since(r.t0))
				}
				if k == r.want {
					close(r.done)
				}
			}
		}(i, c)
	}
	time.Sleep(time.Duration(500+int(live)/5) * time.Millisecond) // let the server register the last subscribe
	rss1 := rss(*pid)

	run := func(want int64, only int, fire func() error) (*round, bool) {
		r := &round{want: want, only: only, done: make(chan struct{}), times: make([]int64, want)}
		r.t0 = time.Now()
		cur.Store(r)
		if err := fire(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return r, false
		}
		select {
		case <-r.done:
			return r, true
		case <-time.After(*wait):
			return r, false
		}
	}
	out := map[string]any{"tag": *tag, "n": live, "connect_s": up.Seconds(), "connect_per_s": float64(live) / up.Seconds()}
	if *pid != 0 {
		out["server_rss_mb"] = float64(rss1) / 1024
		out["kb_per_conn"] = float64(rss1-rss0) / float64(max(1, live))
	}
	var first, p50, p99, last []float64
	lost := int64(0)
	cpu0, delivered := cpu(*pid), int64(0)
	for k := 0; *rounds > 0 && k < *rounds+1; k++ {
		time.Sleep(*pause)
		r, ok := run(live, -1, func() error {
			return post(*pub, strings.ReplaceAll(*pubVars, "{r}", strconv.Itoa(k)))
		})
		if !ok {
			if lost += r.want - r.got.Load(); k >= 2 {
				break
			}
			continue
		}
		delivered += live
		if k == 0 {
			continue // warm-up
		}
		a := make([]float64, len(r.times))
		for i, x := range r.times {
			a[i] = float64(x) / 1e6
		}
		first, p50 = append(first, pct(a, 0)), append(p50, pct(a, .5))
		p99, last = append(p99, pct(a, .99)), append(last, pct(a, 1))
	}
	if *rounds > 0 {
		out["bcast_first_ms"], out["bcast_p50_ms"] = pct(first, .5), pct(p50, .5)
		out["bcast_p99_ms"], out["bcast_last_ms"] = pct(p99, .5), pct(last, .5)
		out["bcast_last_worst_ms"] = pct(last, 1)
		if m := pct(last, .5); m > 0 {
			out["bcast_msgs_per_s"] = float64(live) / m * 1000
		}
	}
	if *pid != 0 && delivered > 0 {
		out["server_cpu_us_per_msg"] = (cpu(*pid) - cpu0) / float64(delivered) * 1e6
	}
	if *one != "" {
		var a []float64
		for k := 0; k < *oneRounds; k++ {
			i := (k * 7919) % *n
			v := strings.NewReplacer("{i}", strconv.Itoa(i), "{r}", strconv.Itoa(k)).Replace(*oneVars)
			r, ok := run(1, i, func() error { return post(*one, v) })
			if !ok {
				if lost++; lost >= 3 {
					break
				}
				continue
			}
			a = append(a, float64(r.times[0])/1e6)
			time.Sleep(*pause)
		}
		out["personal_p50_ms"], out["personal_p99_ms"] = pct(a, .5), pct(a, .99)
	}
	out["lost"] = lost
	out["bad"] = bad.Load()
	if e := badErr.Load(); e != nil {
		out["error"] = fmt.Sprintf("%.200s", e)
	}
	for k, v := range out {
		if f, ok := v.(float64); ok {
			out[k] = float64(int64(f*1000+.5)) / 1000
		}
	}
	b, _ := json.Marshal(out)
	fmt.Println(string(b))
	if lost > 0 || bad.Load() > 0 || live < int64(*n) {
		os.Exit(1)
	}
}
