package sandbox

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// idEpoch is the time that ids count back from, as the anchor does for dates:
// ids begin with a time, as Trustpilot's do, and are yet the same for the same
// seed on any day.
const idEpoch = 1_760_000_000

// makeID makes a 24-digit id: four bytes of time, five of chance, three of number.
func (g *generated) makeID(at time.Time, t *dice, n int) string {
	var b [16]byte
	binary.BigEndian.PutUint32(b[:4], uint32(idEpoch-int64(g.anchor.Sub(at)/time.Second)))
	binary.BigEndian.PutUint64(b[4:], t.next())
	binary.BigEndian.PutUint32(b[8:12], binary.BigEndian.Uint32(b[8:12])&0xff000000|uint32(n)^g.mask())
	return hex.EncodeToString(b[:12])
}

// mask hides that ids are numbered.
func (g *generated) mask() uint32 { return uint32(throw(g.seed, 0, forID).next() & 0xffffff) }

// numberIn takes the number out of an id; what is none gives -1.
func (g *generated) numberIn(id string) int {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) != 12 {
		return -1
	}
	return int(binary.BigEndian.Uint32(b[8:])&0xffffff ^ g.mask())
}

// id is the id of review i.
func (g *generated) id(i int) string {
	return g.makeID(g.created(i), throw(g.seed, i, forID), i)
}

// find finds a review by its id.
func (g *generated) find(id string) (int, bool) {
	i := g.numberIn(id)
	return i, i >= 0 && i < g.data.base && g.id(i) == id
}

func (g *generated) created(i int) time.Time {
	return time.Unix(0, g.data.rows[i].created).UTC()
}

// reference is the order number of review i, or "".
func (g *generated) reference(i int) string {
	if n := g.data.rows[i].ref; n > 0 {
		return orderNumber(n)
	}
	return ""
}

func orderNumber(n uint32) string { return fmt.Sprintf("AO-%d", n) }
