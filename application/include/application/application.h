/* application/application.h - the whole menu. Commands change something, queries show something;
 * each asks the permission it needs, works for scope->account, and reports through scope->error. */
#ifndef APPLICATION_APPLICATION_H
#define APPLICATION_APPLICATION_H

#include "application/commands/accounts.h"
#include "application/commands/api_keys.h"
#include "application/commands/cancel_campaign.h"
#include "application/commands/change_suppressions.h"
#include "application/commands/connections.h"
#include "application/commands/discard_batch.h"
#include "application/commands/finish_campaign.h"
#include "application/commands/import_batch.h"
#include "application/commands/keep_campaigns.h"
#include "application/commands/keep_numbers.h"
#include "application/commands/keep_scripts.h"
#include "application/commands/launch_campaign.h"
#include "application/commands/make_export.h"
#include "application/commands/open_gates.h"
#include "application/commands/pause_campaign.h"
#include "application/commands/receive_webhook.h"
#include "application/commands/redial_job.h"
#include "application/commands/reset_password.h"
#include "application/commands/resume_campaign.h"
#include "application/commands/sign_in.h"
#include "application/commands/top_up_wallet.h"
#include "application/commands/undo_batch.h"
#include "application/commands/upload_batch.h"
#include "application/event_handlers/subscriptions.h"
#include "application/ports.h"
#include "application/queries/authenticate.h"
#include "application/queries/campaign_progress.h"
#include "application/queries/lawful_morning.h"
#include "application/queries/preview_batch.h"
#include "application/queries/read_records.h"
#include "application/queries/read_voice.h"
#include "application/queries/read_wallet.h"

#endif
