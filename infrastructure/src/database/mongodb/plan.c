/* database/mongodb/plan.c - the records that are kept, and what is worked out of each. */
#include "database/mongodb/plan.h"

#include <assert.h>
#include <string.h>

#include "base/strbuf.h"
#include "domain/event.h"
#include "domain/models/access_count.h"
#include "domain/models/account.h"
#include "domain/models/audit_entry.h"
#include "domain/models/batch.h"
#include "domain/models/batch_row.h"
#include "domain/models/call.h"
#include "domain/models/campaign.h"
#include "domain/models/connection.h"
#include "domain/models/display.h"
#include "domain/models/event_decision.h"
#include "domain/models/export.h"
#include "domain/models/forgotten_call.h"
#include "domain/models/notification.h"
#include "domain/models/invitation.h"
#include "domain/models/password_reset.h"
#include "domain/models/person.h"
#include "domain/models/plan.h"
#include "domain/models/process.h"
#include "domain/models/recording.h"
#include "domain/models/registration.h"
#include "domain/models/script.h"
#include "domain/models/second_factor.h"
#include "domain/models/session.h"
#include "domain/models/subdomain.h"
#include "domain/models/suppression.h"
#include "domain/models/user.h"
#include "domain/models/waiting_event.h"
#include "domain/models/webhook_endpoint.h"
#include "domain/models/wallet.h"

static const struct {
    const struct record *record;
    unsigned options;
} kept[] = {
    { &account_record, PLAN_CREATED },
    { &user_record, PLAN_CREATED },
    { &membership_record, PLAN_CREATED },
    { &api_key_record, PLAN_CREATED },
    { &session_record, 0 },
    { &password_reset_record, 0 },
    { &registration_record, 0 },
    { &invitation_record, PLAN_CREATED },
    { &second_factor_record, 0 },
    { &waiting_event_record, 0 },
    { &event_decision_record, 0 },
    { &forgotten_call_record, 0 },
    { &email_claim_record, 0 },
    { &access_count_record, 0 },
    { &subdomain_claim_record, 0 },
    { &display_record, PLAN_CREATED },
    { &script_record, PLAN_CREATED },
    { &script_version_record, PLAN_CREATED },
    { &campaign_record, PLAN_CREATED },
    { &batch_record, PLAN_CREATED },
    { &batch_row_record, PLAN_OF_ACCOUNTS },
    { &connection_record, PLAN_CREATED },
    { &number_record, PLAN_CREATED },
    { &export_record, PLAN_CREATED },
    { &webhook_endpoint_record, PLAN_CREATED },
    { &notification_record, PLAN_CREATED },
    { &recording_record, PLAN_CREATED },
    { &plan_record, PLAN_CREATED },
    { &process_record, 0 },
    { &suppression_record, PLAN_OF_ACCOUNTS },
    { &platform_suppression_record, PLAN_OF_ACCOUNTS },
    { &job_record, PLAN_OF_ACCOUNTS },
    { &call_record, PLAN_OF_ACCOUNTS },
    { &person_record, PLAN_OF_ACCOUNTS | PLAN_OWN_INDEXES },
    { &wallet_record, PLAN_OF_ACCOUNTS | PLAN_OWN_INDEXES },
    { &entry_record, PLAN_OF_ACCOUNTS | PLAN_OWN_INDEXES },
    { &event_record, PLAN_OF_ACCOUNTS | PLAN_OWN_INDEXES },
    { &audit_entry_record, PLAN_OF_ACCOUNTS | PLAN_OWN_INDEXES },
};

bool field_lies_sealed(const struct field *field)
{
    if (field->flags & FIELD_SENSITIVE)
        return true;
    if (field->sub != NULL)
        for (size_t i = 0; i < field->sub->n; i++)
            if (field_lies_sealed(&field->sub->fields[i]))
                return true;
    return false;
}

static void gather_sealed(struct record_plan *p, struct arena *arena)
{
    struct field *fields = ARENA_ARRAY(arena, struct field, p->record->n);
    size_t n = 0;

    for (size_t i = 0; i < p->record->n; i++)
        if (field_lies_sealed(&p->record->fields[i]))
            fields[n++] = p->record->fields[i];
    p->sealed = (struct record){ p->record->name, p->record->size, fields, n };
}

/* "batches" -> "batch.not_found" */
static const char *not_found_slug(const struct record *record, struct arena *arena)
{
    struct str name = str_from_c(record->name);
    const char *end = "";
    size_t cut = 1;

    if (str_ends(name, STR("ies"))) {
        cut = 3;
        end = "y";
    } else if (str_ends(name, STR("ches")) || str_ends(name, STR("sses")) ||
               str_ends(name, STR("xes"))) {
        cut = 2;
    }
    return str_c(arena, str_format(arena, "%.*s%s.not_found", (int)(name.n - cut), name.p, end));
}

static struct record_plan plan_of(const struct record *record, unsigned options,
                                  struct arena *arena)
{
    struct record_plan p = { .record = record,
                             .options = options,
                             .id = record_find(record, STR("id")),
                             .account = record_find(record, STR("account")),
                             .version = record_find(record, STR("version")),
                             .data_key = record_find(record, STR("data_key")) };

    assert(p.account != NULL);
    p.not_found = not_found_slug(record, arena);
    gather_sealed(&p, arena);
    return p;
}

struct record_plan *plans_make(const struct record *const *records, size_t n, struct arena *arena,
                               size_t *ret_n)
{
    struct record_plan *plans = ARENA_ARRAY(arena, struct record_plan, ARRAY_LEN(kept) + n);
    size_t at = 0;

    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        plans[at++] = plan_of(kept[i].record, kept[i].options, arena);
    for (size_t i = 0; i < n; i++)
        plans[at++] = plan_of(records[i], PLAN_CREATED, arena);
    *ret_n = at;
    return plans;
}
