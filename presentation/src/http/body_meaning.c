/* body_meaning.c - checks that need nothing but the body. */
#include "http/body_meaning.h"

#include "application/application.h"
#include "domain/services/calling_window.h"

static void campaign_meaning(const void *object, struct error *error)
{
    DROP(campaign_check(object, error));
}

static void script_meaning(const void *object, struct error *error)
{
    script_check(object, error);
}

static void webhook_endpoint_meaning(const void *object, struct error *error)
{
    DROP(webhook_endpoint_check(object, error));
}

static void plan_meaning(const void *object, struct error *error)
{
    plan_check(object, error);
}

/* What is absent stays as it is, and was asked when it came. */
static void change_account_meaning(const void *object, struct error *error)
{
    const struct change_account *cmd = object;
    struct account account = { .window_start = STR(""), .window_end = STR("") };

    if (cmd->window_start.has && cmd->window_end.has) {
        account.window_start = cmd->window_start.v;
        account.window_end = cmd->window_end.v;
    }
    account.brand_color = cmd->brand_color.has ? cmd->brand_color.v : STR("");
    account.retention_days = cmd->retention_days.has ? cmd->retention_days.v : 0;
    account_check(&account, error);
    if (cmd->language.has)
        account_check_language(error, cmd->language.v);
}

static const struct {
    const struct record *record;
    void (*check)(const void *object, struct error *error);
} meanings[] = {
    { &campaign_record, campaign_meaning },
    { &script_record, script_meaning },
    { &webhook_endpoint_record, webhook_endpoint_meaning },
    { &plan_record, plan_meaning },
    { &change_account_record, change_account_meaning },
};

static bool is_told(const struct error *error, struct str field)
{
    for (const struct field_error *f = error->fields; f != NULL; f = f->next)
        if (str_eq(f->field, field))
            return true;
    return false;
}

void body_tell_more(const struct record *record, const void *object, struct error *error)
{
    struct error more = { .arena = error->arena };

    for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
        if (meanings[i].record == record)
            meanings[i].check(object, &more);
    for (const struct field_error *f = more.fields; f != NULL; f = f->next)
        if (!is_told(error, f->field))
            error_add_field(error, *f);
}
