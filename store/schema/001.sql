-- Schema 1. Ids are lower-case UUIDs as text; times are milliseconds since
-- 1970 in UTC; a span counts code points, half open. Tables with a column
-- `deleted` are logged row by row in `change`; deleting marks.

-- These two columns stay for ever: a program that is older than the file reads
-- them to say which project it is.
CREATE TABLE project (
    id      TEXT PRIMARY KEY,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id      TEXT PRIMARY KEY,
    device  TEXT NOT NULL,
    version TEXT NOT NULL,
    opened  INTEGER NOT NULL,
    closed  INTEGER
) STRICT;

CREATE TABLE coder (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    initials TEXT NOT NULL,
    deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;

-- The log. `n` is the order in which this file took the changes up; seq and
-- hash run per device. Texts of people stand in `body` under their hash.
CREATE TABLE step (
    id       TEXT PRIMARY KEY,
    hlc      INTEGER NOT NULL,
    device   TEXT NOT NULL,
    coder    TEXT NOT NULL,
    at       INTEGER NOT NULL,
    act      TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('act', 'undo', 'redo', 'keep')),
    undoes   TEXT REFERENCES step (id),
    state    INTEGER NOT NULL CHECK (state IN (0, 1, 2)), -- 0 done, 1 undone, 2 undone and no longer to be redone
    rows     INTEGER NOT NULL,
    about_table TEXT NOT NULL,
    about_row   TEXT NOT NULL,
    document TEXT
) STRICT;
CREATE UNIQUE INDEX step_hlc ON step (hlc, device);
CREATE INDEX step_coder ON step (coder, state, hlc) WHERE kind = 'act';
CREATE INDEX step_undoes ON step (undoes, hlc) WHERE undoes IS NOT NULL;

CREATE TABLE change (
    n      INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    hlc    INTEGER NOT NULL,
    step   TEXT NOT NULL REFERENCES step (id) DEFERRABLE INITIALLY DEFERRED,
    coder  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    act    TEXT NOT NULL,
    tbl    TEXT NOT NULL,
    row    TEXT NOT NULL,
    before TEXT,
    after  TEXT NOT NULL,
    undoes TEXT,
    prev   BLOB NOT NULL,
    hash   BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX change_seq ON change (device, seq);
CREATE INDEX change_step ON change (step);
CREATE INDEX change_row ON change (row);

CREATE TABLE body (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE "case" (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;

CREATE TABLE attribute (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    type     TEXT NOT NULL CHECK (type IN ('text', 'number', 'date', 'yesno')),
    position INTEGER NOT NULL,
    deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;

CREATE TABLE value (
    id           TEXT PRIMARY KEY,
    case_id      TEXT NOT NULL REFERENCES "case" (id),
    attribute_id TEXT NOT NULL REFERENCES attribute (id),
    value        TEXT NOT NULL,
    deleted      INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX value_place ON value (case_id, attribute_id);

CREATE TABLE source (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    encoding TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    normalised TEXT NOT NULL DEFAULT '[]', -- what reading changed, JSON
    bytes    BLOB
) STRICT;
CREATE INDEX source_sha256 ON source (sha256);

CREATE TABLE document (
    id        TEXT PRIMARY KEY,
    title     TEXT NOT NULL,
    language  TEXT NOT NULL,
    case_id   TEXT REFERENCES "case" (id),
    revision  INTEGER NOT NULL,
    text_hash TEXT NOT NULL,
    added     INTEGER NOT NULL,
    deleted   INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX document_case ON document (case_id);
CREATE INDEX document_text ON document (text_hash);

-- A text and its turns never change; correcting it makes a new revision.
CREATE TABLE revision (
    id          INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES document (id),
    n           INTEGER NOT NULL,
    layout      INTEGER NOT NULL,
    source_id   INTEGER REFERENCES source (id),
    text_hash   TEXT NOT NULL,
    chars       INTEGER NOT NULL,
    turns       INTEGER NOT NULL,
    words       INTEGER NOT NULL,
    added       INTEGER NOT NULL,
    text        TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX revision_document ON revision (document_id, n);

CREATE TABLE speaker (
    id          TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES document (id),
    position    INTEGER NOT NULL, -- turn.speaker names it by this
    name        TEXT NOT NULL,
    role        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    case_id     TEXT REFERENCES "case" (id),
    merged_into TEXT REFERENCES speaker (id) DEFERRABLE INITIALLY DEFERRED,
    turns       INTEGER NOT NULL,
    words       INTEGER NOT NULL,
    deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX speaker_document ON speaker (document_id, position);
CREATE INDEX speaker_case ON speaker (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE turn (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    position    INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    speaker     INTEGER NOT NULL, -- speaker.position, -1 for none
    char_start  INTEGER NOT NULL CHECK (char_start >= 0),
    char_end    INTEGER NOT NULL CHECK (char_end >= char_start),
    label_start INTEGER NOT NULL,
    label_end   INTEGER NOT NULL,
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE anchor (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    position    INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('time', 'page')),
    char        INTEGER NOT NULL,
    value       INTEGER NOT NULL, -- milliseconds, or the number of the page
    PRIMARY KEY (revision_id, kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE code (
    id        TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES code (id) DEFERRABLE INITIALLY DEFERRED,
    name      TEXT NOT NULL,
    short     TEXT NOT NULL,
    full      TEXT NOT NULL,
    use_when  TEXT NOT NULL,
    not_when  TEXT NOT NULL,
    example   TEXT NOT NULL,
    colour    INTEGER NOT NULL,
    letter    TEXT NOT NULL,
    alias     TEXT NOT NULL, -- JSON list
    status    TEXT NOT NULL CHECK (status IN ('active', 'draft', 'retired', 'merged')),
    into_id   TEXT REFERENCES code (id) DEFERRABLE INITIALLY DEFERRED,
    position  INTEGER NOT NULL,
    deleted   INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX code_parent ON code (parent_id);

CREATE TABLE theme (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    claim    TEXT NOT NULL,
    position INTEGER NOT NULL,
    deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;

CREATE TABLE theme_code (
    id       TEXT PRIMARY KEY,
    theme_id TEXT NOT NULL REFERENCES theme (id),
    code_id  TEXT NOT NULL REFERENCES code (id),
    position INTEGER NOT NULL,
    deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX theme_code_theme ON theme_code (theme_id);
CREATE INDEX theme_code_code ON theme_code (code_id);

CREATE TABLE theme_word (
    id       TEXT PRIMARY KEY,
    theme_id TEXT NOT NULL REFERENCES theme (id),
    text     TEXT NOT NULL,
    off      INTEGER NOT NULL CHECK (off IN (0, 1)),
    position INTEGER NOT NULL,
    deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX theme_word_theme ON theme_word (theme_id);

CREATE TABLE coding (
    id          TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES document (id),
    revision    INTEGER NOT NULL,
    code_id     TEXT NOT NULL REFERENCES code (id),
    coder_id    TEXT NOT NULL REFERENCES coder (id),
    char_start  INTEGER NOT NULL CHECK (char_start >= 0),
    char_end    INTEGER NOT NULL CHECK (char_end > char_start),
    quote_hash  TEXT NOT NULL,
    certainty   INTEGER NOT NULL CHECK (certainty BETWEEN 0 AND 3),
    memo        TEXT NOT NULL,
    created     INTEGER NOT NULL,
    modified    INTEGER NOT NULL,
    deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX coding_place ON coding (document_id, char_start, char_end, id) WHERE deleted = 0;
CREATE INDEX coding_code ON coding (code_id, coder_id, document_id, char_start, char_end) WHERE deleted = 0;

CREATE TABLE memo (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    about       TEXT NOT NULL CHECK (about IN ('project', 'document', 'span', 'code', 'theme', 'case', 'coding')),
    document_id TEXT REFERENCES document (id),
    revision    INTEGER,
    char_start  INTEGER,
    char_end    INTEGER,
    code_id     TEXT REFERENCES code (id),
    theme_id    TEXT REFERENCES theme (id),
    case_id     TEXT REFERENCES "case" (id),
    coding_id   TEXT REFERENCES coding (id),
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    coder_id    TEXT NOT NULL REFERENCES coder (id),
    created     INTEGER NOT NULL,
    modified    INTEGER NOT NULL,
    deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX memo_coding ON memo (coding_id) WHERE coding_id IS NOT NULL;

CREATE TABLE slot (
    id       TEXT PRIMARY KEY,
    coder_id TEXT NOT NULL REFERENCES coder (id),
    n        INTEGER NOT NULL CHECK (n BETWEEN 1 AND 9),
    code_id  TEXT REFERENCES code (id),
    deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX slot_place ON slot (coder_id, n);

CREATE TABLE query (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    query   TEXT NOT NULL,
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;

-- Codings that could not be placed: imported without length, or lost when a
-- text was corrected. They wait here for a person.
CREATE TABLE quarantine (
    id          TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES document (id),
    revision    INTEGER NOT NULL,
    code_id     TEXT REFERENCES code (id),
    coder_id    TEXT REFERENCES coder (id),
    char_start  INTEGER NOT NULL,
    char_end    INTEGER NOT NULL,
    quote       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    memo        TEXT NOT NULL,
    created     INTEGER NOT NULL,
    deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;

CREATE TRIGGER change_is_kept BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER change_is_fixed BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER revision_is_fixed BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
CREATE TRIGGER turn_is_fixed BEFORE UPDATE ON turn BEGIN SELECT RAISE(ABORT, 'a turn never changes'); END;
CREATE TRIGGER anchor_is_fixed BEFORE UPDATE ON anchor BEGIN SELECT RAISE(ABORT, 'an anchor never changes'); END;
CREATE TRIGGER source_is_fixed BEFORE UPDATE ON source BEGIN SELECT RAISE(ABORT, 'a source never changes'); END;
