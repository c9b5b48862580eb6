/* domain/src/models/wallet.c - every movement of an account's balance, each with its line. */
#include "domain/models/wallet.h"

#include <assert.h>

#include "base/checked.h"
#include "base/strbuf.h"

static const char *const entry_kind_texts[] = {
    [ENTRY_FUND] = "fund",       [ENTRY_HOLD] = "hold",     [ENTRY_SETTLE] = "settle",
    [ENTRY_RELEASE] = "release", [ENTRY_REFUND] = "refund", [ENTRY_ADJUST] = "adjust",
};
_Static_assert(ARRAY_LEN(entry_kind_texts) == ENTRY_ADJUST + 1, "every kind has a name");
ENUM_NAMES_DEFINE(entry_kind)

static const struct field wallet_fields[] = {
    FIELD_ID(struct wallet, account, FIELD_KEY),
    FIELD_I64(struct wallet, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_ENUM(struct wallet, unit, FIELD_READ_ONLY, unit_names),
    FIELD_BOOL(struct wallet, unlimited, FIELD_READ_ONLY),
    FIELD_I64(struct wallet, available, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct wallet, held, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct wallet, spent, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct wallet, funded, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct wallet, refunded, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct wallet, adjusted, FIELD_READ_ONLY, 0, 0),
    FIELD_I64(struct wallet, debt, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct wallet, seq, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_BYTES(struct wallet, head, FIELD_PRIVATE, 32),
    FIELD_I64(struct wallet, low_at, 0, 0, INT64_MAX),
    FIELD_BOOL(struct wallet, low, FIELD_READ_ONLY),
    FIELD_BOOL(struct wallet, empty, FIELD_READ_ONLY),
};
const struct record wallet_record = RECORD("wallets", struct wallet, wallet_fields);

static const struct field entry_fields[] = {
    FIELD_ID(struct entry, id, FIELD_KEY),
    FIELD_ID(struct entry, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct entry, seq, FIELD_READ_ONLY, 1, INT64_MAX),
    FIELD_STR(struct entry, key, FIELD_READ_ONLY, 1, ENTRY_KEY_MOST),
    FIELD_ENUM(struct entry, kind, FIELD_READ_ONLY | FIELD_INDEXED, entry_kind_names),
    FIELD_ENUM(struct entry, unit, FIELD_READ_ONLY, unit_names),
    FIELD_I64(struct entry, available, FIELD_READ_ONLY, 0, 0),
    FIELD_I64(struct entry, held, FIELD_READ_ONLY, 0, 0),
    FIELD_I64(struct entry, spent, FIELD_READ_ONLY, 0, 0),
    FIELD_I64(struct entry, debt, FIELD_READ_ONLY, 0, 0),
    FIELD_I64(struct entry, outside, FIELD_READ_ONLY, 0, 0),
    FIELD_STR(struct entry, tag, FIELD_READ_ONLY | FIELD_INDEXED, 0, 64),
    FIELD_ID(struct entry, campaign, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_ID(struct entry, call, FIELD_READ_ONLY),
    FIELD_OPT_DURATION(struct entry, talk_ms, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_OPT_I64(struct entry, cost_micros, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STR(struct entry, note, FIELD_READ_ONLY, 0, 500),
    FIELD_STR(struct entry, actor, FIELD_READ_ONLY, 0, 64),
    FIELD_INSTANT(struct entry, at, FIELD_READ_ONLY),
    FIELD_BYTES(struct entry, hash, FIELD_READ_ONLY, 32),
};
const struct record entry_record = RECORD("entries", struct entry, entry_fields);

bool wallet_is_sound(const struct wallet *w)
{
    int64_t in, out;

    if (w->available < 0 || w->held < 0 || w->spent < 0 || w->debt < 0 || w->funded < 0 ||
        w->refunded < 0 || w->seq < 0)
        return false;
    /* I4, both sides added up with care */
    if (!sub_i64(w->funded, w->refunded, &in) || !add_i64(in, w->adjusted, &in))
        return false;
    if (!add_i64(w->available, w->held, &out) || !add_i64(out, w->spent, &out) ||
        !sub_i64(out, w->debt, &out))
        return false;
    return in == out;
}

static enum err unit_fits(const struct wallet *w, struct amount amount, struct error *error)
{
    return amount.unit == w->unit ? ERR_OK : FAIL(error, ERR_INVALID, "amount.unit_mismatch");
}

static enum err overflow(struct error *error)
{
    return FAIL(error, ERR_INVALID, "amount.overflow");
}

/* Holds that come and go around the mark are one passing of it: it is over when money comes in, or
 * when nothing is held any more. */
static bool is_low(const struct wallet *before, const struct wallet *after)
{
    bool more = after->funded > before->funded || after->adjusted > before->adjusted;

    if (after->available < after->low_at)
        return true;
    return before->low && after->held > 0 && !more;
}

/* The wallet after the operation is worked out on a copy and takes its place only here: whole, or
 * not at all. The line's sums are the differences of the two. */
static enum err commit(struct wallet *w, struct wallet *after, enum entry_kind kind,
                       struct entry line, struct entry *ret, struct error *error)
{
    int64_t sum;

    if (line.key.n == 0 || line.key.n > ENTRY_KEY_MOST)
        return FAIL_WITH(error, ERR_INVALID, "ledger.bad_key", P_I64("max", ENTRY_KEY_MOST));
    line.account = w->account;
    line.kind = kind;
    line.unit = w->unit;
    line.seq = w->seq + 1;
    line.available = after->available - w->available;
    line.held = after->held - w->held;
    line.spent = after->spent - w->spent;
    line.debt = w->debt - after->debt;
    if (!add_i64(line.available, line.held, &sum) || !add_i64(sum, line.spent, &sum) ||
        !add_i64(sum, line.debt, &sum) || sum == INT64_MIN)
        return overflow(error);
    line.outside = -sum;
    after->seq++;
    after->version++;
    after->low = is_low(w, after);
    if (!wallet_is_sound(after))
        return overflow(error);
    *w = *after;
    *ret = line;
    return ERR_OK;
}

static struct str key_of(struct arena *arena, const char *prefix, struct str tag)
{
    struct strbuf b = strbuf_init(arena, ENTRY_KEY_MOST);

    strbuf_add_c(&b, prefix);
    strbuf_add(&b, tag);
    assert(strbuf_ok(&b));
    return strbuf_str(&b);
}

enum err wallet_fund(struct wallet *w, struct amount amount, struct str key, struct entry *entry,
                     struct error *error)
{
    struct wallet after = *w;

    TRY(unit_fits(w, amount, error));
    if (amount.units <= 0)
        return FAIL(error, ERR_INVALID, "amount.not_positive");
    int64_t paid = min_i64(amount.units, w->debt);
    after.debt -= paid;
    if (!add_i64(w->available, amount.units - paid, &after.available) ||
        !add_i64(w->funded, amount.units, &after.funded))
        return overflow(error);
    after.empty = false;
    return commit(w, &after, ENTRY_FUND, (struct entry){ .key = key }, entry, error);
}

enum err wallet_hold(struct wallet *w, struct amount amount, struct str tag, struct entry *entry,
                     struct arena *arena, struct error *error)
{
    struct wallet after = *w;

    TRY(unit_fits(w, amount, error));
    assert(amount.units >= 0 && (!w->unlimited || amount.units == 0));
    if (w->debt > 0)
        return FAIL(error, ERR_PRECONDITION, "wallet.in_debt");
    if (amount.units > w->available)
        return FAIL_WITH(error, ERR_EXHAUSTED, "wallet.short", P_I64("needed", amount.units),
                         P_I64("available", w->available));
    after.available -= amount.units;
    if (!add_i64(w->held, amount.units, &after.held))
        return overflow(error);
    return commit(w, &after, ENTRY_HOLD,
                  (struct entry){ .key = key_of(arena, "h:", tag), .tag = tag }, entry, error);
}

static enum err close_hold(struct wallet *w, enum entry_kind kind, struct amount hold,
                           struct amount charge, struct str tag, struct entry *entry,
                           struct arena *arena, struct error *error)
{
    struct wallet after = *w;

    TRY(unit_fits(w, hold, error));
    TRY(unit_fits(w, charge, error));
    assert(charge.units >= 0 && charge.units <= hold.units);
    assert(hold.units <= w->held);
    after.held -= hold.units;
    if (!add_i64(w->available, hold.units - charge.units, &after.available) ||
        !add_i64(w->spent, charge.units, &after.spent))
        return overflow(error);
    return commit(w, &after, kind, (struct entry){ .key = key_of(arena, "s:", tag), .tag = tag },
                  entry, error);
}

enum err wallet_settle(struct wallet *w, struct amount hold, struct amount charge, struct str tag,
                       struct entry *entry, struct arena *arena, struct error *error)
{
    return close_hold(w, ENTRY_SETTLE, hold, charge, tag, entry, arena, error);
}

enum err wallet_release(struct wallet *w, struct amount hold, struct str tag, struct entry *entry,
                        struct arena *arena, struct error *error)
{
    return close_hold(w, ENTRY_RELEASE, hold, AMOUNT(0, hold.unit), tag, entry, arena, error);
}

enum err wallet_refund(struct wallet *w, struct amount amount, struct str key, struct entry *entry,
                       struct error *error)
{
    struct wallet after = *w;

    TRY(unit_fits(w, amount, error));
    if (amount.units <= 0)
        return FAIL(error, ERR_INVALID, "amount.not_positive");
    int64_t taken = min_i64(amount.units, w->available);
    after.available -= taken;
    if (!add_i64(w->debt, amount.units - taken, &after.debt) ||
        !add_i64(w->refunded, amount.units, &after.refunded))
        return overflow(error);
    return commit(w, &after, ENTRY_REFUND, (struct entry){ .key = key }, entry, error);
}

enum err wallet_adjust(struct wallet *w, struct amount amount, struct str key, struct entry *entry,
                       struct error *error)
{
    struct wallet after = *w;

    TRY(unit_fits(w, amount, error));
    if (!add_i64(w->available, amount.units, &after.available) ||
        !add_i64(w->adjusted, amount.units, &after.adjusted))
        return overflow(error);
    if (after.available < 0)
        return FAIL_WITH(error, ERR_EXHAUSTED, "wallet.short", P_I64("needed", -amount.units),
                         P_I64("available", w->available));
    return commit(w, &after, ENTRY_ADJUST, (struct entry){ .key = key }, entry, error);
}

void wallet_warn_below(struct wallet *w, int64_t low_at)
{
    assert(low_at >= 0);
    w->low_at = low_at;
    w->low = w->available < low_at;
    w->version++;
}

bool wallet_needs_money(const struct wallet *w)
{
    return w->debt > 0 || (!w->unlimited && (w->low || w->available == 0));
}

bool wallet_fold(struct wallet *w, const struct entry *e)
{
    int64_t sum;

    if (e->seq != w->seq + 1 || e->unit != w->unit)
        return false;
    if (!add_i64(e->available, e->held, &sum) || !add_i64(sum, e->spent, &sum) ||
        !add_i64(sum, e->debt, &sum) || !add_i64(sum, e->outside, &sum) || sum != 0)
        return false;
    if (!add_i64(w->available, e->available, &w->available) ||
        !add_i64(w->held, e->held, &w->held) || !add_i64(w->spent, e->spent, &w->spent) ||
        !sub_i64(w->debt, e->debt, &w->debt))
        return false;
    if (e->kind == ENTRY_FUND && !sub_i64(w->funded, e->outside, &w->funded))
        return false;
    if (e->kind == ENTRY_REFUND && !add_i64(w->refunded, e->outside, &w->refunded))
        return false;
    if (e->kind == ENTRY_ADJUST && !sub_i64(w->adjusted, e->outside, &w->adjusted))
        return false;
    w->seq = e->seq;
    return wallet_is_sound(w);
}

/* -- lines -- */

struct entry_id entry_id_of(int64_t seq)
{
    struct entry_id id = { { { 0 } } };

    assert(seq > 0);
    for (int i = 0; i < 8; i++)
        id.v.bytes[i] = (unsigned char)((uint64_t)seq >> (56 - 8 * i));
    return id;
}

enum { CANONICAL_MOST = 1 << 20 };

/* One value as "name=length:text;", so that no text can pass for the end of another. */
static void canonical_add(struct strbuf *b, const char *name, struct str text)
{
    strbuf_add_c(b, name);
    strbuf_add_char(b, '=');
    strbuf_add_i64(b, (int64_t)text.n);
    strbuf_add_char(b, ':');
    strbuf_add(b, text);
    strbuf_add_char(b, ';');
}

static void canonical_number(struct strbuf *b, const char *name, int64_t value)
{
    strbuf_add_c(b, name);
    strbuf_add_char(b, '=');
    strbuf_add_i64(b, value);
    strbuf_add_char(b, ';');
}

static void canonical_field(struct strbuf *b, const struct field *f, const void *value)
{
    char text[ID128_TEXT];

    switch (f->kind) {
    case KIND_I64:
    case KIND_INSTANT:  /* one int64_t inside */
    case KIND_DURATION: /* one int64_t inside */
        canonical_number(b, f->name, *(const int64_t *)value);
        return;
    case KIND_ENUM:
        canonical_add(b, f->name, enum_name(f->names, *(const int *)value));
        return;
    case KIND_STR:
    case KIND_BYTES:
        canonical_add(b, f->name, *(const struct str *)value);
        return;
    case KIND_ID:
        id128_text(*(const struct id128 *)value, text);
        canonical_add(b, f->name, (struct str){ text, sizeof text });
        return;
    case KIND_BOOL:
    case KIND_AMOUNT:
    case KIND_SUB:
    case KIND_LIST:
    case KIND_STRS:
    case KIND_MAP:
        break;
    }
    assert(false && "an entry has no field of this kind");
}

struct str entry_canonical(struct arena *arena, const struct entry *entry)
{
    struct strbuf b = strbuf_init(arena, CANONICAL_MOST);

    for (size_t i = 0; i < entry_record.n; i++) {
        const struct field *f = &entry_record.fields[i];
        if (f->offset != offsetof(struct entry, hash) && field_has(f, entry))
            canonical_field(&b, f, field_at(f, entry));
    }
    assert(strbuf_ok(&b));
    return strbuf_str(&b);
}
