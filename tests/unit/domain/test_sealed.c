/* tests/unit/domain/test_sealed.c - what is a person's, or opens something, lies sealed in every
 * store: by its field's flag alone, so the flags are held here. */
#include "support/expect.h"

#include "domain/models/access_count.h"
#include "domain/models/batch_row.h"
#include "domain/models/call.h"
#include "domain/models/connection.h"
#include "domain/models/job.h"
#include "domain/models/password_reset.h"
#include "domain/models/registration.h"
#include "domain/models/second_factor.h"
#include "domain/models/suppression.h"
#include "domain/models/webhook_endpoint.h"

static const struct {
    const struct record *record;
    const char *fields[5];
} sealed[] = {
    { &call_record, { "phone", "name", "transcript", "summary", "recording_url" } },
    { &call_record, { "word_times" } },
    { &job_record, { "phones", "name", "variables" } },
    { &batch_row_record, { "cells", "notes" } },
    { &suppression_record, { "phone" } },
    { &platform_suppression_record, { "phone" } },
    { &registration_record, { "email", "account_name" } },
    { &password_reset_record, { "email" } },
    { &access_count_record, { "email" } },
    { &connection_record, { "api_key", "old_api_key" } },
    { &webhook_endpoint_record, { "secret" } },
    { &second_factor_record, { "secret" } },
};

static void fields__of_people_and_of_secrets_are_sealed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sealed); i++)
        for (size_t k = 0; k < ARRAY_LEN(sealed[i].fields) && sealed[i].fields[k] != NULL; k++) {
            const struct field *f = record_find(sealed[i].record, str_from_c(sealed[i].fields[k]));

            if (f == NULL || (f->flags & FIELD_SENSITIVE) == 0)
                fail_msg("%s.%s is not sealed", sealed[i].record->name, sealed[i].fields[k]);
        }
}

static void secrets__are_shown_by_no_answer(void **state)
{
    static const struct {
        const struct record *record;
        const char *field;
    } hidden[] = {
        { &second_factor_record, "secret" },    { &second_factor_record, "recovery" },
        { &connection_record, "api_key" },      { &connection_record, "old_api_key" },
        { &webhook_endpoint_record, "secret" }, { &password_reset_record, "hash" },
        { &registration_record, "hash" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
        if ((record_find(hidden[i].record, str_from_c(hidden[i].field))->flags & FIELD_PRIVATE) ==
            0)
            fail_msg("%s.%s is shown", hidden[i].record->name, hidden[i].field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields__of_people_and_of_secrets_are_sealed),
        cmocka_unit_test(secrets__are_shown_by_no_answer),
    };

    return cmocka_run_group_tests_name("sealed", tests, NULL, NULL);
}
