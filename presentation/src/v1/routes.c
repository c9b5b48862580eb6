/* routes.c - everything that the product answers, in one table. */
#include "presentation/rest_server.h"
#include "v1/handlers.h"

#define ROUTE(method_, path_, permission_, body_, answer_, kind_, key_, shape_, status_, handle_,  \
              doc_, params_)                                                                       \
    {                                                                                              \
        (method_), (path_), PERMISSION_##permission_, (body_), (answer_),                          \
            { BODY_##kind_, 0, key_ }, ANSWER_##shape_, (status_), (handle_), (doc_), (params_)    \
    }
#define LIST(path_, permission_, record_, doc_)                                                    \
    ROUTE("GET", path_, permission_, NULL, &(record_), NONE, 0, PAGE, 200, list_any, doc_, NULL)
#define SHOW(path_, permission_, record_, doc_)                                                    \
    ROUTE("GET", path_, permission_, NULL, &(record_), NONE, 0, STORED, 200, show_any, doc_, NULL)
#define GET(path_, permission_, record_, handle_, doc_, params_)                                   \
    ROUTE("GET", path_, permission_, NULL, &(record_), NONE, 0, RECORD, 200, handle_, doc_, params_)
#define GET_PAGE(path_, permission_, record_, handle_, doc_)                                       \
    ROUTE("GET", path_, permission_, NULL, &(record_), NONE, 0, PAGE, 200, handle_, doc_, NULL)
#define GET_FILE(path_, permission_, handle_, doc_)                                                \
    ROUTE("GET", path_, permission_, NULL, NULL, NONE, 0, FILE, 200, handle_, doc_, NULL)
#define CREATE(path_, permission_, body_, answer_, key_, handle_, doc_)                            \
    ROUTE("POST", path_, permission_, &(body_), &(answer_), RECORD, key_, RECORD, 201, handle_,    \
          doc_, NULL)
#define CHANGE(path_, permission_, body_, answer_, handle_, doc_)                                  \
    ROUTE("PATCH", path_, permission_, &(body_), &(answer_), CHANGE, 0, RECORD, 200, handle_,      \
          doc_, NULL)
#define DO(path_, permission_, answer_, key_, status_, handle_, doc_)                              \
    ROUTE("POST", path_, permission_, NULL, &(answer_), NONE, key_, RECORD, status_, handle_,      \
          doc_, NULL)
#define REMOVE(path_, permission_, handle_, doc_)                                                  \
    ROUTE("DELETE", path_, permission_, NULL, NULL, NONE, 0, NOTHING, 204, handle_, doc_, NULL)
#define UPLOAD(path_, permission_, answer_, key_, status_, handle_, doc_, params_)                 \
    ROUTE("POST", path_, permission_, NULL, &(answer_), STREAM, key_, RECORD, status_, handle_,    \
          doc_, params_)
#define WEBHOOK(path_, handle_, doc_)                                                              \
    ROUTE("POST", path_, NONE, NULL, NULL, RAW, 0, OTHER, 200, handle_, doc_, NULL)

/* clang-format off */
#define TEXT_PARAM(name_, most_)       { name_, PARAM_TEXT, false, 0, most_, NULL, NULL }
#define NUMBER_PARAM(name_, lo_, hi_)  { name_, PARAM_NUMBER, false, lo_, hi_, NULL, NULL }
#define ENUM_PARAM(name_, names_)      { name_, PARAM_ENUM, false, 0, 0, &(names_), NULL }
#define ID_PARAM(name_, type_)         { name_, PARAM_ID, false, 0, 0, NULL, ID_PREFIX(*(struct type_ *)NULL) }
#define MOMENT_PARAM(name_)            { name_, PARAM_MOMENT, false, 0, 0, NULL, NULL }
#define COUNTRY_PARAM                  { "country", PARAM_COUNTRY, false, 0, 0, NULL, NULL }
#define FILE_NAME_PARAM                { "file_name", PARAM_FILE_NAME, false, 0, 0, NULL, NULL }
#define END_OF_PARAMS                  { NULL, 0, false, 0, 0, NULL, NULL }

static const struct route_param upload_params[] = {
    FILE_NAME_PARAM,
    ID_PARAM("campaign", campaign_id),
    COUNTRY_PARAM,
    ENUM_PARAM("duplicates", duplicate_policy_names),
    NUMBER_PARAM("reached_days", 0, REACHED_DAYS_MOST),
    END_OF_PARAMS,
};
static const struct route_param report_params[] = {
    ENUM_PARAM("rows", report_rows_names), END_OF_PARAMS,
};
static const struct route_param preview_params[] = {
    NUMBER_PARAM("rows", 1, PREVIEW_ROWS), END_OF_PARAMS,
};
static const struct route_param suppressions_params[] = {
    FILE_NAME_PARAM, COUNTRY_PARAM, END_OF_PARAMS,
};
static const struct route_param phone_search_params[] = {
    TEXT_PARAM("phone", 40), END_OF_PARAMS,
};
static const struct route_param accounts_params[] = {
    TEXT_PARAM("search", 120), ENUM_PARAM("standing", account_standing_names), END_OF_PARAMS,
};
static const struct route_param range_params[] = {
    MOMENT_PARAM("from"), MOMENT_PARAM("until"), END_OF_PARAMS,
};
static const struct route_param analytics_params[] = {
    ENUM_PARAM("group", analytics_group_names),
    MOMENT_PARAM("from"),
    MOMENT_PARAM("until"),
    ID_PARAM("campaign", campaign_id),
    ID_PARAM("script", script_id),
    ENUM_PARAM("outcome", outcome_names),
    END_OF_PARAMS,
};
static const struct route_param statements_params[] = {
    NUMBER_PARAM("months", 1, STATEMENTS_MOST), END_OF_PARAMS,
};
static const struct route_param contact_params[] = {
    { "phone", PARAM_TEXT, true, 0, 0, NULL, NULL }, END_OF_PARAMS,
};

static const struct route routes[] = {
    CREATE("/api/v1/sessions", NONE, sign_in_record, signed_in_record, 0, post_session,
           "sessions.sign_in"),
    GET_PAGE("/api/v1/sessions", OWN_ACCESS, session_record, get_sessions, "sessions.list"),
    REMOVE("/api/v1/sessions/{id}", OWN_ACCESS, delete_other_session, "sessions.end"),
    GET("/api/v1/session", OWN_ACCESS, signed_in_record, get_session, "sessions.show", NULL),
    REMOVE("/api/v1/session", OWN_ACCESS, delete_session, "sessions.sign_out"),
    ROUTE("POST", "/api/v1/password", OWN_ACCESS, &change_password_record, &signed_in_record,
          RECORD, 0, RECORD, 200, post_password, "password.change", NULL),

    GET("/api/v1/profile", OWN_ACCESS, profile_record, get_profile, "profile.show", NULL),
    CHANGE("/api/v1/profile", OWN_ACCESS, change_profile_record, profile_record, patch_profile,
           "profile.change"),
    ROUTE("GET", "/api/v1/accounts", OWN_ACCESS, NULL, &own_account_record, NONE, 0, ALL, 200,
          get_own_accounts, "accounts.list", NULL),
    ROUTE("POST", "/api/v1/session/account", OWN_ACCESS, &switch_account_record,
          &signed_in_record, RECORD, 0, RECORD, 200, post_session_account, "accounts.switch",
          NULL),
    GET("/api/v1/second-factor", OWN_ACCESS, second_factor_view_record, get_second_factor,
        "second_factor.show", NULL),
    CREATE("/api/v1/second-factor", OWN_ACCESS, own_password_record, begun_factor_record, 0,
           post_second_factor, "second_factor.begin"),
    ROUTE("POST", "/api/v1/second-factor/confirm", OWN_ACCESS, &confirm_factor_record,
          &recovery_codes_record, RECORD, 0, RECORD, 200, post_second_factor_confirm,
          "second_factor.confirm", NULL),
    ROUTE("POST", "/api/v1/second-factor/recovery-codes", OWN_ACCESS, &own_password_record,
          &recovery_codes_record, RECORD, 0, RECORD, 200, post_recovery_codes,
          "second_factor.recovery_codes", NULL),
    ROUTE("POST", "/api/v1/second-factor/end", OWN_ACCESS, &own_password_record,
          &signed_in_record, RECORD, 0, RECORD, 200, post_second_factor_end,
          "second_factor.end", NULL),

    GET("/api/v1/registration", NONE, registration_view_record, get_registration,
        "registrations.show", NULL),
    ROUTE("POST", "/api/v1/registrations", NONE, &ask_registration_record, NULL, RECORD, 0,
          NOTHING, 204, post_registration, "registrations.ask", NULL),
    ROUTE("POST", "/api/v1/registrations/resend", NONE, &repeat_registration_record, NULL, RECORD,
          0, NOTHING, 204, post_registration_resend, "registrations.resend", NULL),
    CREATE("/api/v1/registrations/confirm", NONE, confirm_registration_record, registered_record,
           0, post_registration_confirm, "registrations.confirm"),
    ROUTE("POST", "/api/v1/password-resets", NONE, &ask_password_reset_record, NULL, RECORD, 0,
          NOTHING, 204, post_password_reset, "password.ask_reset", NULL),
    ROUTE("POST", "/api/v1/password-resets/confirm", NONE, &reset_password_record, NULL, RECORD, 0,
          NOTHING, 204, post_password_reset_confirm, "password.reset", NULL),

    GET("/api/v1/account", READ, account_record, get_account, "account.show", NULL),
    CHANGE("/api/v1/account", MANAGE_ACCOUNT, change_account_record, account_record,
           patch_account, "account.change"),
    ROUTE("PUT", "/api/v1/account/logo", MANAGE_ACCOUNT, NULL, &account_record, RAW, 0, RECORD, 200,
          put_logo, "account.set_logo", NULL),
    GET_FILE("/api/v1/account/logo", READ, get_logo, "account.logo"),
    REMOVE("/api/v1/account/logo", MANAGE_ACCOUNT, delete_logo, "account.remove_logo"),
    GET("/api/v1/account/address", READ, own_address_record, get_own_address, "account.address",
        NULL),
    ROUTE("PUT", "/api/v1/account/address", MANAGE_ACCOUNT, &choose_address_record,
          &own_address_record, RECORD, 0, RECORD, 200, put_own_address, "account.set_address",
          NULL),
    GET("/api/v1/brand", NONE, brand_record, get_brand, "brand.show", NULL),
    GET_FILE("/api/v1/brand/logo", NONE, get_brand_logo, "brand.logo"),
    GET("/api/v1/account/stats", READ, account_stats_record, get_account_stats, "account.stats",
        NULL),
    GET("/api/v1/analytics/calls", READ, call_analytics_record, get_call_analytics,
        "analytics.calls", analytics_params),
    GET_PAGE("/api/v1/users", MANAGE_ACCOUNT, member_record, get_users, "users.list"),
    GET("/api/v1/users/{id}", MANAGE_ACCOUNT, member_record, get_user, "users.show", NULL),
    CHANGE("/api/v1/users/{id}", MANAGE_ACCOUNT, change_member_record, member_record, patch_user,
           "users.change"),
    REMOVE("/api/v1/users/{id}", MANAGE_ACCOUNT, delete_user, "users.remove"),
    ROUTE("POST", "/api/v1/users/{id}/second-factor-reset", OWN_ACCESS,
          &factor_reset_reason_record, &member_record, RECORD, 0, RECORD, 200,
          post_user_factor_reset, "users.reset_second_factor", NULL),
    LIST("/api/v1/invitations", MANAGE_ACCOUNT, invitation_record, "invitations.list"),
    CREATE("/api/v1/invitations", MANAGE_ACCOUNT, invite_record, invitation_record, KEY_TAKEN,
           post_invitation, "invitations.create"),
    SHOW("/api/v1/invitations/{id}", MANAGE_ACCOUNT, invitation_record, "invitations.show"),
    DO("/api/v1/invitations/{id}/resend", MANAGE_ACCOUNT, invitation_record, 0, 200,
       post_invitation_resend, "invitations.resend"),
    REMOVE("/api/v1/invitations/{id}", MANAGE_ACCOUNT, delete_invitation, "invitations.revoke"),
    ROUTE("POST", "/api/v1/invitations/look-up", NONE, &look_up_invitation_record,
          &invitation_view_record, RECORD, 0, RECORD, 200, post_invitation_look_up,
          "invitations.look_up", NULL),
    CREATE("/api/v1/invitations/accept", NONE, accept_invitation_record,
           accepted_invitation_record, 0, post_invitation_accept, "invitations.accept"),
    LIST("/api/v1/api-keys", MANAGE_ACCOUNT, api_key_record, "api_keys.list"),
    SHOW("/api/v1/api-keys/{id}", MANAGE_ACCOUNT, api_key_record, "api_keys.show"),
    CREATE("/api/v1/api-keys", MANAGE_ACCOUNT, create_api_key_record, created_api_key_record, KEY_TAKEN,
           post_api_key, "api_keys.create"),
    DO("/api/v1/api-keys/revoke-left", MANAGE_ACCOUNT, revoked_keys_record, 0, 200,
       post_api_keys_revoke_left, "api_keys.revoke_left"),
    REMOVE("/api/v1/api-keys/{id}", MANAGE_ACCOUNT, delete_api_key, "api_keys.revoke"),
    CREATE("/api/v1/api-keys/{id}/rotate", MANAGE_ACCOUNT, rotate_api_key_record,
           created_api_key_record, KEY_TAKEN, post_api_key_rotate, "api_keys.rotate"),
    GET("/api/v1/sandbox", MANAGE_ACCOUNT, account_record, get_sandbox, "sandbox.show", NULL),
    GET_PAGE("/api/v1/sandbox/api-keys", MANAGE_ACCOUNT, api_key_record, get_sandbox_keys,
             "sandbox.list_keys"),
    CREATE("/api/v1/sandbox/api-keys", MANAGE_ACCOUNT, create_api_key_record,
           created_api_key_record, KEY_TAKEN, post_sandbox_key, "sandbox.create_key"),
    CREATE("/api/v1/sandbox/api-keys/{id}/rotate", MANAGE_ACCOUNT, rotate_api_key_record,
           created_api_key_record, KEY_TAKEN, post_sandbox_key_rotate, "sandbox.rotate_key"),
    REMOVE("/api/v1/sandbox/api-keys/{id}", MANAGE_ACCOUNT, delete_sandbox_key,
           "sandbox.revoke_key"),

    LIST("/api/v1/batches", READ, batch_record, "batches.list"),
    UPLOAD("/api/v1/batches", IMPORT, batch_record, KEY_REQUIRED, 201, post_batch,
           "batches.upload", upload_params),
    SHOW("/api/v1/batches/{id}", READ, batch_record, "batches.show"),
    CHANGE("/api/v1/batches/{id}", IMPORT, change_batch_record, batch_record, patch_batch,
           "batches.change"),
    REMOVE("/api/v1/batches/{id}", IMPORT, delete_batch, "batches.remove"),
    GET("/api/v1/batches/{id}/progress", READ, batch_progress_record, get_batch_progress,
        "batches.progress", NULL),
    GET("/api/v1/batches/{id}/failure", READ, told_failure_record, get_batch_failure,
        "batches.failure", NULL),
    GET("/api/v1/batches/{id}/preview", IMPORT, batch_preview_record, get_batch_preview,
        "batches.preview", preview_params),
    DO("/api/v1/batches/{id}/check", IMPORT, batch_record, 0, 202, post_batch_check,
       "batches.check"),
    GET_PAGE("/api/v1/batches/{id}/rows", IMPORT, batch_row_record, get_batch_rows,
             "batches.list_rows"),
    CHANGE("/api/v1/batches/{id}/rows/{row}", IMPORT, fix_batch_row_record, batch_row_record,
           patch_batch_row, "batches.fix_row"),
    DO("/api/v1/batches/{id}/import", IMPORT, batch_record, KEY_TAKEN, 202, post_batch_import,
       "batches.import"),
    ROUTE("GET", "/api/v1/batches/{id}/report", READ_PEOPLE, NULL, NULL, NONE, 0, FILE, 200,
          get_batch_report, "batches.report", report_params),
    DO("/api/v1/batches/{id}/undo", IMPORT, undone_batch_record, KEY_TAKEN, 200, post_batch_undo,
       "batches.undo"),

    LIST("/api/v1/campaigns", READ, campaign_record, "campaigns.list"),
    CREATE("/api/v1/campaigns", EDIT_CAMPAIGNS, campaign_record, campaign_record, KEY_TAKEN,
           post_campaign, "campaigns.create"),
    SHOW("/api/v1/campaigns/{id}", READ, campaign_record, "campaigns.show"),
    CHANGE("/api/v1/campaigns/{id}", EDIT_CAMPAIGNS, campaign_record, campaign_record,
           patch_campaign, "campaigns.change"),
    DO("/api/v1/campaigns/{id}/launch", RUN_CAMPAIGNS, campaign_record, KEY_REQUIRED, 200,
       post_campaign_launch, "campaigns.launch"),
    DO("/api/v1/campaigns/{id}/pause", RUN_CAMPAIGNS, paused_campaign_record, KEY_TAKEN, 200,
       post_campaign_pause, "campaigns.pause"),
    DO("/api/v1/campaigns/{id}/resume", RUN_CAMPAIGNS, campaign_record, KEY_TAKEN, 200,
       post_campaign_resume, "campaigns.resume"),
    DO("/api/v1/campaigns/{id}/cancel", RUN_CAMPAIGNS, campaign_record, KEY_REQUIRED, 200,
       post_campaign_cancel, "campaigns.cancel"),
    GET("/api/v1/campaigns/{id}/progress", READ, campaign_progress_record, get_campaign_progress,
        "campaigns.progress", NULL),
    GET("/api/v1/campaigns/{id}/flight-plan", READ, flight_plan_record, get_flight_plan,
        "campaigns.flight_plan", NULL),
    GET("/api/v1/campaigns/{id}/calling-hours", READ, calling_hours_record, get_calling_hours,
        "campaigns.calling_hours", NULL),

    LIST("/api/v1/scripts", READ, script_record, "scripts.list"),
    CREATE("/api/v1/scripts", EDIT_CAMPAIGNS, script_record, script_record, KEY_TAKEN, post_script,
           "scripts.create"),
    SHOW("/api/v1/scripts/{id}", READ, script_record, "scripts.show"),
    CHANGE("/api/v1/scripts/{id}", EDIT_CAMPAIGNS, script_record, script_record, patch_script,
           "scripts.change"),
    GET_PAGE("/api/v1/scripts/{id}/versions", READ, script_version_record, get_script_versions,
             "scripts.list_versions"),
    GET("/api/v1/scripts/{id}/versions/{revision}", READ, script_version_record,
        get_script_version, "scripts.show_version", NULL),
    DO("/api/v1/scripts/{id}/versions/{revision}/restore", EDIT_CAMPAIGNS, script_record, 0, 200,
       post_script_restore, "scripts.restore"),
    ROUTE("POST", "/api/v1/scripts/preview", EDIT_CAMPAIGNS, &preview_script_record,
          &script_preview_record, RECORD, 0, RECORD, 200, post_script_preview, "scripts.preview",
          NULL),
    ROUTE("POST", "/api/v1/scripts/rehearsals", EDIT_CAMPAIGNS, &rehearse_script_record,
          &rehearsal_record, RECORD, 0, RECORD, 200, post_script_rehearsal, "scripts.rehearse",
          NULL),

    LIST("/api/v1/numbers", READ, number_record, "numbers.list"),
    CREATE("/api/v1/numbers", MANAGE_ACCOUNT, number_record, number_record, KEY_TAKEN, post_number,
           "numbers.add"),
    SHOW("/api/v1/numbers/{id}", READ, number_record, "numbers.show"),
    CHANGE("/api/v1/numbers/{id}", MANAGE_ACCOUNT, number_record, number_record, patch_number,
           "numbers.change"),
    REMOVE("/api/v1/numbers/{id}", MANAGE_ACCOUNT, delete_number, "numbers.remove"),

    ROUTE("GET", "/api/v1/suppressions", READ_PEOPLE, NULL, &suppression_record, NONE, 0, PAGE, 200,
          get_suppressions, "suppressions.list", phone_search_params),
    CREATE("/api/v1/suppressions", SUPPRESS, suppression_record, suppression_record, KEY_TAKEN,
           post_suppression, "suppressions.add"),
    UPLOAD("/api/v1/suppressions/import", SUPPRESS, imported_suppressions_record, 0, 200,
           post_suppression_import, "suppressions.import",
           suppressions_params),
    SHOW("/api/v1/suppressions/{id}", READ_PEOPLE, suppression_record, "suppressions.show"),
    REMOVE("/api/v1/suppressions/{id}", SUPPRESS, delete_suppression, "suppressions.remove"),

    LIST("/api/v1/jobs", READ, job_record, "jobs.list"),
    SHOW("/api/v1/jobs/{id}", READ, job_record, "jobs.show"),
    DO("/api/v1/jobs/{id}/redial", RUN_CAMPAIGNS, job_record, KEY_TAKEN, 200, post_job_redial,
       "jobs.redial"),
    GET("/api/v1/jobs/{id}/timeline", READ, job_timeline_record, get_job_timeline,
        "jobs.timeline", NULL),
    GET("/api/v1/contacts", READ_PEOPLE, contact_record, get_contact, "contacts.show",
        contact_params),
    LIST("/api/v1/calls", READ, call_record, "calls.list"),
    SHOW("/api/v1/calls/{id}", READ, call_record, "calls.show"),
    GET("/api/v1/calls/{id}/transcript", READ_PEOPLE, transcript_record, get_call_transcript,
        "calls.transcript", NULL),
    GET_FILE("/api/v1/calls/{id}/recording", READ_PEOPLE, get_call_recording, "calls.recording"),

    GET("/api/v1/wallet", READ_MONEY, wallet_view_record, get_wallet, "wallet.show", NULL),
    CHANGE("/api/v1/wallet", MANAGE_ACCOUNT, change_wallet_record, wallet_view_record,
           patch_wallet, "wallet.change"),
    GET_PAGE("/api/v1/wallet/entries", READ_MONEY, ledger_line_record, get_entries, "wallet.entries"),
    GET("/api/v1/wallet/entries/{entry}", READ_MONEY, entry_view_record, get_entry, "wallet.entry",
        NULL),
    ROUTE("GET", "/api/v1/wallet/statements", READ_MONEY, NULL, &statement_record, NONE, 0, ALL,
          200, get_statements, "wallet.statements", statements_params),
    GET("/api/v1/wallet/statements/{month}", READ_MONEY, statement_view_record, get_statement,
        "wallet.statement", NULL),
    CREATE("/api/v1/wallet/top-ups", SPEND, top_up_wallet_record, topped_up_record, KEY_REQUIRED,
           post_top_up, "wallet.top_up"),
    ROUTE("POST", "/api/v1/wallet/check", READ_MONEY, NULL, NULL, NONE, 0, NOTHING, 204,
          post_wallet_check, "wallet.check", NULL),
    ROUTE("GET", "/api/v1/plans", READ, NULL, &plan_record, NONE, 0, ALL, 200, get_plans,
          "plans.list", NULL),
    GET("/api/v1/plans/{code}", READ, plan_record, get_plan, "plans.show", NULL),

    LIST("/api/v1/exports", READ_PEOPLE, export_record, "exports.list"),
    CREATE("/api/v1/exports", READ_PEOPLE, request_export_record, export_record, KEY_TAKEN,
           post_export, "exports.create"),
    SHOW("/api/v1/exports/{id}", READ_PEOPLE, export_record, "exports.show"),
    REMOVE("/api/v1/exports/{id}", READ_PEOPLE, delete_export, "exports.remove"),
    GET_FILE("/api/v1/exports/{id}/file", READ_PEOPLE, get_export_file, "exports.file"),

    GET("/api/v1/live", WATCH, live_entrance_record, get_live, "live.open", NULL),
    GET("/api/v1/board", WATCH, board_record, get_board, "board.show", NULL),
    GET_FILE("/api/v1/board/logo", WATCH, get_board_logo, "board.logo"),
    LIST("/api/v1/displays", MANAGE_ACCOUNT, display_record, "displays.list"),
    CREATE("/api/v1/displays", MANAGE_ACCOUNT, create_display_record, created_display_record, KEY_TAKEN,
           post_display, "displays.create"),
    SHOW("/api/v1/displays/{id}", MANAGE_ACCOUNT, display_record, "displays.show"),
    REMOVE("/api/v1/displays/{id}", MANAGE_ACCOUNT, delete_display, "displays.revoke"),
    LIST("/api/v1/webhook-endpoints", MANAGE_ACCOUNT, webhook_endpoint_record,
         "webhook_endpoints.list"),
    CREATE("/api/v1/webhook-endpoints", MANAGE_ACCOUNT, webhook_endpoint_record,
           created_webhook_endpoint_record, KEY_TAKEN, post_webhook_endpoint, "webhook_endpoints.create"),
    SHOW("/api/v1/webhook-endpoints/{id}", MANAGE_ACCOUNT, webhook_endpoint_record,
         "webhook_endpoints.show"),
    CHANGE("/api/v1/webhook-endpoints/{id}", MANAGE_ACCOUNT, webhook_endpoint_record,
           webhook_endpoint_record, patch_webhook_endpoint, "webhook_endpoints.change"),
    REMOVE("/api/v1/webhook-endpoints/{id}", MANAGE_ACCOUNT, delete_webhook_endpoint,
           "webhook_endpoints.remove"),
    DO("/api/v1/webhook-endpoints/{id}/renew-secret", MANAGE_ACCOUNT,
       created_webhook_endpoint_record, 0, 200, post_webhook_secret,
       "webhook_endpoints.renew_secret"),
    GET_PAGE("/api/v1/notifications", READ, notification_record, get_notifications,
             "notifications.list"),
    DO("/api/v1/notifications/{id}/read", READ, notification_record, 0, 200,
       post_notification_read, "notifications.read"),
    ROUTE("POST", "/api/v1/notifications/read", READ, NULL, NULL, NONE, 0, NOTHING, 204,
          post_notifications_read, "notifications.read_all", NULL),
    GET("/api/v1/notification-settings", READ, notification_settings_record,
        get_notification_settings, "notifications.show_settings", NULL),
    CHANGE("/api/v1/notification-settings", MANAGE_ACCOUNT, change_notification_settings_record,
           notification_settings_record, patch_notification_settings,
           "notifications.change_settings"),

    GET_PAGE("/api/v1/audit-log", MANAGE_ACCOUNT, audit_entry_record, get_audit_log,
             "audit_log.list"),
    ROUTE("GET", "/api/v1/audit-log/export", MANAGE_ACCOUNT, NULL, &audit_entry_record, NONE, 0,
          FILE, 200, get_audit_export, "audit_log.export", NULL),
    GET_PAGE("/api/v1/admin/audit-log/checks", PLATFORM, account_audit_record, get_audit_checks,
             "audit_log.check_all"),
    GET("/api/v1/admin/audit-log/check", PLATFORM, audit_check_record, get_audit_check,
        "audit_log.check", NULL),

    GET("/api/v1/admin/system", PLATFORM, system_view_record, get_system, "admin.system", NULL),
    GET("/api/v1/admin/billing", PLATFORM, billing_view_record, get_billing, "admin.billing",
        range_params),
    GET_PAGE("/api/v1/admin/audit-log", PLATFORM, audit_entry_record, get_installation_log,
             "admin.audit_log"),
    ROUTE("GET", "/api/v1/admin/accounts", PLATFORM, NULL, &listed_account_record, NONE, 0, PAGE,
          200, get_accounts, "admin.list_accounts", accounts_params),
    GET("/api/v1/admin/accounts-summary", PLATFORM, accounts_summary_record, get_accounts_summary,
        "admin.summarize_accounts", NULL),
    GET("/api/v1/admin/accounts/{id}", PLATFORM, admin_account_record, get_admin_account,
        "admin.show_account", NULL),
    GET_PAGE("/api/v1/admin/accounts/{id}/audit-log", PLATFORM, audit_entry_record,
             get_account_log, "admin.account_log"),
    GET_PAGE("/api/v1/admin/accounts/{id}/users", PLATFORM, member_record, get_account_users,
             "admin.account_users"),
    ROUTE("POST", "/api/v1/admin/accounts/{id}/suspend", PLATFORM, &account_reason_record,
          &account_record, RECORD, KEY_TAKEN, RECORD, 200, post_account_suspend,
          "admin.suspend_account", NULL),
    ROUTE("POST", "/api/v1/admin/accounts/{id}/reinstate", PLATFORM, &account_reason_record,
          &account_record, RECORD, KEY_TAKEN, RECORD, 200, post_account_reinstate,
          "admin.reinstate_account", NULL),
    ROUTE("POST", "/api/v1/admin/accounts/{id}/plan", PLATFORM, &change_plan_record,
          &account_record, RECORD, KEY_TAKEN, RECORD, 200, post_account_plan,
          "admin.change_plan", NULL),
    CREATE("/api/v1/admin/accounts/{id}/adjustments", PLATFORM, adjust_wallet_record,
           adjusted_wallet_record, KEY_REQUIRED, post_account_adjustment, "admin.adjust_wallet"),
    CREATE("/api/v1/admin/plans", PLATFORM, plan_record, plan_record, KEY_TAKEN, post_plan,
           "admin.create_plan"),
    CHANGE("/api/v1/admin/plans/{code}", PLATFORM, plan_record, plan_record, patch_plan,
           "admin.change_plan_terms"),
    ROUTE("GET", "/api/v1/admin/platform-admins", PLATFORM, NULL, &user_record, NONE, 0, ALL, 200,
          get_platform_admins, "admin.list_platform_admins", NULL),
    ROUTE("POST", "/api/v1/admin/platform-admins", PLATFORM, &grant_platform_admin_record,
          &user_record, RECORD, 0, RECORD, 200, post_platform_admin,
          "admin.grant_platform_admin", NULL),
    REMOVE("/api/v1/admin/platform-admins/{id}", PLATFORM, delete_platform_admin,
           "admin.revoke_platform_admin"),
    ROUTE("POST", "/api/v1/admin/second-factor-resets", PLATFORM, &reset_person_factor_record,
          &user_record, RECORD, 0, RECORD, 200, post_factor_reset, "admin.reset_second_factor",
          NULL),
    CREATE("/api/v1/admin/accounts", PLATFORM, create_account_record, created_account_record,
           KEY_TAKEN, post_account, "admin.create_account"),
    ROUTE("GET", "/api/v1/admin/suppressions", PLATFORM, NULL, &platform_suppression_record, NONE,
          0, PAGE, 200, get_platform_suppressions, "admin.list_suppressions",
          phone_search_params),
    CREATE("/api/v1/admin/suppressions", PLATFORM, platform_suppression_record,
           platform_suppression_record, KEY_TAKEN, post_platform_suppression,
           "admin.add_suppression"),
    UPLOAD("/api/v1/admin/suppressions/import", PLATFORM, imported_suppressions_record, 0, 200,
           post_platform_suppression_import, "admin.import_suppressions", suppressions_params),
    GET_FILE("/api/v1/admin/suppressions/export", PLATFORM, get_platform_suppression_export,
             "admin.export_suppressions"),
    GET("/api/v1/admin/suppressions/{id}", PLATFORM, platform_suppression_record,
        get_platform_suppression, "admin.show_suppression", NULL),
    REMOVE("/api/v1/admin/suppressions/{id}", PLATFORM, delete_platform_suppression,
           "admin.remove_suppression"),
    LIST("/api/v1/admin/connections", PLATFORM, connection_record, "admin.list_connections"),
    SHOW("/api/v1/admin/connections/{id}", PLATFORM, connection_record, "admin.show_connection"),
    ROUTE("GET", "/api/v1/admin/event-consumers", PLATFORM, NULL, &event_consumer_view_record, NONE,
          0, ALL, 200, get_event_consumers, "admin.list_event_consumers", NULL),
    ROUTE("GET", "/api/v1/admin/dead-events", PLATFORM, NULL, &dead_event_view_record, NONE, 0, ALL,
          200, get_dead_events, "admin.list_dead_events", NULL),
    ROUTE("POST", "/api/v1/admin/dead-events/replay", PLATFORM, &replay_dead_event_record,
          &dead_event_view_record, RECORD, 0, RECORD, 200, post_dead_event_replay,
          "admin.replay_dead_event", NULL),
    ROUTE("POST", "/api/v1/admin/dead-events/discard", PLATFORM, &discard_dead_event_record,
          &dead_event_view_record, RECORD, 0, RECORD, 200, post_dead_event_discard,
          "admin.discard_dead_event", NULL),
    GET("/api/v1/admin/voice", PLATFORM, voice_view_record, get_voice, "admin.show_voice", NULL),
    ROUTE("POST", "/api/v1/admin/voice/set-up", PLATFORM, &set_up_voice_record,
          &connection_record, RECORD, 0, RECORD, 200, post_voice_set_up, "admin.set_up_voice",
          NULL),

    WEBHOOK("/webhooks/retell/{connection}", post_retell_webhook, "webhooks.retell"),
    WEBHOOK("/webhooks/retell/{connection}/{tag}/{mac}", post_retell_webhook,
            "webhooks.retell_call"),
};
/* clang-format on */

struct route_list rest_routes(void)
{
    return (struct route_list){ routes, ARRAY_LEN(routes) };
}
