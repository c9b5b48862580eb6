/* tests/fakes/memory_audit_log.c - the port audit_log over the rows of the store. */
#include "codec/crypto.h"
#include "fakes/memory_store.h"

static struct str chained(struct arena *arena, struct str before, const struct audit_entry *entry)
{
    unsigned char hash[SHA256_BYTES];
    struct str parts[] = { before, audit_entry_canonical(arena, entry) };

    hmac_sha256(STR("a key of tests"), parts, ARRAY_LEN(parts), hash);
    return str_copy(arena, (struct str){ (const char *)hash, sizeof hash });
}

/* Rows are in the order in which they were written. NULL: that was the last. */
static const struct audit_entry *next_of(const struct memory_store *m, struct account_id account,
                                         size_t *at)
{
    while (*at < m->rows.n) {
        const struct memory_row *row = &m->rows.items[(*at)++];
        const struct audit_entry *entry = row->object;

        if (row->record == &audit_entry_record && ID_EQ(entry->account, account))
            return entry;
    }
    return NULL;
}

void memory_audit(struct memory_store *m, const struct event *event)
{
    const struct audit_entry *last = NULL, *entry;
    size_t at = 0;

    if (!audit_keeps(event->type))
        return;
    while ((entry = next_of(m, event->account, &at)) != NULL)
        last = entry;
    struct audit_entry line = audit_entry_of(&m->arena, event, last == NULL ? 1 : last->seq + 1);
    line.hash = chained(&m->arena, last == NULL ? STR("") : last->hash, &line);
    memory_put(m, &audit_entry_record, &line);
}

static enum err memory_check(void *self, struct scope *scope, struct audit_check *ret)
{
    struct audit_check check = { .sound = true };
    struct str before = STR("");
    const struct audit_entry *entry;
    size_t at = 0;

    while (check.sound && (entry = next_of(self, scope->account, &at)) != NULL) {
        check.entries++;
        check.sound = entry->seq == check.entries &&
                      str_eq(entry->hash, chained(scope->arena, before, entry));
        before = entry->hash;
    }
    check.broken_at = check.sound ? 0 : check.entries;
    *ret = check;
    return ERR_OK;
}

struct audit_log memory_audit_log(struct memory_store *store)
{
    static const struct audit_log_ops ops = { .check = memory_check };

    return (struct audit_log){ &ops, store };
}
