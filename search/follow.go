package search

import (
	"context"
	"os"
	"path/filepath"
)

// FollowIndex reads the index that another process, or another Index, keeps in
// the folder dir. It changes nothing there; documents that the index does not
// hold are scanned. What the keeper adds is seen at the next search. CatchUp
// takes the folder over once it is free, and else gives ErrIndexBusy while
// documents are missing.
func FollowIndex(dir, project string) (*Index, error) {
	ix, err := newIndex(dir, project)
	if err != nil {
		return nil, err
	}
	go ix.open()
	return ix, nil
}

// manifestSeen tells one manifest from the next without reading it.
type manifestSeen struct{ size, changed, modified int64 }

func seeManifest(dir string) manifestSeen {
	info, err := os.Stat(filepath.Join(dir, manifestName))
	if err != nil {
		return manifestSeen{}
	}
	return manifestSeen{info.Size(), changeTime(info), info.ModTime().UnixNano()}
}

// renew lets one that follows see what the keeper made since. While the keeper
// writes there is no manifest, and the former index serves.
func (ix *Index) renew() {
	if !ix.writing.TryLock() {
		return // open or CatchUp is at it
	}
	defer ix.writing.Unlock()
	if ix.lock != nil || ix.ctx.Err() != nil {
		return
	}
	ix.reload()
}

// reload opens the present index when it is another than the one that is
// open; writing is held.
func (ix *Index) reload() {
	ix.mu.RLock()
	known := ix.seen
	ix.mu.RUnlock()
	now := seeManifest(ix.dir)
	if now == known || now == (manifestSeen{}) {
		return
	}
	if read, err := ix.load(); err == nil {
		read()
		return
	}
	ix.mu.Lock()
	ix.seen = now // of no use to us: not tried again
	ix.mu.Unlock()
}

// follow is CatchUp for one that does not keep the index; writing is held. It
// gives over when the folder is free: the caller keeps the index from then on.
func (ix *Index) follow(ctx context.Context, f Facts) (over bool, err error) {
	if ix.take() == nil {
		read, err := ix.load()
		if err != nil {
			ix.discard()
		}
		ix.clean()
		if err == nil {
			read()
		}
		return true, nil
	}
	ix.reload()
	documents, err := f.Documents(ctx)
	if err != nil {
		return false, err
	}
	if changed, _ := ix.differences(documents); len(changed) > 0 {
		return false, ErrIndexBusy
	}
	return false, nil
}
