/* application/src/queries/told_failure.c */
#include "application/queries/told_failure.h"

#include "domain/models/account.h"
#include "failure_words.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)

static const struct field told_failure_fields[] = {
    FIELD_STR(struct told_failure, slug, FIELD_REQUIRED, 0, 100),
    FIELD_STR(struct told_failure, text, FIELD_REQUIRED, 0, 4096),
};
const struct record told_failure_record =
    RECORD("told_failure", struct told_failure, told_failure_fields);

enum err batch_told_failure(const struct ports *ports, struct scope *scope, struct batch_id id,
                            struct told_failure *ret)
{
    struct account *account;
    struct batch *batch;
    struct failure why;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(batch_find(ports->records, scope, id, &batch));
    why = batch_failure(batch);
    if (why.slug.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, "batch.no_failure");
    TRY(account_find(ports->records, scope, scope->account, &account));
    ret->slug = why.slug;
    ret->text = failure_say(ports, scope->arena, scope_language(scope, account->language), &why);
    return ERR_OK;
}
