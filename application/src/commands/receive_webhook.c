/* application/src/commands/receive_webhook.c - verified over the raw bytes, stored, then answered.
 */
#include "application/commands/receive_webhook.h"

#include "base/strbuf.h"

RECORD_REPOSITORY(connection)

/* What is wrong with a webhook is nobody's business: one answer for all. */
static enum err refuse(struct scope *scope)
{
    return FAIL(&scope->error, ERR_UNAUTHENTICATED, "webhook.bad_signature");
}

enum { HASH_PART = 16 };

/* The provider gives no event id, and analysis can come twice with different content. */
static struct str inbox_key(const struct ports *ports, struct scope *scope,
                            const struct voice_event *event, struct str raw)
{
    struct strbuf key = strbuf_init(scope->arena, 512);
    struct str hash = VIA(ports->secrets, hash, scope->arena, raw);

    strbuf_add(&key, str_slice(event->call.provider_call, 0, 200));
    strbuf_add_char(&key, ':');
    strbuf_add(&key, str_slice(event->name, 0, 60));
    strbuf_add_char(&key, ':');
    strbuf_add(&key, str_slice(hash, 0, HASH_PART));
    return strbuf_str(&key);
}

enum err receive_webhook(const struct ports *ports, struct scope *scope,
                         const struct receive_webhook *cmd)
{
    struct connection *connection;
    struct voice_event event;
    bool again;
    enum err err = connection_find(ports->records, scope, cmd->connection, &connection);

    if (err == ERR_NOT_FOUND)
        return refuse(scope);
    TRY(err);
    if (VIA(ports->voice, verify, connection, cmd->signature, cmd->raw, scope->now,
            &scope->error) != ERR_OK)
        return refuse(scope);
    if (cmd->tag.n > 0 && !VIA(ports->secrets, tag_mac_is, cmd->tag, cmd->mac))
        return refuse(scope);
    TRY(VIA(ports->voice, read_event, scope->arena, cmd->raw, &event, &scope->error));
    if (event.kind == VOICE_OTHER)
        return ERR_OK; /* live transcripts and the like: shown by whoever wants them, decides
                          nothing */
    return VIA(ports->inbox, put, scope,
               &(struct inbox_item){ .key = inbox_key(ports, scope, &event, cmd->raw),
                                     .connection = cmd->connection,
                                     .tag = cmd->tag.n > 0 ? cmd->tag : STR(""),
                                     .raw = cmd->raw,
                                     .received_at = scope->now },
               &again);
}
