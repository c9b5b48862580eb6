/* application/src/commands/keep_plans.c */
#include "application/commands/keep_plans.h"

#include "plans.h"

/* Saved as the installation's, with its event. */
static enum err keep(const struct ports *ports, struct scope *scope, const struct plan *before,
                     struct plan *plan, enum event_type type)
{
    struct scope own = *scope;
    struct event_list events = { 0 };
    enum err err;

    own.account = (struct account_id){ { { 0 } } };
    event_list_add(
        &events, scope->arena,
        (struct event){ .type = type,
                        .aggregate = plan->id.v,
                        .version = plan->version + 1,
                        .at = scope->now,
                        .detail = plan->code,
                        .changes = changes_of(scope->arena, &plan_record, before, plan) });
    err = VIA(ports->records, save, &own, &plan_record, plan, &events);
    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}

static enum err exists(struct scope *scope, struct str code)
{
    return FAIL_WITH(&scope->error, ERR_EXISTS, "plan.exists", P_STR("id", code));
}

enum err create_plan(const struct ports *ports, struct scope *scope, const struct plan *wanted,
                     struct plan **ret)
{
    struct plan *plan = record_copy(&plan_record, wanted, scope->arena);
    const struct plan *known;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    plan_check(plan, &scope->error);
    TRY(error_fields(&scope->error));
    TRY(plan_of(ports, scope, plan->code, &known));
    if (known != NULL)
        return exists(scope, plan->code);
    plan->id = plan_id_of(ports, scope->arena, plan->code);
    plan->account = (struct account_id){ { { 0 } } };
    plan->version = 0;
    enum err err = keep(ports, scope, NULL, plan, EVENT_PLAN_CREATED);
    if (err == ERR_EXISTS && str_eq_c(STR("record.exists"), scope->error.slug))
        return exists(scope, plan->code); /* another operator was quicker */
    TRY(err);
    *ret = plan;
    return ERR_OK;
}

enum err amend_plan(const struct ports *ports, struct scope *scope, struct plan *changed,
                    struct plan **ret)
{
    const struct plan *known;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(plan_of(ports, scope, changed->code, &known));
    if (known == NULL)
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "plan.not_found",
                         P_STR("id", changed->code));
    plan_check(changed, &scope->error);
    if (plan_unit(changed) != plan_unit(known))
        error_add_field(&scope->error, (struct field_error){ .field = STR("tariff.per_minute"),
                                                             .slug = "plan.unit" });
    TRY(error_fields(&scope->error));
    if (changed->retired && str_eq(changed->code, ports->choices.registration_plan))
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "plan.of_registration",
                         P_STR("id", changed->code));
    changed->kind = known->kind;
    if (ID_NONE(changed->id))
        changed->id = plan_id_of(ports, scope->arena, changed->code);
    TRY(keep(ports, scope, known, changed, EVENT_PLAN_CHANGED));
    *ret = changed;
    return ERR_OK;
}
