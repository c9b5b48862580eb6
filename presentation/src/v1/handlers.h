/* handlers.h - what the routes of /api/v1 and /webhooks do; each turns HTTP into a command or a
 * query and holds no rule of its own. */
#ifndef V1_HANDLERS_H
#define V1_HANDLERS_H

#include "application/application.h"
#include "http/request.h"

typedef enum err route_handler(struct request *req, struct response *res) MUST_USE;

/* Any record by its own table: route->answer says which. */
route_handler list_any, show_any;

/* Before a creating command: if this key has created a record of route->answer already, answers
 * with it and sets *done. */
enum err answer_again(struct request *req, struct response *res, bool *done) MUST_USE;
/* Both of a creating route at once: its body over `wanted`, then answer_again(). */
enum err read_new(struct request *req, struct response *res, void *wanted, bool *done) MUST_USE;
/* After it: `err` is what the command said; one that lost the race for its key answers with what
 * the other made. */
enum err answer_created(struct request *req, struct response *res, enum err err,
                        const void *created) MUST_USE;
/* The stored record of {id}, to be changed: If-Match asked, the body read over it. */
enum err read_change(struct request *req, struct response *res, void **ret) MUST_USE;
/* What a report shows: "left_out", the rows that stay out as they stand now; else those of the
 * import. */
extern const struct enum_names report_rows_names;
/* Streams an object of the store. name: of the file that people save. */
enum err send_object(struct request *req, struct response *res, struct str key, struct str type,
                     struct str name) MUST_USE;
/* The same of one whose length is known and whose content is told by `etag`: the part that is asked
 * for, if one is. */
enum err send_object_part(struct request *req, struct response *res, struct str key,
                          struct str type, struct str name, struct str etag,
                          int64_t bytes) MUST_USE;

/* The device as it calls itself; empty: it does not. */
struct str request_agent(const struct request *req);
/* An answer that begins a session. */
enum err answer_signed_in(struct request *req, struct response *res, const struct record *record,
                          const void *answer, const struct signed_in *in) MUST_USE;
/* The error as it is; one that says how many {seconds} to wait says so in Retry-After, too. */
enum err wait_told(struct request *req, struct response *res, enum err err) MUST_USE;

route_handler put_logo, get_logo, get_board_logo, delete_logo;
route_handler get_brand, get_brand_logo, get_own_address, put_own_address;
route_handler post_api_key_rotate, post_api_keys_revoke_left, get_sandbox, get_sandbox_keys,
    post_sandbox_key, post_sandbox_key_rotate, delete_sandbox_key;
route_handler get_live, get_board, post_display, delete_display;
route_handler get_audit_log, get_audit_export, get_audit_check, get_audit_checks;
route_handler get_account_log, get_account_users, post_dead_event_discard;
route_handler get_installation_log, get_admin_account, post_account_suspend, post_account_reinstate,
    post_account_plan, post_account_adjustment, get_plan, post_plan, patch_plan, get_system,
    get_billing, get_platform_admins, post_platform_admin, delete_platform_admin, post_factor_reset;
route_handler get_event_consumers, get_dead_events, post_dead_event_replay;
route_handler get_account_stats, get_call_analytics;
route_handler get_account, patch_account, get_accounts, get_accounts_summary, post_account,
    post_api_key, delete_api_key;
route_handler post_session, get_session, delete_session, get_sessions, delete_other_session,
    post_password, post_password_reset, post_password_reset_confirm;
route_handler get_registration, post_registration, post_registration_resend,
    post_registration_confirm;
route_handler get_users, get_user, patch_user, delete_user, post_user_factor_reset;
route_handler post_invitation, post_invitation_resend, delete_invitation, post_invitation_look_up,
    post_invitation_accept;
route_handler get_profile, patch_profile, get_own_accounts, post_session_account;
route_handler get_second_factor, post_second_factor, post_second_factor_confirm,
    post_recovery_codes, post_second_factor_end;
route_handler post_batch, patch_batch, get_batch_preview, get_batch_progress, get_batch_failure,
    get_batch_report, post_batch_import, post_batch_undo, post_batch_check, get_batch_rows,
    patch_batch_row, delete_batch;
route_handler post_campaign, patch_campaign, post_campaign_launch, post_campaign_pause,
    post_campaign_resume, post_campaign_cancel, get_campaign_progress, get_flight_plan,
    get_calling_hours;
route_handler post_script, patch_script, get_script_versions, get_script_version,
    post_script_restore, post_script_preview, post_script_rehearsal;
route_handler post_number, patch_number, delete_number;
route_handler get_suppressions, post_suppression, delete_suppression, post_suppression_import;
route_handler get_platform_suppressions, post_platform_suppression, get_platform_suppression,
    delete_platform_suppression, post_platform_suppression_import, get_platform_suppression_export;
route_handler post_job_redial, get_job_timeline, get_contact, get_call_transcript,
    get_call_recording;
route_handler get_wallet, patch_wallet, post_top_up, get_entries, get_entry, get_statements;
route_handler get_statement, get_plans, post_wallet_check;
route_handler post_webhook_endpoint, patch_webhook_endpoint, delete_webhook_endpoint,
    post_webhook_secret, get_notifications, post_notification_read, post_notifications_read,
    get_notification_settings, patch_notification_settings;
route_handler post_export, get_export_file, delete_export;
route_handler get_voice, post_voice_set_up, post_retell_webhook;

#endif
