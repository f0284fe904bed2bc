-- From version 1 to 2: the search index is divided into volumes. It is made anew from the text, a few messages at a time, by
-- whoever opens the store next to write; until then searches read the text.

drop table passage_index;

drop table passage;

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

insert into meta (name, value) values ('index', 'stale') on conflict do update set value = 'stale';
