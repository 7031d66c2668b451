package demo

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/google/uuid"
)

// clock gives the demo its times and ids. Each reading is 20 s after the one
// before; ids are UUIDv7 of the clock's time with a running number in their
// random part. store may ask from more than one goroutine.
type clock struct {
	mu  sync.Mutex
	now time.Time
	ids uint64
}

const tick = 20 * time.Second

func newClock() *clock { return &clock{now: day(2, 9)} }

// day is a whole hour (UTC) of a day of November 2026, the month of the demo.
func day(n, hour int) time.Time { return time.Date(2026, time.November, n, hour, 0, 0, 0, time.UTC) }

// nextSession is the afternoon after a morning (9 h), the next working day's
// morning after an afternoon.
func nextSession(t time.Time) time.Time {
	if t.Hour() == 9 {
		return t.Add(5 * time.Hour)
	}
	t = t.Add(19 * time.Hour)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// Now steps the clock.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(tick)
	return c.now
}

// moveTo sets the clock forward; it never goes back.
func (c *clock) moveTo(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// NewID is the next id; it does not step the clock.
func (c *clock) NewID() uuid.UUID {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids++
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(c.now.UnixMilli())<<16|0x7000)
	binary.BigEndian.PutUint64(id[8:], 1<<63|c.ids)
	return id
}
