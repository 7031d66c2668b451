package store

import (
	"crypto/sha256"
	"encoding/binary"
)

// lastWriter is the order of changes in which the last one that writes a column
// wins. The step decides between equal clocks, not the device: a chain that
// forked bears another device's name in each copy.
const lastWriter = "hlc, step, seq"

func (a *act) keepBodies(t *table, r row) error {
	for name, v := range r {
		c, _ := t.column(name)
		if s, ok := v.(string); ok && c.private && s != "" {
			if err := a.exec("INSERT OR IGNORE INTO body (hash, text) VALUES (?, ?)", bodyHash(s), s); err != nil {
				return err
			}
		}
	}
	return nil
}

// log appends one Change to the chain of this device.
func (a *act) log(t *table, id string, was, is row) error {
	if err := a.keepBodies(t, is); err != nil {
		return err
	}
	after, err := encode(t.sealed(is))
	if err != nil {
		return err
	}
	before := ""
	if was != nil {
		if before, err = encode(t.sealed(was)); err != nil {
			return err
		}
	}
	a.seq++
	a.rows++
	hash := chainHash(a.prev, a.p.options.Device, a.seq, a.hlc, a.step, a.by, a.at, a.name, t.name, id, before, after, a.undoes)
	err = a.exec("INSERT INTO change (device, seq, hlc, step, coder, at, act, tbl, row, before, after, undoes, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.p.options.Device, a.seq, a.hlc, a.step, a.by, a.at, a.name, t.name, id, orNull(before), after, orNull(a.undoes), a.prev, hash)
	a.prev = hash
	return err
}

// chainHash is SHA-256 of the former hash and the fields, each text behind its
// length, so that no two changes give the same bytes.
func chainHash(prev []byte, fields ...any) []byte {
	h := sha256.New()
	h.Write(prev)
	var size [8]byte
	for _, f := range fields {
		switch f := f.(type) {
		case int64:
			binary.BigEndian.PutUint64(size[:], uint64(f))
			h.Write(size[:])
		case string:
			binary.BigEndian.PutUint64(size[:], uint64(len(f)))
			h.Write(size[:])
			h.Write([]byte(f))
		}
	}
	return h.Sum(nil)
}
