/* database/mongodb/wallets.h - the wallet's document, and the journal of its lines. A movement of
 * money is one write of the wallet on condition of its version: the new balance, and in its list
 * (outbox.h) the new line, which goes to the journal from there. So a key that was applied is in
 * the list or in the journal; who reads the wallet, carries out its list, looks in the journal and
 * then writes on condition cannot apply one twice. */
#ifndef MONGODB_WALLETS_H
#define MONGODB_WALLETS_H

#include "database/mongodb/outbox.h"
#include "domain/models/wallet.h"

enum { WALLET_TRIES = 200 };

/* Threads of one process go to a wallet one after the other: those who come together would only see
 * each other's writes come first, and begin again. What makes a movement right is the condition of
 * its write, not the turn; other processes have turns of their own. A turn is short, and nothing in
 * it takes another one. */
void wallet_turn_begin(struct session *s, struct account_id account);
void wallet_turn_end(struct session *s, struct account_id account);

/* Its list is carried out before. *found false: the account has none. */
enum err wallet_load(struct session *s, struct account_id account, struct wallet *ret,
                     bool *found) MUST_USE;
/* The line of the journal with this key; NULL: none. */
enum err wallet_line(struct session *s, struct account_id account, struct str key,
                     struct entry **ret) MUST_USE;
/* Those of the journal with these keys. */
struct line_list {
    struct entry **items;
    size_t n;
};
enum err wallet_lines(struct session *s, struct account_id account, const struct str *keys,
                      size_t n, struct line_list *ret) MUST_USE;
struct entry *line_with(const struct line_list *lines, struct str key); /* NULL: none */

/* One movement, before the write: its line (may be NULL) and its events into the list. Fills the
 * line's id, actor and hash. Several movements may go into one write. */
void wallet_note(struct session *s, struct wallet *now, struct entry *line,
                 const struct event_list *events, struct outbox *out);
/* Writes `now` over the version `was`, with the list. *written: the document as it is now, for its
 * list to be carried out; STR_NONE: somebody was faster; load again. */
enum err wallet_put(struct session *s, int64_t was, const struct wallet *now,
                    const struct outbox *out, struct str *written) MUST_USE;
/* Both, for one movement. */
enum err wallet_write(struct session *s, int64_t was, struct wallet *now, struct entry *line,
                      const struct event_list *events, struct str *written) MUST_USE;
/* Closes the hold of a tag without a charge, if it is open. */
enum err wallet_release_tag(struct session *s, struct account_id account, struct str tag,
                            struct instant at) MUST_USE;
struct str hold_key(struct arena *arena, struct str tag);
struct str close_key(struct arena *arena, struct str tag);

#endif
