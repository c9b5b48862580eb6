/* application/src/phone_said.c */
#include "phone_said.h"

#include "domain/models/account.h"

RECORD_REPOSITORY(account)

enum err phone_said_in(const struct ports *ports, struct scope *scope, struct str country,
                       struct str text, struct phone *ret)
{
    struct error why = { .arena = scope->arena };
    struct parsed_phone parsed;

    if (VIA(ports->phones, parse, text, country, &parsed, &why) != ERR_OK) {
        error_add_field(&scope->error,
                        (struct field_error){ .field = STR("phone"), .slug = why.slug });
        return error_fields(&scope->error);
    }
    ret->e164 = str_copy(scope->arena, (struct str){ parsed.e164, parsed.n });
    return ERR_OK;
}

enum err phone_said(const struct ports *ports, struct scope *scope, struct str text,
                    struct phone *ret)
{
    struct account *account;

    TRY(account_find(ports->records, scope, scope->account, &account));
    return phone_said_in(ports, scope, account->country, text, ret);
}
