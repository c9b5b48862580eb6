/* body_meaning.c - which check a body has, by its record. */
#include "http/body_meaning.h"

#include "application/application.h"
#include "domain/services/password_policy.h"

typedef enum err body_check(const struct ports *ports, struct scope *scope, const void *object);

static enum err campaign_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    return check_campaign(ports, scope, object);
}

static enum err script_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    (void)ports;
    script_check(object, &scope->error);
    return ERR_OK;
}

static enum err webhook_endpoint_meaning(const struct ports *ports, struct scope *scope,
                                         const void *object)
{
    (void)ports;
    return webhook_endpoint_check(object, &scope->error);
}

static enum err plan_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    (void)ports;
    plan_check(object, &scope->error);
    return ERR_OK;
}

static enum err change_account_meaning(const struct ports *ports, struct scope *scope,
                                       const void *object)
{
    check_change_account(ports, scope, object);
    return ERR_OK;
}

static enum err create_account_meaning(const struct ports *ports, struct scope *scope,
                                       const void *object)
{
    return check_create_account(ports, scope, object);
}

static enum err registration_meaning(const struct ports *ports, struct scope *scope,
                                     const void *object)
{
    return check_ask_registration(ports, scope, object);
}

static enum err invite_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    (void)ports;
    check_invite(scope, object);
    return ERR_OK;
}

static enum err api_key_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    (void)ports;
    check_create_api_key(scope, object);
    return ERR_OK;
}

static enum err export_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    return check_request_export(ports, scope, object);
}

/* Whose it will be is known to the command alone: that it is no name of theirs is asked there. */
static enum err new_password(const struct ports *ports, struct scope *scope, struct str password)
{
    password_check(&scope->error, scope->arena, STR("password"), password, STR(""),
                   ports->common_passwords);
    return ERR_OK;
}

static enum err confirm_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    return new_password(ports, scope, ((const struct confirm_registration *)object)->password);
}

static enum err reset_meaning(const struct ports *ports, struct scope *scope, const void *object)
{
    return new_password(ports, scope, ((const struct reset_password *)object)->password);
}

static enum err change_password_meaning(const struct ports *ports, struct scope *scope,
                                        const void *object)
{
    return new_password(ports, scope, ((const struct change_password *)object)->password);
}

static const struct {
    const struct record *record;
    body_check *check;
} meanings[] = {
    { &campaign_record, campaign_meaning },
    { &script_record, script_meaning },
    { &webhook_endpoint_record, webhook_endpoint_meaning },
    { &plan_record, plan_meaning },
    { &change_account_record, change_account_meaning },
    { &create_account_record, create_account_meaning },
    { &ask_registration_record, registration_meaning },
    { &invite_record, invite_meaning },
    { &create_api_key_record, api_key_meaning },
    { &request_export_record, export_meaning },
    { &confirm_registration_record, confirm_meaning },
    { &reset_password_record, reset_meaning },
    { &change_password_record, change_password_meaning },
};

static bool is_told(const struct error *error, struct str field)
{
    for (const struct field_error *f = error->fields; f != NULL; f = f->next)
        if (str_eq(f->field, field))
            return true;
    return false;
}

void body_tell_more(const struct ports *ports, struct scope *scope, const struct record *record,
                    const void *object)
{
    struct scope inside = *scope;

    inside.error = (struct error){ .arena = scope->arena };
    for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
        if (meanings[i].record == record)
            DROP(meanings[i].check(ports, &inside, object)); /* the body is refused anyhow */
    for (const struct field_error *f = inside.error.fields; f != NULL; f = f->next)
        if (!is_told(&scope->error, f->field))
            error_add_field(&scope->error, *f);
}
