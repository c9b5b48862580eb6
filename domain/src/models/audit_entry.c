/* domain/src/models/audit_entry.c */
#include "domain/models/audit_entry.h"

#include <assert.h>

#include "base/arena.h"
#include "base/strbuf.h"

static const struct field audit_entry_fields[] = {
    FIELD_ID(struct audit_entry, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct audit_entry, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct audit_entry, seq, FIELD_READ_ONLY, 1, INT64_MAX),
    FIELD_ENUM(struct audit_entry, type, FIELD_READ_ONLY | FIELD_INDEXED, event_type_names),
    FIELD_INSTANT(struct audit_entry, created_at, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_STR(struct audit_entry, actor, FIELD_READ_ONLY | FIELD_INDEXED, 0, 64),
    FIELD_STR(struct audit_entry, address, FIELD_READ_ONLY, 0, 64),
    FIELD_STR(struct audit_entry, request_id, FIELD_READ_ONLY, 0, 64),
    FIELD_ID(struct audit_entry, campaign, FIELD_READ_ONLY),
    FIELD_ID(struct audit_entry, batch, FIELD_READ_ONLY),
    FIELD_STR(struct audit_entry, detail, FIELD_READ_ONLY, 0, 200),
    FIELD_OPT_AMOUNT(struct audit_entry, amount, FIELD_READ_ONLY),
    FIELD_OPT_I64(struct audit_entry, count, FIELD_READ_ONLY, 0, 0),
    FIELD_STR(struct audit_entry, object, FIELD_READ_ONLY | FIELD_INDEXED, 0, 64),
    FIELD_LIST(struct audit_entry, changes, FIELD_READ_ONLY, field_change_record,
               FIELD_CHANGES_MOST),
    FIELD_BYTES(struct audit_entry, hash, FIELD_READ_ONLY, 32),
};
const struct record audit_entry_record =
    RECORD("audit_entries", struct audit_entry, audit_entry_fields);

static const struct field audit_check_fields[] = {
    FIELD_I64(struct audit_check, entries, 0, 0, 0),
    FIELD_BOOL(struct audit_check, sound, 0),
    FIELD_I64(struct audit_check, broken_at, 0, 0, 0),
};
const struct record audit_check_record =
    RECORD("audit_check", struct audit_check, audit_check_fields);

bool audit_keeps(enum event_type type)
{
    switch (type) {
    case EVENT_CALL_PLACED:
    case EVENT_CALL_STARTED:
    case EVENT_CALL_ENDED:
    case EVENT_CALL_SETTLED:
    case EVENT_CALL_ANALYZED:
    case EVENT_CALL_UNDETERMINED:
    case EVENT_ALARM:
    /* anybody can ask for these in any name, as often as they like: what comes of it is told where
     * it concerns an account */
    case EVENT_ACCESS_REFUSED:
    case EVENT_PASSWORD_FORGOTTEN:
    case EVENT_REGISTRATION_ASKED:
        return false;
    default:
        return true;
    }
}

/* The time, and the number where other ids have chance: two lines of one moment keep their order.
 */
static struct audit_entry_id id_of(struct instant at, int64_t seq)
{
    unsigned char bytes[10] = { 0 };

    for (size_t i = 0; i < sizeof seq; i++)
        bytes[sizeof bytes - 1 - i] = (unsigned char)((uint64_t)seq >> 8 * i);
    return (struct audit_entry_id){ id128_make(at.unix_ms, bytes) };
}

static struct str object_of(struct arena *arena, const struct event *event)
{
    if (event->object.n > 0)
        return event->object;
    if (!ID_NONE(event->batch))
        return ID_TEXT(arena, event->batch);
    return ID_NONE(event->campaign) ? STR("") : ID_TEXT(arena, event->campaign);
}

struct audit_entry audit_entry_of(struct arena *arena, const struct event *event, int64_t seq)
{
    return (struct audit_entry){ .id = id_of(event->at, seq),
                                 .account = event->account,
                                 .seq = seq,
                                 .type = event->type,
                                 .created_at = event->at,
                                 .actor = event->actor,
                                 .address = event->address,
                                 .request_id = event->request_id,
                                 .campaign = event->campaign,
                                 .batch = event->batch,
                                 .detail = event->detail,
                                 .amount = event->amount,
                                 .count = event->count,
                                 .object = object_of(arena, event),
                                 .changes = event->changes };
}

/* With its length before it, so that nothing can pass from one field into the next. */
static void put(struct strbuf *b, struct str text)
{
    strbuf_addf(b, "%zu:", text.n);
    strbuf_add(b, text);
}

static void put_value(struct strbuf *b, struct str text)
{
    if (text.p == NULL)
        strbuf_add(b, STR("-"));
    else
        put(b, text);
}

static void put_change(struct strbuf *b, const struct field_change *change)
{
    strbuf_add(b, STR("d"));
    put(b, change->field);
    put_value(b, change->before);
    put_value(b, change->after);
}

struct str audit_entry_canonical(struct arena *arena, const struct audit_entry *entry)
{
    enum { LINE_MOST = 1 << 18 }; /* more than all fields and changes can be */
    struct strbuf b = strbuf_init(arena, LINE_MOST);

    put(&b, ID_TEXT(arena, entry->id));
    put(&b, ID_TEXT(arena, entry->account));
    strbuf_addf(&b, "%lld;%lld;", (long long)entry->seq, (long long)entry->created_at.unix_ms);
    put(&b, event_type_name(entry->type));
    put(&b, entry->actor);
    put(&b, entry->address);
    put(&b, entry->request_id);
    put(&b, ID_TEXT(arena, entry->campaign));
    put(&b, ID_TEXT(arena, entry->batch));
    put(&b, entry->detail);
    if (entry->amount.has)
        strbuf_addf(&b, "a%lld.%d;", (long long)entry->amount.v.units, (int)entry->amount.v.unit);
    if (entry->count.has)
        strbuf_addf(&b, "c%lld;", (long long)entry->count.v);
    if (entry->object.n > 0) {
        strbuf_addf(&b, "o");
        put(&b, entry->object);
    }
    for (size_t i = 0; i < entry->changes.n; i++)
        put_change(&b, &entry->changes.items[i]);
    assert(strbuf_ok(&b)); /* what is not in it, the hash does not vouch for */
    return strbuf_str(&b);
}
