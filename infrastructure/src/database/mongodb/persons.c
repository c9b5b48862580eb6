/* database/mongodb/persons.c - the port person_repository: persons, the account's do-not-call list
 * and the installation's. The person's document is what decides; the readable entry of the list
 * follows from it. */
#include "domain/repositories/person_repository.h"

#include <string.h>

#include "base/crash.h"
#include "database/mongodb/object.h"
#include "database/mongodb/outbox.h"
#include "database/mongodb/phone_lists.h"

enum { TRIES = 50, HASHES_A_QUESTION = 500 };

static const struct record_plan *person_plan(const struct session *s)
{
    return store_plan(s->store, &person_record);
}

/* -- loading -- */

static enum err load_one(struct session *s, struct account_id account, struct phone_hash_id hash,
                         struct person **ret, struct str *document)
{
    struct str key = record_key(s->arena, account.v, hash.v);
    struct person *person;

    TRY(document_by_id(s, person_record.name, key, document));
    if (document->p != NULL) {
        TRY(outbox_carry_out(s, person_record.name, *document));
        *ret = object_read(s, person_plan(s), *document);
        return ERR_OK;
    }
    person = ARENA_NEW(s->arena, struct person);
    person->id = hash;
    person->account = account;
    *ret = person;
    return ERR_OK;
}

static enum err persons_load(void *self, struct scope *scope, struct account_id account,
                             const struct phone_hash_id *hashes, size_t n, struct person **persons)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct str document;

    for (size_t i = 0; i < n; i++)
        TRY(load_one(&s, account, hashes[i], &persons[i], &document));
    return ERR_OK;
}

/* -- saving -- */

/* The row has the new version already. *written false: it was changed since it was loaded. */
static enum err write_person(struct session *s, const struct person *row, const struct outbox *out,
                             bool *written)
{
    CLEANUP(bson_destroy) bson_t fields = BSON_INITIALIZER, doc = BSON_INITIALIZER;
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    struct str key = object_key(s, person_plan(s), row);

    object_put(s, &fields, person_plan(s), row);
    outbox_put(s, &fields, out);
    if (row->version == 1) {
        put_bytes(&doc, "_id", key);
        bson_concat(&doc, &fields);
        return document_add(s, person_record.name, &doc, written);
    }
    put_bytes(&filter, "_id", key);
    put_i64(&filter, "version", row->version - 1);
    put_document(&update, "$set", &fields);
    return document_change(s, person_record.name, &filter, &update, written);
}

static enum err version_of(struct session *s, struct account_id account, struct phone_hash_id hash,
                           int64_t *ret)
{
    struct str document;

    TRY(document_by_id(s, person_record.name, record_key(s->arena, account.v, hash.v), &document));
    *ret = document_i64(document, "version");
    return ERR_OK;
}

/* One person needs no look before: the write itself asks. */
static enum err are_current(struct session *s, const struct person_save *save, bool *ret)
{
    int64_t version;

    *ret = true;
    for (size_t i = 0; i < save->n && *ret && save->n > 1; i++) {
        TRY(version_of(s, save->account, save->persons[i]->id, &version));
        *ret = version == save->persons[i]->version;
    }
    return ERR_OK;
}

/* What a person was before this decision, over what it is now. */
static enum err take_back(struct session *s, const struct person *before, int64_t now)
{
    CLEANUP(outbox_release) struct outbox none = outbox_init();
    struct person row = *before;
    bool written;

    row.version = now + 1;
    if (before->version == 0)
        row.touches.n = 0;
    return write_person(s, &row, &none, &written);
}

struct deciding {
    const struct person_save *save;
    struct str *documents; /* as they were */
    size_t written;
};

static enum err take_all_back(struct session *s, const struct deciding *d)
{
    for (size_t i = d->written; i-- > 0;) {
        const struct person *loaded = d->save->persons[i];
        struct person fresh = { .id = loaded->id, .account = d->save->account };
        const struct person *before =
            d->documents[i].p == NULL ? &fresh : object_read(s, person_plan(s), d->documents[i]);

        TRY(take_back(s, before, loaded->version + 1));
    }
    return ERR_OK;
}

/* The dialed one is the first: its write is the decision. If one behind it was changed in this very
 * moment, those before are taken back; a process that dies in between leaves a guard of this tag,
 * which the same tag finds again and no other needs. */
static enum err save_one(struct session *s, struct person_save *save)
{
    CLEANUP(outbox_release) struct outbox none = outbox_init();
    struct deciding d = { save, ARENA_ARRAY(s->arena, struct str, save->n), 0 };
    bool current;

    TRY(are_current(s, save, &current));
    for (size_t i = 0; i < save->n && current; i++) {
        struct person row = *save->persons[i], *ignored;

        if (save->n > 1)
            TRY(load_one(s, save->account, row.id, &ignored, &d.documents[i]));
        row.account = save->account;
        row.version++;
        TRY(write_person(s, &row, &none, &current));
        d.written += current;
    }
    save->err = current ? ERR_OK : ERR_CONFLICT;
    return current ? ERR_OK : take_all_back(s, &d);
}

static enum err persons_save(void *self, struct scope *scope, struct person_save *saves, size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    for (size_t i = 0; i < n; i++) {
        TRY(save_one(&s, &saves[i]));
        for (size_t k = 0; k < saves[i].n && saves[i].err == ERR_OK; k++) {
            saves[i].persons[k]->account = saves[i].account;
            saves[i].persons[k]->version++;
        }
    }
    return ERR_OK;
}

/* -- the account's list -- */

static enum err read_suppression(struct session *s, struct account_id account,
                                 struct phone_hash_id hash, struct str *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", account.v);
    put_key(&filter, "hash", hash.v);
    return document_one(s, suppression_record.name, &filter, NULL, ret);
}

/* The entry as it shall be, sealed, for the list of the person; NULL: it goes. */
static enum err put_entry(struct session *s, struct outbox *out, struct str key,
                          const struct suppression *entry)
{
    const struct record_plan *plan = store_plan(s->store, &suppression_record);
    bson_t item, inner;
    enum err err = ERR_OK;

    outbox_open(out, "suppression", &item);
    put_bytes(&item, "key", key);
    if (entry != NULL) {
        bson_append_document_begin(&item, "e", -1, &inner);
        object_put(s, &inner, plan, entry);
        err = object_put_sealed(s, &inner, plan, entry);
        put_i64(&inner, "out_at", 0);
        bson_append_document_end(&item, &inner);
    }
    outbox_close(out, &item);
    return err;
}

/* Who took the number off the list meanwhile had carried out this list before, and then the
 * removal: nobody else would take the entry out again. As of the person's version that says so:
 * what is listed anew has a higher one. */
static enum err take_out_if_removed(struct session *s, const struct outbox_item *item)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    const struct person *person;
    struct str document;
    bool removed;

    TRY(document_by_id(s, person_record.name, document_bytes(item->document, "_id"), &document));
    if (document.p == NULL)
        return ERR_OK;
    person = object_read(s, person_plan(s), document);
    if (person->suppressed)
        return ERR_OK;
    put_bytes(&filter, "_id", document_bytes(item->item, "key"));
    put_compare(&filter, "version", "$lte", person->version);
    return document_remove(s, suppression_record.name, &filter, &removed);
}

static enum err add_entry(struct session *s, const struct outbox_item *item, const bson_t *doc)
{
    bool added;

    TRY(document_add(s, suppression_record.name, doc, &added));
    return added ? take_out_if_removed(s, item) : ERR_OK;
}

/* Entries have the versions of their person, and so has the removal. Whoever carries it out late
 * must not take out what was listed anew since: the key is the same, the version is higher. */
static enum err remove_entry(struct session *s, const struct outbox_item *item)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    bool removed;

    put_bytes(&filter, "_id", document_bytes(item->item, "key"));
    put_compare(&filter, "version", "$lt", document_i64(item->document, "version"));
    return document_remove(s, suppression_record.name, &filter, &removed);
}

/* A later change has a higher version: it is not written over. */
static enum err write_entry(struct session *s, const struct outbox_item *item)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
    struct str entry = document_inside(item->item, "e");
    bson_t view;
    bool done;

    if (entry.p == NULL)
        return remove_entry(s, item);
    put_bytes(&filter, "_id", document_bytes(item->item, "key"));
    bson_view(&view, entry);
    bson_concat(&doc, &filter);
    bson_concat(&doc, &view);
    put_compare(&filter, "version", "$lt", document_i64(entry, "version"));
    put_document(&update, "$set", &view);
    TRY(document_change(s, suppression_record.name, &filter, &update, &done));
    return done ? ERR_OK : add_entry(s, item, &doc);
}

enum err suppression_carry_out(struct session *s, const struct outbox_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(write_entry(s, &items[i]));
    return ERR_OK;
}

static void mark(struct person *p, const struct suppression *entry)
{
    p->suppressed = entry != NULL;
    p->suppressed_reason = entry != NULL ? suppression_reason_name(entry->reason) : STR("");
    p->suppressed_until = entry != NULL ? entry->expires_at : (struct opt_instant){ .has = false };
    p->version++;
}

static void put_event(struct session *s, struct outbox *out, const struct person *p)
{
    struct event_list events = { 0 };

    event_list_add(
        &events, s->arena,
        (struct event){ .account = s->scope->account,
                        .type = p->suppressed ? EVENT_SUPPRESSION_ADDED : EVENT_SUPPRESSION_REMOVED,
                        .at = s->scope->now,
                        .detail = p->suppressed_reason });
    outbox_events(s, out, &events, p->id.v, p->version);
}

/* One try; entry NULL: off the list. */
static enum err try_to_mark(struct session *s, struct phone_hash_id hash, struct suppression *entry,
                            bool *done)
{
    CLEANUP(outbox_release) struct outbox out = outbox_init();
    struct account_id account = s->scope->account;
    struct str known, document;
    struct person *p;

    TRY(load_one(s, account, hash, &p, &document));
    TRY(read_suppression(s, account, hash, &known));
    if (entry == NULL && known.p == NULL)
        return FAIL(s->error, ERR_NOT_FOUND, "suppression.not_found");
    if (entry == NULL) /* whoever changes it first changes the person, and this write fails */
        TRY(scope_check_seen(s->scope, document_id(known, "id"), document_i64(known, "version")));
    if (entry != NULL) {
        entry->account = account;
        entry->version = p->version + 1;
        if (known.p != NULL)
            entry->id.v = document_id(known, "id");
    }
    struct id128 id = entry != NULL ? entry->id.v : document_id(known, "id");
    TRY(put_entry(s, &out, record_key(s->arena, account.v, id), entry));
    mark(p, entry);
    put_event(s, &out, p);
    TRY(write_person(s, p, &out, done));
    CRASH("L1");
    return *done
               ? outbox_carry_out_of(s, person_record.name, record_key(s->arena, account.v, hash.v))
               : ERR_OK;
}

static enum err mark_person(struct session *s, struct phone_hash_id hash, struct suppression *entry)
{
    bool done = false;

    for (int tries = 0; tries < TRIES && !done; tries++) {
        wait_for_turn(s, tries);
        TRY(try_to_mark(s, hash, entry, &done));
    }
    return done ? ERR_OK : FAIL(s->error, ERR_UNAVAILABLE, "store.busy");
}

static enum err persons_suppress(void *self, struct scope *scope, struct suppression *suppression)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct suppression row = *suppression;

    TRY(mark_person(&s, row.hash, &row));
    *suppression = row;
    return ERR_OK;
}

static enum err persons_unsuppress(void *self, struct scope *scope, struct phone_hash_id hash)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    return mark_person(&s, hash, NULL);
}

/* -- the installation's list -- */

enum err phone_is_listed_for_all(struct session *s, struct phone_hash_id hash, bool *ret)
{
    struct account_id none = { { { 0 } } };
    struct str document;

    TRY(document_by_id(s, platform_suppression_record.name, record_key(s->arena, none.v, hash.v),
                       &document));
    *ret = document.p != NULL &&
           platform_suppression_holds(
               object_read(s, store_plan(s->store, &platform_suppression_record), document),
               s->scope->now);
    return ERR_OK;
}

static enum err persons_suppressed_global(void *self, struct scope *scope,
                                          const struct phone_hash_id *hashes, size_t n, bool *found)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    for (size_t i = 0; i < n; i++)
        TRY(phone_is_listed_for_all(&s, hashes[i], &found[i]));
    return ERR_OK;
}

struct person_repository mongodb_persons(struct mongodb_store *store)
{
    static const struct person_repository_ops ops = {
        .load = persons_load,
        .save = persons_save,
        .suppress = persons_suppress,
        .unsuppress = persons_unsuppress,
        .suppressed_global = persons_suppressed_global,
    };

    return (struct person_repository){ &ops, store };
}
