/* domain/models/wallet.h - the balance of an account and its append-only ledger. Invariants, per
 * wallet: I1 entries sum to 0 in their unit; I2 available, held >= 0; I3 held = sum of open holds;
 * I4 funded - refunded + adjusted = available + held + spent - debt; I5 the entries folded give the
 * wallet; I6 seq has no gap, the hash chain holds; I7 at most one settle a tag, charge <= hold. */
#ifndef DOMAIN_MODELS_WALLET_H
#define DOMAIN_MODELS_WALLET_H

#include "base/opt.h"
#include "domain/amount.h"
#include "domain/ids.h"

/* All amounts are in `unit`. */
struct wallet {
    struct account_id account; /* one wallet an account: the account is its key */
    int64_t version;
    enum unit unit;
    bool unlimited; /* holds 0 units; settles with talk time and cost only */
    int64_t available, held, spent, funded, refunded, adjusted, debt;
    int64_t seq;
    struct str head; /* 32 bytes: hash of the newest entry */
    int64_t low_at;  /* below it wallet.low is raised once, until a funding or nothing is held */
    bool low;        /* the account's own warning; see wallet_needs_money() */
    bool empty;      /* wallet.empty was raised; the next funding allows it again */
};
extern const struct record wallet_record;

enum entry_kind {
    ENTRY_FUND = 1,
    ENTRY_HOLD,
    ENTRY_SETTLE,
    ENTRY_RELEASE,
    ENTRY_REFUND,
    ENTRY_ADJUST
};
ENUM_NAMES_DECLARE(entry_kind)
enum { ENTRY_KEY_MOST = 255 };

/* One line: what moved between the books available, held, spent, debt and the outside. */
struct entry {
    struct entry_id id; /* account's seq in it, so that entries page in order */
    struct account_id account;
    int64_t seq;
    struct str key; /* unique in the account: "h:<tag>", "s:<tag>", payment id … */
    enum entry_kind kind;
    enum unit unit;
    /* changes of the books; they sum to 0. What is owed is a negative book: debt -5 is 5 more owed
     */
    int64_t available, held, spent, debt, outside;
    struct str tag;
    struct campaign_id campaign;
    struct call_id call;
    struct opt_duration talk_ms;
    struct opt_i64 cost_micros;
    struct str note; /* reason of an adjustment, provider of a payment */
    struct str actor;
    struct instant at;
    struct str hash; /* SHA-256(previous hash, canonical entry) */
};
extern const struct record entry_record;

/* Pure operations: they change *w and fill *entry (but id, actor and hash), or refuse and change
 * nothing. ERR_EXHAUSTED "wallet.short" {needed, available}; ERR_PRECONDITION "wallet.in_debt";
 * ERR_INVALID "amount.unit_mismatch", "amount.not_positive" (fund, refund), "amount.overflow",
 * "ledger.bad_key" (none, or longer than ENTRY_KEY_MOST). */
enum err wallet_fund(struct wallet *w, struct amount amount, struct str key, struct entry *entry,
                     struct error *error) MUST_USE;
enum err wallet_hold(struct wallet *w, struct amount amount, struct str tag, struct entry *entry,
                     struct arena *arena, struct error *error) MUST_USE;
/* held - hold, available + (hold - charge), spent + charge. charge <= hold is asserted. */
enum err wallet_settle(struct wallet *w, struct amount hold, struct amount charge, struct str tag,
                       struct entry *entry, struct arena *arena, struct error *error) MUST_USE;
/* As settle with charge 0, under the same key: a tag is closed once, by one of the two. */
enum err wallet_release(struct wallet *w, struct amount hold, struct str tag, struct entry *entry,
                        struct arena *arena, struct error *error) MUST_USE;
enum err wallet_refund(struct wallet *w, struct amount amount, struct str key, struct entry *entry,
                       struct error *error) MUST_USE;
enum err wallet_adjust(struct wallet *w, struct amount amount, struct str key, struct entry *entry,
                       struct error *error) MUST_USE;
/* From now on it is low below that: 0 for never. It moves nothing, so there is no line. */
void wallet_warn_below(struct wallet *w, int64_t low_at);
/* Calls stop, or soon will, for want of money: something is owed, nothing is left, or it is `low`.
 * That one alone does not tell it: it is a warning at a mark that the account chose, and without a
 * mark it never comes; debt and an empty wallet need none. */
bool wallet_needs_money(const struct wallet *w);
/* One entry after the other gives the wallet (I5): adds the entry's changes, checks I1 and I6's
 * order. False: it does not follow. */
bool wallet_fold(struct wallet *w, const struct entry *entry) MUST_USE;
struct entry_id entry_id_of(int64_t seq);
/* I2 and I4: the process must not go on when they do not hold. */
bool wallet_is_sound(const struct wallet *w);
/* The text that is hashed: every field in table order. */
struct str entry_canonical(struct arena *arena, const struct entry *entry);

#endif
