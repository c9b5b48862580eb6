/* application/src/commands/keep_scripts.c */
#include "application/commands/keep_scripts.h"

RECORD_REPOSITORY(script)

static void check_text(struct scope *scope, struct str field, struct str text)
{
    struct error error = { .arena = scope->arena };
    struct str_list names;

    if (script_variables(scope->arena, text, &names, &error) != ERR_OK)
        error_add_field(&scope->error,
                        (struct field_error){ .field = field,
                                              .slug = error.slug,
                                              .params = { error.params[0], error.params[1] } });
}

static enum err check(struct scope *scope, const struct script *script)
{
    check_text(scope, STR("opening"), script->opening);
    check_text(scope, STR("instructions"), script->instructions);
    return error_fields(&scope->error);
}

enum err create_script(const struct ports *ports, struct scope *scope, const struct script *wanted,
                       struct script **ret)
{
    struct script *script = record_copy(&script_record, wanted, scope->arena);

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    TRY(check(scope, script));
    script->id.v = random_id(ports->random, scope->now);
    script->account = scope->account;
    script->version = 0;
    script->revision = 1;
    script->created_at = scope->now;
    TRY(script_save(ports->records, scope, script, NULL));
    *ret = script;
    return ERR_OK;
}

enum err change_script(const struct ports *ports, struct scope *scope, struct script *changed,
                       struct script **ret)
{
    struct script *stored;

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    TRY(script_find(ports->records, scope, changed->id, &stored));
    TRY(check(scope, changed));
    changed->account = scope->account;
    changed->created_at = stored->created_at;
    changed->revision = stored->revision + 1;
    TRY(script_save(ports->records, scope, changed, NULL));
    *ret = changed;
    return ERR_OK;
}
