/* database/mongodb/schema.c - indexes by name, migrations by number. */
#include "database/mongodb/schema.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "database/mongodb/documents.h"
#include "database/mongodb/money_rule.h"

/* keys: names with commas between, in the order of the index. */
struct index_spec {
    const char *collection, *name, *keys;
    bool unique;
};

/* Those that an adapter of its own asks by. The records' come from their fields (indexes_of). */
static const struct index_spec own_indexes[] = {
    { "events", "fact", "fact", true },
    { "events", "account", "account,_id", false },
    { "audit_entries", "fact", "fact", true },
    { "audit_entries", "account_seq", "account,seq", true },
    { "audit_entries", "account_type_id", "account,type,id", false },
    { "audit_entries", "account_actor_id", "account,actor,id", false },
    { "audit_entries", "account_object_id", "account,object,id", false },
    { "audit_entries", "account_created_at_id", "account,created_at,id", false },
    { "entries", "account_id", "account,id", false },
    { "entries", "account_key", "account,key", true },
    { "entries", "account_campaign_id", "account,campaign,id", false },
    { "entries", "account_kind_id", "account,kind,id", false },
    { "entries", "account_tag_id", "account,tag,id", false },
    { "jobs", "batch_stage", "account,batch,stage,at", false },
    { "jobs", "campaign_stage", "account,campaign,stage,at", false },
    { "jobs", "account_stage", "account,stage", false },
    { "jobs", "stage", "stage,at", false },
    { "jobs", "stage_state", "stage,state", false },
    { "jobs", "connection_stage", "attempt.connection,stage", false },
    { "jobs", "provider_call", "attempt.provider_call", false },
    { "jobs", "batch_row", "account,batch,row", false },
    { "jobs", "counts", "account,campaign,batch,state", false },
    { "calls", "tag", "tag", true },
    { "suppressions", "account_hash", "account,hash", false },
    { "job_phones", "account_hash", "account,hash", false },
    { "job_phones", "account_batch", "account,batch", false },
    { "batches", "seen", "account,campaign,seen", false },
    { "inbox", "due", "state,due_at,received_at", false },
    { "answers", "expiry", "expires_at", false },
    { "rollup_items", "slot", "account,slot,campaign", false },
    { "rollup_items", "any_slot", "slot", false },
};

/* migrations[i] leads to version i + 1; NULL: nothing but the indexes, which are always made. */
static enum err (*const migrations[])(struct session *s) = { NULL };
enum { SCHEMA_VERSION = ARRAY_LEN(migrations), INDEXES_MOST = 64, INDEX_WAIT_MS = 6 * 3600 * 1000 };

/* Collections without a record of their own. */
static const char *const plain_collections[] = { "answers",     "audit_heads", "event_cursors",
                                                 "dead_events", "gates",       "inbox",
                                                 "job_phones",  "rollup_items" };

/* -- which indexes -- */

struct index_list {
    struct index_spec items[INDEXES_MOST];
    size_t n;
};

static void want(struct index_list *list, struct index_spec spec)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].name, spec.name) == 0)
            return;
    if (list->n < INDEXES_MOST)
        list->items[list->n++] = spec;
}

static void want_field(struct index_list *list, const struct record_plan *p, const char *field,
                       struct arena *arena)
{
    const char *collection = p->record->name;

    want(list, (struct index_spec){ collection, str_format(arena, "account_%s_id%c", field, 0).p,
                                    str_format(arena, "account,%s,id%c", field, 0).p, false });
    if (!(p->options & PLAN_OF_ACCOUNTS))
        want(list, (struct index_spec){ collection, str_format(arena, "%s_id%c", field, 0).p,
                                        str_format(arena, "%s,id,account%c", field, 0).p, false });
}

/* Calls follow their jobs and events tell nothing further. */
static bool has_outbox(const struct record_plan *p)
{
    return p->version != NULL && strcmp(p->record->name, "events") != 0 &&
           strcmp(p->record->name, "calls") != 0;
}

static void indexes_of_plan(struct index_list *list, const struct record_plan *p,
                            struct arena *arena)
{
    const char *collection = p->record->name;

    if (has_outbox(p))
        want(list, (struct index_spec){ collection, "out_at", "out_at", false });
    if (p->options & PLAN_CREATED)
        want(list, (struct index_spec){ collection, "created", "account,created", true });
    if (!(p->options & PLAN_OF_ACCOUNTS))
        want(list, (struct index_spec){ collection, "id", "id,account", false });
    if (p->options & PLAN_OWN_INDEXES)
        return;
    for (size_t i = 0; i < p->record->n; i++)
        if (p->record->fields[i].flags & (FIELD_INDEXED | FIELD_SORTED))
            want_field(list, p, p->record->fields[i].name, arena);
}

static void indexes_of(struct session *s, const char *collection, struct index_list *list)
{
    list->n = 0;
    for (size_t i = 0; i < s->store->n_plans; i++)
        if (strcmp(s->store->plans[i].record->name, collection) == 0)
            indexes_of_plan(list, &s->store->plans[i], &s->store->arena);
    for (size_t i = 0; i < ARRAY_LEN(own_indexes); i++)
        if (strcmp(own_indexes[i].collection, collection) == 0)
            want(list, own_indexes[i]);
}

static size_t collections_of(struct session *s, const char ***ret)
{
    size_t n = 0;
    const char **names =
        ARENA_ARRAY(s->arena, const char *, s->store->n_plans + ARRAY_LEN(plain_collections));

    for (size_t i = 0; i < s->store->n_plans; i++)
        names[n++] = s->store->plans[i].record->name;
    for (size_t i = 0; i < ARRAY_LEN(plain_collections); i++)
        names[n++] = plain_collections[i];
    *ret = names;
    return n;
}

const char *const *schema_outboxes(struct session *s, size_t *n)
{
    const char **names = ARENA_ARRAY(s->arena, const char *, s->store->n_plans);

    *n = 0;
    for (size_t i = 0; i < s->store->n_plans; i++)
        if (has_outbox(&s->store->plans[i]))
            names[(*n)++] = s->store->plans[i].record->name;
    return names;
}

/* -- making them -- */

static void put_keys(bson_t *index, const char *keys, struct arena *arena)
{
    struct str rest = str_from_c(keys);
    bson_t inner;

    bson_append_document_begin(index, "key", -1, &inner);
    while (rest.p != NULL)
        bson_append_int32(&inner, str_c(arena, str_cut(&rest, ',')), -1, 1);
    bson_append_document_end(index, &inner);
}

static void put_index(bson_t *array, uint32_t at, const struct index_spec *spec,
                      struct arena *arena)
{
    char text[16];
    const char *name;
    bson_t index;

    bson_uint32_to_string(at, &name, text, sizeof text);
    bson_append_document_begin(array, name, -1, &index);
    put_keys(&index, spec->keys, arena);
    put_str(&index, "name", str_from_c(spec->name));
    if (spec->unique)
        put_bool(&index, "unique", true);
    bson_append_document_end(array, &index);
}

static enum err run_command(struct session *s, const char *collection, const bson_t *command)
{
    CLEANUP(bson_destroy) bson_t reply;
    bson_error_t why;

    return mongoc_client_command_simple(s->client, s->store->database, command, NULL, &reply, &why)
               ? ERR_OK
               : server_failed(s, collection, &why);
}

static enum err make_indexes(struct session *s, const char *collection)
{
    CLEANUP(bson_destroy) bson_t command = BSON_INITIALIZER;
    struct index_list list;
    bson_t array;

    indexes_of(s, collection, &list);
    if (list.n == 0)
        return ERR_OK;
    put_str(&command, "createIndexes", str_from_c(collection));
    bson_append_array_begin(&command, "indexes", -1, &array);
    for (uint32_t i = 0; i < list.n; i++)
        put_index(&array, i, &list.items[i], s->arena);
    bson_append_array_end(&command, &array);
    return run_command(s, collection, &command);
}

static void uri_end(mongoc_uri_t **uri)
{
    mongoc_uri_destroy(*uri);
}

static void client_end(mongoc_client_t **client)
{
    mongoc_client_destroy(*client);
}

/* By a client of its own: on a large collection an index takes the server longer than any other
 * answer may. */
static enum err make_all_indexes(struct session *s)
{
    CLEANUP(uri_end) mongoc_uri_t *uri = mongoc_uri_copy(s->store->uri);
    struct session patient = {
        .store = s->store, .scope = s->scope, .arena = s->arena, .error = s->error
    };
    const char **names;
    size_t n = collections_of(s, &names);

    mongoc_uri_set_option_as_int32(uri, MONGOC_URI_SOCKETTIMEOUTMS, INDEX_WAIT_MS);
    CLEANUP(client_end) mongoc_client_t *client = mongoc_client_new_from_uri(uri);
    mongoc_client_set_error_api(client, MONGOC_ERROR_API_VERSION_2);
    patient.client = client;
    for (size_t i = 0; i < n; i++)
        TRY(make_indexes(&patient, names[i]));
    return ERR_OK;
}

/* -- are they there? -- */

static void collection_end(mongoc_collection_t **collection)
{
    mongoc_collection_destroy(*collection);
}

static void cursor_end(mongoc_cursor_t **cursor)
{
    mongoc_cursor_destroy(*cursor);
}

static enum err index_names(struct session *s, const char *collection, struct str_list *ret)
{
    CLEANUP(collection_end)
    mongoc_collection_t *c =
        mongoc_client_get_collection(s->client, s->store->database, collection);
    CLEANUP(cursor_end) mongoc_cursor_t *cursor = mongoc_collection_find_indexes_with_opts(c, NULL);
    struct str *names = ARENA_ARRAY(s->arena, struct str, INDEXES_MOST);
    bson_error_t why;
    const bson_t *doc;
    size_t n = 0;

    while (mongoc_cursor_next(cursor, &doc))
        if (n < INDEXES_MOST)
            names[n++] = str_copy(s->arena, document_str(bson_bytes(doc), "name"));
    if (mongoc_cursor_error(cursor, &why))
        return server_failed(s, collection, &why);
    *ret = (struct str_list){ names, n };
    return ERR_OK;
}

static enum err check_indexes(struct session *s, const char *collection)
{
    struct index_list wanted;
    struct str_list there = { NULL, 0 };

    indexes_of(s, collection, &wanted);
    if (wanted.n == 0)
        return ERR_OK;
    TRY(index_names(s, collection, &there));
    for (size_t i = 0; i < wanted.n; i++) {
        bool found = false;

        for (size_t k = 0; k < there.n && !found; k++)
            found = str_eq_c(there.items[k], wanted.items[i].name);
        if (!found)
            return FAIL_WITH(s->error, ERR_PRECONDITION, "mongodb.index_missing",
                             P_STR("collection", str_from_c(collection)),
                             P_STR("index", str_from_c(wanted.items[i].name)));
    }
    return ERR_OK;
}

static enum err check_all_indexes(struct session *s)
{
    const char **names;
    size_t n = collections_of(s, &names);

    for (size_t i = 0; i < n; i++)
        TRY(check_indexes(s, names[i]));
    return ERR_OK;
}

/* -- the version -- */

/* Which indexes and rules this program wants, as one number: a record that got an indexed field
 * asks for an index without a migration of its own. */
static int64_t fingerprint(struct session *s)
{
    const char **names;
    size_t n = collections_of(s, &names);
    struct strbuf all = strbuf_init(s->arena, 1 << 20);
    unsigned char hash[SHA256_BYTES];
    struct index_list list;
    int64_t number = 0;

    for (size_t i = 0; i < n; i++) {
        indexes_of(s, names[i], &list);
        for (size_t k = 0; k < list.n; k++)
            strbuf_addf(&all, "%s.%s(%s)%d\n", names[i], list.items[k].name, list.items[k].keys,
                        list.items[k].unique);
    }
    money_rule_print(&all);
    sha256(strbuf_str(&all), hash);
    for (size_t i = 0; i < 7; i++)
        number = number << 8 | hash[i];
    return number;
}

/* Says whose key the database was made with, and gives nothing away. */
static struct str key_mark(struct session *s)
{
    unsigned char mark[32];

    purpose_key(s->store, "mark", mark);
    return str_copy(s->arena, (struct str){ (const char *)mark, sizeof mark });
}

/* rule: the server has kept that of money, so that it is missed when it goes. */
static enum err note_version(struct session *s, bool rule)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bson_t set;

    put_str(&filter, "_id", STR("schema"));
    bson_append_document_begin(&update, "$set", -1, &set);
    put_i64(&set, "version", SCHEMA_VERSION);
    put_i64(&set, "indexes", fingerprint(s));
    put_bytes(&set, "key_mark", key_mark(s));
    put_bool(&set, "rule", rule);
    bson_append_document_end(&update, &set);
    return document_put(s, "schema", &filter, &update);
}

static enum err read_known(struct session *s, struct str *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_str(&filter, "_id", STR("schema"));
    TRY(document_one(s, "schema", &filter, NULL, ret));
    int64_t version = document_i64(*ret, "version");
    if (version > SCHEMA_VERSION)
        return FAIL_WITH(s->error, ERR_PRECONDITION, "mongodb.newer_schema",
                         P_I64("found", version), P_I64("known", SCHEMA_VERSION));
    return ERR_OK;
}

static bool is_up_to_date(struct session *s, struct str known)
{
    return document_i64(known, "version") == SCHEMA_VERSION &&
           document_i64(known, "indexes") == fingerprint(s);
}

static enum err check_all(struct session *s, struct str known)
{
    TRY(check_all_indexes(s));
    return document_bool(known, "rule") ? money_rule_check(s) : ERR_OK;
}

enum err schema_check(struct session *s)
{
    struct str known;

    TRY(read_known(s, &known));
    return is_up_to_date(s, known) ? check_all(s, known) : ERR_OK;
}

enum err schema_is_made(struct session *s, bool *ret)
{
    struct str known;

    TRY(read_known(s, &known));
    *ret = known.p != NULL;
    return ERR_OK;
}

enum err indexes_apply(struct session *s, bool repair)
{
    struct str known;
    bool rule;

    TRY(read_known(s, &known));
    if (known.p != NULL && !str_eq(document_bytes(known, "key_mark"), key_mark(s)))
        return FAIL(s->error, ERR_PRECONDITION, "mongodb.other_key");
    if (is_up_to_date(s, known) && !repair)
        return check_all(s, known);
    TRY(make_all_indexes(s));
    TRY(money_rule_make(s, &rule));
    for (int64_t i = document_i64(known, "version"); i < SCHEMA_VERSION; i++)
        if (migrations[i] != NULL)
            TRY(migrations[i](s));
    return note_version(s, rule);
}

enum err schema_clear(struct session *s)
{
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER;
    const char **names;
    size_t n = collections_of(s, &names);
    int64_t removed;

    for (size_t i = 0; i < n; i++)
        TRY(documents_remove(s, names[i], &all, &removed));
    return ERR_OK;
}

enum err schema_first_filled(struct session *s, const char **ret)
{
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER;
    const char **names;
    size_t n = collections_of(s, &names);
    struct str found = STR_NONE;

    *ret = NULL;
    for (size_t i = 0; i < n && *ret == NULL; i++) {
        TRY(document_one(s, names[i], &all, NULL, &found));
        *ret = found.p != NULL ? names[i] : NULL;
    }
    return ERR_OK;
}

enum err schema_refuse_unfinished(struct session *s)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str move;

    put_str(&filter, "_id", STR("move"));
    TRY(document_one(s, "schema", &filter, NULL, &move));
    return move.p != NULL && !document_bool(move, "ended")
               ? FAIL(s->error, ERR_PRECONDITION, "move.unfinished")
               : ERR_OK;
}
