/* database/mongodb/audit_log.c - the port audit_log: lines of one account, each bound to the one
 * before by a keyed hash. The head is kept apart, under a hash of its own: lines that are cut off
 * at the end are missed. It follows the newest line by one write: a line behind it is sound. */
#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "database/mongodb/events.h"
#include "database/mongodb/object.h"
#include "domain/models/audit_entry.h"

enum { PAGE_LINES = 500, KEY_BYTES = 32, TRIES = 1000 };

struct head {
    int64_t seq;
    struct str hash, mac;
};

static struct str keyed(const struct mongodb_store *store, struct arena *arena, struct str first,
                        struct str second)
{
    unsigned char key[KEY_BYTES], hash[SHA256_BYTES];
    struct str parts[] = { first, second };

    purpose_key(store, "audit", key);
    hmac_sha256((struct str){ (const char *)key, sizeof key }, parts, ARRAY_LEN(parts), hash);
    explicit_bzero(key, sizeof key);
    return str_copy(arena, (struct str){ (const char *)hash, sizeof hash });
}

static struct str head_mac(const struct session *s, struct account_id account,
                           const struct head *head)
{
    struct str of = ID_TEXT(s->arena, account);

    return keyed(s->store, s->arena,
                 str_format(s->arena, "head %.*s %lld", STR_ARG(of), (long long)head->seq),
                 head->hash);
}

static struct str account_key(const struct account_id *account)
{
    return (struct str){ (const char *)account->v.bytes, sizeof account->v.bytes };
}

/* -- adding -- */

/* The newest line: its number and hash; 0 and "": there is none. */
static enum err read_last(struct session *s, struct account_id account, struct head *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, opts = BSON_INITIALIZER;
    struct str found;
    bson_t sort;

    put_key(&filter, "account", account.v);
    bson_append_document_begin(&opts, "sort", -1, &sort);
    bson_append_int32(&sort, "account", -1, -1);
    bson_append_int32(&sort, "seq", -1, -1);
    bson_append_document_end(&opts, &sort);
    TRY(document_one(s, audit_entry_record.name, &filter, &opts, &found));
    *ret = (struct head){ document_i64(found, "seq"), document_bytes(found, "hash"), STR_NONE };
    if (found.p == NULL)
        ret->hash = STR("");
    return ERR_OK;
}

static enum err is_kept(struct session *s, struct str fact, bool *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str found;

    put_str(&filter, "fact", fact);
    TRY(document_one(s, audit_entry_record.name, &filter, NULL, &found));
    *ret = found.p != NULL;
    return ERR_OK;
}

static enum err move_head(struct session *s, struct account_id account, const struct head *head)
{
    CLEANUP(bson_destroy)
    bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER, fresh = BSON_INITIALIZER;
    CLEANUP(bson_destroy) bson_t fields = BSON_INITIALIZER;
    bool done;

    put_i64(&fields, "seq", head->seq);
    put_bytes(&fields, "hash", head->hash);
    put_bytes(&fields, "mac", head_mac(s, account, head));
    put_bytes(&filter, "_id", account_key(&account));
    put_compare(&filter, "seq", "$lt", head->seq);
    put_document(&update, "$set", &fields);
    TRY(document_change(s, "audit_heads", &filter, &update, &done));
    if (done || head->seq > 1)
        return ERR_OK; /* there is one, this one's or a later one's */
    put_bytes(&fresh, "_id", account_key(&account));
    bson_concat(&fresh, &fields);
    return document_add(s, "audit_heads", &fresh, &done);
}

static enum err try_to_add(struct session *s, const struct event *event, struct str fact,
                           bool *added)
{
    const struct record_plan *plan = store_plan(s->store, &audit_entry_record);
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
    struct audit_entry entry;
    struct head last;

    TRY(read_last(s, event->account, &last));
    entry = audit_entry_of(s->arena, event, last.seq + 1);
    entry.hash = keyed(s->store, s->arena, last.hash, audit_entry_canonical(s->arena, &entry));
    put_bytes(&doc, "_id", object_key(s, plan, &entry));
    object_put(s, &doc, plan, &entry);
    put_str(&doc, "fact", fact);
    TRY(document_add(s, audit_entry_record.name, &doc, added));
    if (!*added)
        return ERR_OK;
    last = (struct head){ .seq = entry.seq, .hash = entry.hash };
    return move_head(s, event->account, &last);
}

enum err audit_line_add(struct session *s, const struct event *event, struct str fact)
{
    bool done = false;

    if (!audit_keeps(event->type))
        return ERR_OK;
    for (int tries = 0; tries < TRIES; tries++) {
        TRY(try_to_add(s, event, fact, &done));
        if (!done)
            TRY(is_kept(s, fact, &done));
        if (done)
            return ERR_OK; /* else another took the number: try the next */
    }
    return FAIL(s->error, ERR_UNAVAILABLE, "store.unavailable");
}

/* -- lines of another engine: the same, chained anew -- */

static enum err read_hash(struct session *s, const struct audit_entry *entry, struct str *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str found;

    *ret = STR("");
    if (entry->seq == 1)
        return ERR_OK;
    put_key(&filter, "account", entry->account.v);
    put_i64(&filter, "seq", entry->seq - 1);
    TRY(document_one(s, audit_entry_record.name, &filter, NULL, &found));
    *ret = document_bytes(found, "hash");
    return found.p != NULL ? ERR_OK : FAIL(s->error, ERR_INTERNAL, "audit.line_missing");
}

static enum err set_head(struct session *s, const struct audit_entry *last)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    struct head head = { .seq = last->seq, .hash = last->hash };
    bson_t set;

    put_bytes(&filter, "_id", account_key(&last->account));
    bson_append_document_begin(&update, "$set", -1, &set);
    put_i64(&set, "seq", head.seq);
    put_bytes(&set, "hash", head.hash);
    put_bytes(&set, "mac", head_mac(s, last->account, &head));
    bson_append_document_end(&update, &set);
    return document_put(s, "audit_heads", &filter, &update);
}

/* The event that it tells of was told long ago: no other line has its fact. */
static void put_line(struct session *s, bson_t *doc, const struct audit_entry *entry)
{
    const struct record_plan *plan = store_plan(s->store, &audit_entry_record);
    struct str of = ID_TEXT(s->arena, entry->account);

    put_bytes(doc, "_id", object_key(s, plan, entry));
    object_put(s, doc, plan, entry);
    put_str(doc, "fact",
            str_format(s->arena, "moved:%.*s:%lld", STR_ARG(of), (long long)entry->seq));
}

enum err audit_lines_take(struct session *s, void *const *items, size_t n)
{
    struct audit_entry last = { .seq = 0 };

    for (size_t i = 0; i < n; i++) {
        CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
        struct audit_entry entry = *(const struct audit_entry *)items[i];
        struct str before = last.hash;
        bool added;

        if (last.seq == 0 || !ID_EQ(last.account, entry.account) || last.seq + 1 != entry.seq) {
            if (last.seq > 0)
                TRY(set_head(s, &last));
            TRY(read_hash(s, &entry, &before));
        }
        entry.hash = keyed(s->store, s->arena, before, audit_entry_canonical(s->arena, &entry));
        put_line(s, &doc, &entry);
        TRY(document_add(s, audit_entry_record.name, &doc, &added));
        last = entry;
    }
    return last.seq > 0 ? set_head(s, &last) : ERR_OK;
}

/* -- the check -- */

struct checking {
    struct session *s;
    struct head head, last;
    struct audit_check found;
    bool head_met;
};

static void check_line(struct checking *c, struct str document)
{
    struct session *s = c->s;
    struct audit_entry *entry = object_read(s, store_plan(s->store, &audit_entry_record), document);
    struct str hash =
        keyed(s->store, s->arena, c->last.hash, audit_entry_canonical(s->arena, entry));

    if (entry->seq != c->last.seq + 1 || !str_eq(hash, entry->hash)) {
        c->found.sound = false;
        c->found.broken_at = c->last.seq + 1;
        return;
    }
    c->found.entries++;
    c->last = (struct head){ .seq = entry->seq, .hash = entry->hash };
    if (entry->seq == c->head.seq)
        c->head_met = str_eq(entry->hash, c->head.hash);
}

static enum err check_page(struct checking *c, size_t *n)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents lines;

    put_key(&filter, "account", c->s->scope->account.v);
    put_compare(&filter, "seq", "$gt", c->last.seq);
    bson_append_int32(&sort, "seq", -1, 1);
    TRY(documents_find(c->s, audit_entry_record.name, &filter, &sort, PAGE_LINES, &lines));
    for (size_t i = 0; i < lines.n && c->found.sound; i++)
        check_line(c, lines.items[i]);
    *n = lines.n;
    return ERR_OK;
}

static enum err read_head(struct session *s, struct head *ret)
{
    struct str found;

    TRY(document_by_id(s, "audit_heads", account_key(&s->scope->account), &found));
    *ret = (struct head){ document_i64(found, "seq"), document_bytes(found, "hash"),
                          document_bytes(found, "mac") };
    return ERR_OK;
}

/* The first line is there before the head is; later ones are only behind it. */
static bool head_fits(const struct checking *c)
{
    if (c->head.seq == 0)
        return c->last.seq <= 1;
    return c->head_met && str_eq(c->head.mac, head_mac(c->s, c->s->scope->account, &c->head));
}

static enum err log_check(void *self, struct scope *scope, struct audit_check *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct checking c = { .s = &s, .last = { .hash = STR("") }, .found = { .sound = true } };
    size_t n;

    TRY(read_head(&s, &c.head));
    do {
        TRY(check_page(&c, &n));
    } while (c.found.sound && n == PAGE_LINES);
    if (c.found.sound && !head_fits(&c)) {
        c.found.sound = false;
        c.found.broken_at = c.last.seq + 1;
    }
    *ret = c.found;
    return ERR_OK;
}

struct audit_log mongodb_audit_log(struct mongodb_store *store)
{
    static const struct audit_log_ops ops = { .check = log_check };

    return (struct audit_log){ &ops, store };
}
