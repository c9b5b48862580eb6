/* database/sqlite/key_mark.h - by which master key the secrets of this file were sealed, told
 * without giving it away: another key must stop the start, not the first reading. */
#ifndef SQLITE_KEY_MARK_H
#define SQLITE_KEY_MARK_H

#include "database/sqlite/engine.h"

/* Before anything is brought up to date. A file of before there was a mark is asked for the data
 * key of an account. ERR_PRECONDITION "store.other_key" {path} */
enum err key_mark_check(struct tx *tx) MUST_USE;
/* Once its table is there: left if there is none yet. */
enum err key_mark_note(struct tx *tx) MUST_USE;

#endif
