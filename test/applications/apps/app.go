// log/slog's text handler, which writes logfmt.
package main

import (
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"time"
)

func main() {
	events, _ := strconv.Atoi(os.Args[1])
	pause, _ := strconv.Atoi(os.Args[2])
	log := slog.New(slog.NewTextHandler(os.Stdout, nil)).With("service", "mail")
	for n := 1; n <= events; n++ {
		if n%3 == 0 {
			log.Error(fmt.Sprintf("event %d failed", n), "err", fmt.Errorf("dial tcp: lookup \"smtp %d\"", n))
		} else {
			log.Info(fmt.Sprintf("event %d", n), "took", time.Duration(n)*time.Microsecond, "bytes", n)
		}
		time.Sleep(time.Duration(pause) * time.Millisecond)
	}
	for {
		time.Sleep(time.Minute)
	}
}
