/* application/src/commands/keep_scripts.c - scripts, and what they said before. */
#include "application/commands/keep_scripts.h"

#include "audit_event.h"
#include "script_versions.h"

RECORD_REPOSITORY(script)

static enum err check(struct scope *scope, const struct script *script)
{
    script_check(script, &scope->error);
    return error_fields(&scope->error);
}

/* A version that is not noted now is noted before the next change: nothing of it is lost. */
static void note_now(const struct ports *ports, struct scope *scope, const struct script *script)
{
    struct scope aside = *scope;

    DROP(script_version_note(ports, &aside, script));
}

enum err create_script(const struct ports *ports, struct scope *scope, const struct script *wanted,
                       struct script **ret)
{
    struct script *script = record_copy(&script_record, wanted, scope->arena);
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    TRY(check(scope, script));
    script->id.v = random_id(ports->random, scope->now);
    script->account = scope->account;
    script->version = 0;
    script->revision = 1;
    script->revised_at = script->created_at = scope->now;
    script->revised_by = scope_actor(scope);
    events = audit_events(scope, EVENT_SCRIPT_CREATED, ID_TEXT(scope->arena, script->id),
                          &script_record, NULL, script);
    TRY(script_save(ports->records, scope, script, &events));
    note_now(ports, scope, script);
    *ret = script;
    return ERR_OK;
}

enum err change_script(const struct ports *ports, struct scope *scope, struct script *changed,
                       struct script **ret)
{
    struct script *stored;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    TRY(script_find(ports->records, scope, changed->id, &stored));
    TRY(check(scope, changed));
    TRY(script_version_note(ports, scope, stored));
    changed->account = scope->account;
    changed->created_at = stored->created_at;
    changed->revision = stored->revision + 1;
    changed->revised_at = scope->now;
    changed->revised_by = scope_actor(scope);
    events = audit_events(scope, EVENT_SCRIPT_CHANGED, ID_TEXT(scope->arena, changed->id),
                          &script_record, stored, changed);
    TRY(script_save(ports->records, scope, changed, &events));
    note_now(ports, scope, changed);
    *ret = changed;
    return ERR_OK;
}

enum err restore_script(const struct ports *ports, struct scope *scope, struct script_id id,
                        int64_t revision, struct script **ret)
{
    struct script_version version;
    struct script *script;

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    TRY(script_find(ports->records, scope, id, &script));
    TRY(script_version_find(ports, scope, script, revision, &version));
    script->name = version.name;
    script->language = version.language;
    script->opening = version.opening;
    script->instructions = version.instructions;
    return change_script(ports, scope, script, ret);
}
