/* database/mongodb/job_rooms.c - see job_rooms.h. */
#include "database/mongodb/job_rooms.h"

#include "database/mongodb/counts.h"
#include "domain/models/account.h"
#include "domain/models/connection.h"

const char rooms_collection[] = "gates";

static const struct id128 nobody;

struct rooms rooms_init(struct session *s, struct account_id account, size_t jobs)
{
    return (struct rooms){ .s = s,
                           .account = account,
                           .items = ARENA_ARRAY(s->arena, struct room, ROOMS * jobs) };
}

/* A connection may be used by several accounts: its document is nobody's. */
struct room *rooms_add(struct rooms *rooms, enum room_kind kind, struct id128 id)
{
    const struct id128 owner = kind == ROOM_CONNECTION ? nobody : rooms->account.v;

    for (size_t i = 0; i < rooms->n; i++)
        if (rooms->items[i].kind == kind && id128_eq(rooms->items[i].id, id))
            return &rooms->items[i];
    rooms->items[rooms->n] = (struct room){
        .kind = kind,
        .id = id,
        .key = record_key(rooms->s->arena, owner, kind == ROOM_ACCOUNT ? nobody : id),
    };
    return &rooms->items[rooms->n++];
}

/* -- limits -- */

static enum err read_account(struct rooms *rooms)
{
    struct str document;

    TRY(document_by_id(rooms->s, account_record.name,
                       record_key(rooms->s->arena, rooms->account.v, rooms->account.v), &document));
    rooms->account_active =
        str_eq(document_str(document, "status"), account_status_name(ACCOUNT_ACTIVE));
    for (size_t i = 0; i < rooms->n; i++)
        if (rooms->items[i].kind == ROOM_ACCOUNT) {
            rooms->items[i].most = document_i64(document, "max_active");
            rooms->items[i].version = document_i64(document, "version");
        }
    return ERR_OK;
}

/* The installation's, or the account's own; one that is not kept here has no limit of its own. */
static enum err read_connections(struct rooms *rooms)
{
    struct str *keys = ARENA_ARRAY(rooms->s->arena, struct str, 2 * rooms->n);
    struct documents found;
    size_t n = 0;

    for (size_t i = 0; i < rooms->n; i++)
        if (rooms->items[i].kind == ROOM_CONNECTION) {
            keys[n++] = record_key(rooms->s->arena, nobody, rooms->items[i].id);
            keys[n++] = record_key(rooms->s->arena, rooms->account.v, rooms->items[i].id);
        }
    TRY(documents_by_ids(rooms->s, connection_record.name, keys, n, &found));
    for (size_t i = 0, k = 0; i < rooms->n; i++) {
        struct room *room = &rooms->items[i];

        if (room->kind != ROOM_CONNECTION)
            continue;
        struct str document = documents_with(&found, keys[k]);
        if (document.p == NULL)
            document = documents_with(&found, keys[k + 1]);
        room->stopped = document_bool(document, "stopped");
        room->most = document_i64(document, "max_active");
        k += 2;
    }
    return ERR_OK;
}

/* All, or those that our permits stand in. */
static enum err read_documents(struct rooms *rooms, bool taken)
{
    struct str *keys = ARENA_ARRAY(rooms->s->arena, struct str, rooms->n);
    struct documents found;
    size_t n = 0;

    for (size_t i = 0; i < rooms->n; i++)
        if (!taken || rooms->items[i].taken)
            keys[n++] = rooms->items[i].key;
    TRY(documents_by_ids(rooms->s, rooms_collection, keys, n, &found));
    for (size_t i = 0; i < rooms->n; i++) {
        struct room *room = &rooms->items[i];

        if (taken && !room->taken)
            continue;
        room->document = documents_with(&found, room->key);
        if (room->kind == ROOM_CAMPAIGN)
            room->most = gate_of(room->document).max_active;
    }
    return ERR_OK;
}

/* Behind the gates: a budget that is changed is stored before its gate gets a next version, so who
 * reads the old one here cannot write that gate any more. */
static enum err read_budget(struct rooms *rooms, struct room *room)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, opts = BSON_INITIALIZER;
    bson_t only;
    struct str campaign;
    int64_t most;

    put_bytes(&filter, "_id", room->key);
    bson_append_document_begin(&opts, "projection", -1, &only);
    put_i64(&only, "budget_calls", 1);
    put_i64(&only, "version", 1);
    bson_append_document_end(&opts, &only);
    TRY(document_one(rooms->s, campaign_record.name, &filter, &opts, &campaign));
    room->version = document_i64(campaign, "version");
    most = document_i64(campaign, "budget_calls");
    if (most > 0)
        room->calls_most = SOME_I64(most);
    room->forgets = campaign.p != NULL && most == 0 && budget_is_counted(room->document);
    return ERR_OK;
}

static enum err read_budgets(struct rooms *rooms)
{
    for (size_t i = 0; i < rooms->n; i++)
        if (rooms->items[i].kind == ROOM_CAMPAIGN)
            TRY(read_budget(rooms, &rooms->items[i]));
    return ERR_OK;
}

enum err rooms_read(struct rooms *rooms)
{
    TRY(read_account(rooms));
    TRY(read_connections(rooms));
    TRY(read_documents(rooms, false));
    return read_budgets(rooms);
}

/* -- calls that are on -- */

/* More than the limit need not be told apart. The lists were read before: what
 * turns from a permit into a call meanwhile is counted twice, and never not at all. */
static enum err count_active(struct rooms *rooms, struct room *room)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    if (room->kind == ROOM_CONNECTION)
        put_id(&filter, "attempt.connection", room->id);
    else
        put_key(&filter, "account", rooms->account.v);
    if (room->kind == ROOM_CAMPAIGN)
        put_key(&filter, "campaign", room->id);
    put_active(&filter);
    return documents_count(rooms->s, job_record.name, &filter, room->most + 1, &room->active);
}

enum err rooms_read_taken(struct rooms *rooms)
{
    TRY(read_documents(rooms, true));
    for (size_t i = 0; i < rooms->n; i++)
        if (rooms->items[i].taken)
            TRY(count_active(rooms, &rooms->items[i]));
    return ERR_OK;
}
