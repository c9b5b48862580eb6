/* database/sqlite/records.c - the records that need no protocol of their own. */
#include "database/sqlite/parts.h"
#include "domain/event.h"
#include "domain/models/access_count.h"
#include "domain/models/account.h"
#include "domain/models/batch_row.h"
#include "domain/models/campaign.h"
#include "domain/models/connection.h"
#include "domain/models/display.h"
#include "domain/models/event_decision.h"
#include "domain/models/export.h"
#include "domain/models/forgotten_call.h"
#include "domain/models/notification.h"
#include "domain/models/invitation.h"
#include "domain/models/password_reset.h"
#include "domain/models/recording.h"
#include "domain/models/registration.h"
#include "domain/models/plan.h"
#include "domain/models/process.h"
#include "domain/models/script.h"
#include "domain/models/second_factor.h"
#include "domain/models/session.h"
#include "domain/models/subdomain.h"
#include "domain/models/suppression.h"
#include "domain/models/user.h"
#include "domain/models/waiting_event.h"
#include "domain/models/webhook_endpoint.h"

/* The key is what makes the account's data readable: nothing writes over it. */
static const char *const account_constants[] = { "data_key", "created_at", NULL };

static const struct table_spec tables[] = {
    { .record = &account_record, .constant = account_constants },
    { .record = &user_record },
    { .record = &membership_record },
    { .record = &api_key_record },
    { .record = &session_record },
    { .record = &password_reset_record },
    { .record = &registration_record },
    { .record = &invitation_record },
    { .record = &second_factor_record },
    { .record = &waiting_event_record },
    { .record = &event_decision_record },
    { .record = &forgotten_call_record },
    { .record = &email_claim_record },
    { .record = &access_count_record },
    { .record = &subdomain_claim_record },
    { .record = &display_record },
    { .record = &script_record },
    { .record = &script_version_record },
    { .record = &campaign_record },
    { .record = &batch_record },
    { .record = &batch_row_record, .options = TABLE_OF_ACCOUNTS },
    { .record = &connection_record },
    { .record = &number_record },
    { .record = &export_record },
    { .record = &plan_record },
    { .record = &webhook_endpoint_record },
    { .record = &notification_record },
    { .record = &recording_record },
    { .record = &process_record },
    { .record = &suppression_record, .options = TABLE_OF_ACCOUNTS },
    { .record = &platform_suppression_record, .options = TABLE_OF_ACCOUNTS },
};

const struct store_part records_part = { .name = "records",
                                         .tables = tables,
                                         .n_tables = ARRAY_LEN(tables) };
