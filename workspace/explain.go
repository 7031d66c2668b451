package workspace

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"veldwerk/store"
	"veldwerk/transcript"
)

// Explain turns an error into the message that words it, and its arguments as
// names and values by turns; the message ID+".hint" says what to do. Screens
// and shell so say the same of the same error.
func Explain(err error) (id string, pairs []any) {
	var (
		busy      *BusyError
		since     *store.ChangedSinceError
		erased    *store.ErasedError
		duplicate *store.DuplicateError
		refused   *transcript.Error
		size      *SizeError
		ambiguous *AmbiguousCodeError
		missing   *NoCodeError
		late      *UnpublishedError
	)
	if id, pairs := explainVault(err); id != "" { // first: a vault's wrong passphrase is also a wrong passphrase
		return id, pairs
	}
	if id, pairs := explainSafety(err); id != "" {
		return id, pairs
	}
	switch {
	case errors.As(err, &busy) && busy.Holder.Coder != "":
		return "error.busy-by", []any{"Holder", busy.Holder.Coder}
	case errors.As(err, &busy):
		return "error.busy", nil
	case errors.As(err, &since):
		return "error.changed-since", []any{"Coder", since.Coder, "Time", since.At.Format(time.DateTime)}
	case errors.As(err, &erased):
		return "error.erased", []any{"Count", erased.Steps, "Time", erased.At.Format(time.DateTime)}
	case errors.As(err, &duplicate):
		return "error.duplicate", []any{"Title", duplicate.Title}
	case errors.As(err, &size):
		return "error.too-large", nil
	case errors.As(err, &ambiguous):
		return "error.ambiguous-code", []any{"Path", ambiguous.Path}
	case errors.As(err, &missing):
		return "error.no-code", []any{"Path", missing.Path}
	case errors.As(err, &late):
		return "synced.unpublished-" + late.Reason, []any{"Path", late.Path}
	case errors.As(err, &refused):
		for k, v := range refused.Args {
			pairs = append(pairs, k, v)
		}
		return "error." + refused.Code, pairs
	}
	if id, pairs := explainMerge(err); id != "" {
		return id, pairs
	}
	for _, known := range causes {
		if errors.Is(err, known.cause) {
			return known.id, nil
		}
	}
	return "error.other", []any{"Reason", err.Error()}
}

// causes are the sentinels, the more telling first.
var causes = []struct {
	cause error
	id    string
}{
	{ErrNewer, "error.newer"},
	{errCopyChanged, "synced.copy-changed"},
	{store.ErrRemains, "error.remains"},
	{store.ErrNotProject, "error.not-project"},
	{store.ErrFull, "error.full"},
	{syscall.ENOSPC, "error.full"},
	{syscall.EDQUOT, "error.full"},
	{syscall.EFBIG, "error.full"}, // a limit on files says it so
	{store.ErrReadOnly, "error.read-only"},
	{store.ErrBusy, "error.busy"},
	{store.ErrDamaged, "error.project-damaged"},
	{store.ErrNotFound, "error.not-found"},
	{store.ErrNothing, "error.nothing"},
	{store.ErrRevised, "revise.error.meanwhile"},
	{ErrNoEditor, "revise.error.no-editor"},
	{store.ErrInvalid, "error.invalid"},
	{os.ErrExist, "error.exists"},
	{fs.ErrNotExist, "error.missing"},
	{syscall.ENOTDIR, "error.missing"},
	{fs.ErrPermission, "error.permission"},
	{syscall.EROFS, "error.permission"},
	{store.ErrDisk, "error.disk"}, // of a quota SQLite says only that writing failed
	{syscall.EIO, "error.disk"},
}
