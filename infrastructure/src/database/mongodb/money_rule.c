/* database/mongodb/money_rule.c - the validator of the wallets' collection. */
#include "database/mongodb/money_rule.h"

#include "database/mongodb/documents.h"
#include "domain/models/wallet.h"

/* An amount, with the least that its field allows; none where the table gives no bounds. */
static bool is_amount(const struct field *f)
{
    return f->kind == KIND_I64;
}

static bool has_least(const struct field *f)
{
    return f->min != 0 || f->max != 0;
}

static void put_required(bson_t *schema)
{
    char text[16];
    const char *at;
    uint32_t n = 0;
    bson_t names;

    bson_append_array_begin(schema, "required", -1, &names);
    for (size_t i = 0; i < wallet_record.n; i++)
        if (is_amount(&wallet_record.fields[i])) {
            bson_uint32_to_string(n++, &at, text, sizeof text);
            put_str(&names, at, str_from_c(wallet_record.fields[i].name));
        }
    bson_append_array_end(schema, &names);
}

static void put_properties(bson_t *schema)
{
    bson_t all, one;

    bson_append_document_begin(schema, "properties", -1, &all);
    for (size_t i = 0; i < wallet_record.n; i++) {
        const struct field *f = &wallet_record.fields[i];

        if (!is_amount(f))
            continue;
        bson_append_document_begin(&all, f->name, -1, &one);
        put_str(&one, "bsonType", STR("long"));
        if (has_least(f))
            put_i64(&one, "minimum", f->min);
        bson_append_document_end(&all, &one);
    }
    bson_append_document_end(schema, &all);
}

static void put_rule(bson_t *command)
{
    bson_t rule, schema;

    bson_append_document_begin(command, "validator", -1, &rule);
    bson_append_document_begin(&rule, "$jsonSchema", -1, &schema);
    put_str(&schema, "bsonType", STR("object"));
    put_required(&schema);
    put_properties(&schema);
    bson_append_document_end(&rule, &schema);
    bson_append_document_end(command, &rule);
}

void money_rule_print(struct strbuf *text)
{
    strbuf_addf(text, "%s:", wallet_record.name);
    for (size_t i = 0; i < wallet_record.n; i++) {
        const struct field *f = &wallet_record.fields[i];

        if (is_amount(f))
            strbuf_addf(text, "%s%s%lld ", f->name, has_least(f) ? ">=" : "*", (long long)f->min);
    }
}

/* -- is it there? -- */

static void cursor_end(mongoc_cursor_t **cursor)
{
    mongoc_cursor_destroy(*cursor);
}

static void database_end(mongoc_database_t **database)
{
    mongoc_database_destroy(*database);
}

static enum err is_there(struct session *s, bool *ret)
{
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;
    CLEANUP(database_end)
    mongoc_database_t *database = mongoc_client_get_database(s->client, s->store->database);
    bson_error_t why;
    const bson_t *doc;
    bson_t filter;

    bson_append_document_begin(&opts, "filter", -1, &filter);
    put_str(&filter, "name", str_from_c(wallet_record.name));
    bson_append_document_end(&opts, &filter);
    CLEANUP(cursor_end)
    mongoc_cursor_t *cursor = mongoc_database_find_collections_with_opts(database, &opts);
    *ret = false;
    while (mongoc_cursor_next(cursor, &doc))
        *ret = *ret ||
               document_inside(document_inside(bson_bytes(doc), "options"), "validator").p != NULL;
    return mongoc_cursor_error(cursor, &why) ? server_failed(s, wallet_record.name, &why) : ERR_OK;
}

/* A server's own no, and not that none was found or that it went away. */
static bool is_refusal(const bson_error_t *why)
{
    return why->domain == MONGOC_ERROR_SERVER || why->domain == MONGOC_ERROR_QUERY;
}

enum err money_rule_make(struct session *s, bool *kept)
{
    CLEANUP(bson_destroy) bson_t command = BSON_INITIALIZER, reply;
    bson_error_t why;

    put_str(&command, "collMod", str_from_c(wallet_record.name));
    put_rule(&command);
    put_str(&command, "validationLevel", STR("strict"));
    put_str(&command, "validationAction", STR("error"));
    *kept = false;
    if (mongoc_client_command_simple(s->client, s->store->database, &command, NULL, &reply, &why))
        return is_there(s, kept);
    if (!is_refusal(&why))
        return server_failed(s, wallet_record.name, &why);
    log_warn(s->store->config.log, "store.no_rule",
             LF_STR("collection", str_from_c(wallet_record.name)),
             LF_STR("reason", str_from_c(why.message)));
    return ERR_OK;
}

enum err money_rule_check(struct session *s)
{
    bool there;

    TRY(is_there(s, &there));
    return there ? ERR_OK
                 : FAIL_WITH(s->error, ERR_PRECONDITION, "mongodb.no_validator",
                             P_STR("collection", str_from_c(wallet_record.name)));
}
