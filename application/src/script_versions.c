/* application/src/script_versions.c - a version's id is made from script and revision, so that it
 * is kept once, whoever comes first. */
#include "script_versions.h"

enum err script_version_note(const struct ports *ports, struct scope *scope,
                             const struct script *script)
{
    struct script_version version = script_version_of(script);
    struct scope own = *scope;
    enum err err;

    own.idempotency_key = STR_NONE; /* it stands for the script alone */
    err = VIA(ports->records, save, &own, &script_version_record, &version, NULL);
    if (err == ERR_OK || err == ERR_EXISTS)
        return ERR_OK;
    scope->error = own.error;
    return err;
}

enum err script_version_find(const struct ports *ports, struct scope *scope,
                             const struct script *script, int64_t revision,
                             struct script_version *ret)
{
    void *found;
    enum err err;

    if (revision == script->revision) {
        *ret = script_version_of(script);
        return ERR_OK;
    }
    err = VIA(ports->records, find, scope, &script_version_record,
              script_version_id_of(script->id, revision).v, &found);
    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "script.no_such_version",
                         P_I64("revision", revision));
    }
    if (err == ERR_OK)
        *ret = *(struct script_version *)found;
    return err;
}
