package transcript

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// maxSandbox is the memory that a PDF may take, in WebAssembly pages of 64 KiB.
// It grows by copies that lie about for a while: at 96 MB a hostile file made
// the program take 560 MB, at 64 MB it takes less than 300. The file itself
// lies outside; a book of a thousand pages takes some 30 MB.
const maxSandbox = 64 << 20 >> 16

// Sandbox runs PDFium, the reader of PDFs, in WebAssembly: it sees no file, no
// folder, no network and no clock, and ends when its context does. It is
// compiled at the first PDF, which takes seconds; the zero cost of a Sandbox
// that reads none is why it may be made for every import.
type Sandbox struct {
	folder string
	once   sync.Once
	ready  chan struct{} // closed when pool or err is set
	cache  wazero.CompilationCache
	pool   pdfium.Pool
	err    error
}

// NewSandbox makes a sandbox that keeps what it compiled in the folder, for a
// start in 0.2 s the next time; "" and a folder that cannot be written keep
// nothing. Close frees it.
func NewSandbox(folder string) *Sandbox {
	return &Sandbox{folder: folder, ready: make(chan struct{})}
}

var errSandboxClosed = errors.New("the sandbox is closed")

// Close frees the memory. It never waits: a sandbox that is still being
// compiled is freed when that is done.
func (s *Sandbox) Close() {
	s.once.Do(func() {
		s.err = errSandboxClosed
		close(s.ready)
	})
	select {
	case <-s.ready:
		s.free()
	default:
		go func() {
			<-s.ready
			s.free()
		}()
	}
}

func (s *Sandbox) free() {
	if s.pool != nil {
		_ = s.pool.Close() // it only says that it was closed before
	}
	if s.cache != nil {
		_ = s.cache.Close(context.Background())
	}
}

// start compiles. A folder in which something spoilt lies is emptied: else
// every later start would be slow.
func (s *Sandbox) start() {
	defer close(s.ready)
	if s.folder != "" {
		// It holds machine code that will run: the folder is the user's alone.
		folder := filepath.Join(s.folder, "pdf")
		if s.startIn(folder) {
			return
		}
		if os.RemoveAll(folder) == nil && s.startIn(folder) {
			return
		}
	}
	s.pool, s.err = newPool(nil)
}

func (s *Sandbox) startIn(folder string) bool {
	cache, err := wazero.NewCompilationCacheWithDir(folder)
	if err != nil {
		return false
	}
	pool, err := newPool(cache)
	if err != nil {
		_ = cache.Close(context.Background())
		return false
	}
	s.pool, s.cache = pool, cache
	return true
}

func newPool(cache wazero.CompilationCache) (pool pdfium.Pool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("start PDFium: %T", r) // the value may name a path
		}
	}()
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxSandbox).WithCloseOnContextDone(true)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	return webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 4,
		FSConfig:      wazero.NewFSConfig(), // the library's own choice shows it the whole disk
		RuntimeConfig: config,
		Stdout:        io.Discard, Stderr: io.Discard,
	})
}

// machine is one instance of PDFium, for one file. Its functions are called
// here and not through the library, whose calls know no deadline and take five
// allocations a character.
type machine struct {
	asked    context.Context // of the person who waits
	ctx      context.Context // with the time that the file has
	instance pdfium.Pdfium
	module   api.Module
	create   func(int64, io.ReadSeeker) (*uint64, *uint32, error)
	source   *pdfSource
	calls    map[string]api.Function
	stack    []uint64
	buffer   uint32 // 16 bytes of its memory
	err      error  // the first; every later call does nothing
}

// machine starts an instance. It waits for the compiler no longer than ctx.
func (s *Sandbox) machine(ctx context.Context) (*machine, error) {
	s.once.Do(func() { go s.start() })
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.ready:
	}
	if s.err != nil {
		return nil, s.err
	}
	instance, err := s.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, err
	}
	m := &machine{asked: ctx, ctx: ctx, instance: instance, calls: map[string]api.Function{}, stack: make([]uint64, 8)}
	implementation := instance.GetImplementation()
	// The library exports the module as a field of an unexported package's type.
	if v := reflect.Indirect(reflect.ValueOf(implementation)); v.Kind() == reflect.Struct {
		if field := v.FieldByName("Module"); field.IsValid() {
			m.module, _ = field.Interface().(api.Module)
		}
	}
	files, ok := implementation.(interface {
		CreateFileAccessReader(int64, io.ReadSeeker) (*uint64, *uint32, error)
	})
	if m.module == nil || !ok {
		m.close()
		return nil, errors.New("go-pdfium has changed")
	}
	m.create = files.CreateFileAccessReader
	m.buffer = uint32(m.call("malloc", 16))
	return m, nil
}

// close ends the instance and lets go of the file: the library keeps a reader
// that it could not open, for ever.
func (m *machine) close() {
	_ = m.instance.Close() // after a deadline it is closed already
	if m.source != nil {
		m.source.Reset(nil)
	}
}

// pdfSource is the file, read where it lies: a copy in the sandbox would need
// as much memory again.
type pdfSource struct{ bytes.Reader }

// open opens the file; 0 when PDFium refuses it.
func (m *machine) open(data []byte) uint64 {
	m.source = &pdfSource{}
	m.source.Reset(data)
	access, _, err := m.create(int64(len(data)), m.source)
	if err != nil {
		m.err = err
		return 0
	}
	return m.call("FPDF_LoadCustomDocument", *access, 0)
}

// call calls a function that gives one integer or nothing; 0 after an error.
func (m *machine) call(name string, args ...uint64) uint64 {
	if m.err != nil {
		return 0
	}
	f := m.calls[name]
	if f == nil {
		if f = m.module.ExportedFunction(name); f == nil {
			m.err = fmt.Errorf("PDFium has no %s", name)
			return 0
		}
		m.calls[name] = f
	}
	m.stack[0] = 0
	copy(m.stack, args)
	if err := f.CallWithStack(m.ctx, m.stack); err != nil {
		m.err = err
		return 0
	}
	return m.stack[0]
}

// number is a call that gives a signed integer.
func (m *machine) number(name string, args ...uint64) int { return int(int32(m.call(name, args...))) }

// rectangle is a call that writes left, top, right and bottom.
func (m *machine) rectangle(name string, args ...uint64) (box, bool) {
	ok := m.call(name, append(args, uint64(m.buffer))...) != 0
	raw, read := m.module.Memory().Read(m.buffer, 16)
	if m.err != nil || !ok || !read {
		return box{}, false
	}
	side := func(i int) float64 {
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])))
	}
	b := box{left: side(0), top: side(1), right: side(2), bottom: side(3)}
	for _, v := range []float64{b.left, b.top, b.right, b.bottom} {
		if math.IsNaN(v) || math.Abs(v) > 1e7 {
			return box{}, false
		}
	}
	return b, true
}
