-- Roundtable's conversations in one SQLite file, version 2.
--
-- Times are RFC 3339 in UTC with milliseconds: 2026-11-23T02:00:00.000Z. Lengths and offsets count UTF-16 code units.
-- A checksum is the CRC-32C (8 hexadecimal digits) of the row's record as canonical JSON, as the file store writes it: a row
-- that was altered by hand, or by a failing disk, does not fit it any more, and is reported instead of served.

-- The people whose conversations are kept, with the newest revision of their profile.
create table user (
    id text primary key not null, -- us01
    number integer not null unique check (number > 0),
    revision integer not null check (revision > 0),
    name text not null,
    created_at text not null,
    timestamp text not null, -- when this revision was made
    keys text, -- JSON: hashes of API keys, none of which can be used; null: there was never one
    checksum text not null
) strict;

-- Earlier revisions of the profiles.
create table user_revision (
    user_id text not null references user (id),
    revision integer not null check (revision > 0),
    name text not null,
    created_at text not null,
    timestamp text not null,
    keys text,
    checksum text not null,
    primary key (user_id, revision)
) strict, without rowid;

-- The conversations, with the newest revision of their facts. One that was deleted keeps its row, and nothing that was said.
create table conversation (
    id text primary key not null, -- us01-co12
    user_id text not null references user (id), -- whose it is
    number integer not null check (number > 0), -- 12: counted for each user, without holes
    revision integer not null check (revision > 0),
    title text not null,
    participants text not null, -- JSON: ids of agents
    metadata text not null, -- JSON: what the client keeps beside it
    archived integer not null check (archived in (0, 1)),
    created_at text, -- null: it was deleted
    timestamp text not null, -- when this revision was made
    changed_by text not null, -- id of the user who made it
    tag text not null, -- random
    facts_change integer not null, -- the user's change number of this revision
    checksum text not null, -- of everything above
    deleted integer not null default 0 check (deleted in (0, 1)),
    message_count integer not null default 0, -- the last message's number
    ended_count integer not null default 0, -- messages that have ended
    text_length integer not null default 0, -- of everything that is in chunks
    change integer not null, -- the user's change number of the last thing that a list shows: the order of lists
    updated_at text not null, -- when that was
    unique (user_id, number)
) strict;

create index conversation_change on conversation (user_id, change);

create index conversation_list on conversation (user_id, archived, change) where deleted = 0;

-- Earlier revisions of the facts.
create table conversation_revision (
    conversation_id text not null references conversation (id),
    revision integer not null check (revision > 0),
    title text not null,
    participants text not null,
    metadata text not null,
    archived integer not null check (archived in (0, 1)),
    created_at text not null,
    timestamp text not null,
    changed_by text not null,
    tag text not null,
    facts_change integer not null,
    checksum text not null,
    primary key (conversation_id, revision)
) strict, without rowid;

-- The messages, without their text. Of one that is still being written, lengths and counts are those of its closed chunks;
-- what is in the bundles comes on top.
create table message (
    id text primary key not null, -- us01-co12-ms02
    conversation_id text not null references conversation (id),
    number integer not null check (number > 0), -- 2: counted for each conversation, without holes
    role text not null check (role in ('user', 'agent')),
    author_id text, -- id of the user who wrote it
    agent_id text, -- the agent who answers
    tag text not null, -- random: tells it from another one that has its id after a loss
    status text not null check (status in ('streaming', 'complete')),
    finish_reason text, -- stop, length, error, cancelled, interrupted; null while it streams
    length integer not null, -- of the text
    token_count integer not null,
    chunk_count integer not null,
    created_at text not null,
    completed_at text, -- null while it streams
    unique (conversation_id, number)
) strict, without rowid;

create index message_open on message (conversation_id, number) where status = 'streaming';

-- The text: a user's message (seq 1), the opening of a reply (seq 0, no text), or one chunk of a reply. Never changed.
create table chunk (
    position integer primary key,
    message_id text not null references message (id),
    seq integer not null check (seq >= 0),
    tokens text not null, -- the text; in the order of seq they are the message
    timestamp text not null, -- when its last bundle was cut
    agent_id text,
    status text not null check (status in ('streaming', 'complete')), -- complete: the last one of its message
    offset integer not null check (offset >= 0), -- where the text begins in the message
    token_offset integer not null check (token_offset >= 0), -- tokens before it
    token_count integer not null check (token_count >= 0),
    bundles text, -- JSON: how the text was cut when it was shown
    author_id text,
    model text,
    reply_to text, -- id of the message that is answered
    routed_by text, -- why this agent: mention, list, participant, default
    replaces text, -- id of the reply that this one replaces
    tag text, -- random
    change integer, -- the user's change number
    finish_reason text,
    error_code text,
    error_message text,
    completed_at text,
    checksum text not null,
    unique (message_id, seq)
) strict;

-- What has been shown of chunks that are still open. They go when their chunk is closed.
create table bundle (
    position integer primary key,
    message_id text not null references message (id),
    seq integer not null check (seq > 0), -- the chunk that will hold it
    offset integer not null check (offset >= 0), -- where the text begins in the message
    tokens text not null,
    length integer not null check (length > 0), -- of the text
    token_count integer not null check (token_count >= 0),
    timestamp text not null,
    checksum text not null,
    unique (message_id, offset)
) strict;

-- What requests with an Idempotency-Key were answered; hashes and ids. Kept for a day or more.
create table request (
    position integer primary key,
    user_id text not null references user (id),
    key text not null, -- SHA-256
    body text not null, -- SHA-256
    conversation_id text not null,
    message_id text,
    replies text, -- JSON: ids of messages
    cursor text not null,
    timestamp text not null,
    checksum text not null,
    unique (user_id, key)
) strict;

-- What a repair has found to be lost, and what a copy of such a store takes along: reads go on naming it.
create table loss (
    unit text not null, -- id of the conversation, or of the user
    id text not null, -- of the message, the chunk, or the revision: us01-co12-ms02-003
    reason text not null,
    cost text not null, -- in a sentence
    lost integer not null check (lost in (0, 1)), -- 0: it is there, and what should join it to its neighbour is lost
    timestamp text not null,
    checksum text not null,
    primary key (unit, id, reason)
) strict, without rowid;

-- Rows that a repair has taken out of the table of chunks, as they were found. They go with their conversation.
create table aside (
    position integer primary key,
    unit text not null, -- id of the conversation
    id text not null, -- of the chunk or the message
    reason text not null,
    row text not null, -- JSON: column by column
    timestamp text not null
) strict;

-- Facts about the file.
create table meta (
    name text primary key not null,
    value text not null
) strict, without rowid;

-- Parts of a user's index, each closed when it is full: a search goes through them, the newest first, as far as a page needs.
create table volume (
    user_id text not null,
    number integer not null check (number > 0),
    first integer not null, -- the first passage of the first text in it; a later volume's texts begin behind all of them
    size integer not null check (size >= 0), -- what was ever added: UTF-16 code units, and 64 for each passage
    parts integer not null check (parts >= 0), -- passages of longer messages that were ever added
    primary key (user_id, number)
) strict, without rowid;

-- What can be found by its words: the title of a conversation (message 0), or a piece of a message of up to about 8,192
-- UTF-16 code units. A message that is longer has several; what is not in one yet is searched by reading it.
create table passage (
    id integer primary key, -- of the row in passage_index with its words
    conversation_id text not null references conversation (id),
    message integer not null check (message >= 0), -- number of the message; 0: the title
    volume integer not null check (volume > 0), -- the user's; all passages of a message are in one
    start integer not null check (start >= 0), -- where it begins in the text, in UTF-16 code units
    length integer not null check (length > 0), -- in UTF-16 code units
    next integer not null check (next >= start), -- where a passage after it begins: the last words of this one come again
    words integer not null -- CRC-32C of what stands in passage_index
) strict;

create index passage_place on passage (conversation_id, message, start);

-- Folded words (capitals without diacritics), divided by spaces, each behind its user's id and a volume: us01_3_ROME, and
-- us01_3p_ROME in a passage that is one of several. The tokenizer makes small letters of them. It keeps no text of its own
-- (content = ''); what is needed to take a row out again is made anew from the text. Nothing here is newer than SQLite 3.40.
create virtual table passage_index using fts5 (
    words,
    content = '',
    tokenize = "ascii tokenchars '$_'"
);

insert into meta (name, value) values ('index rules', '1');
