/* admin.c - the installation, for its operator: accounts, plans, people above accounts. */
#include "v1/handlers.h"

enum err get_accounts(struct request *req, struct response *res)
{
    struct accounts_query query = { .search = request_query(req, "search") };
    struct page page;

    TRY(request_page(req, &account_record, &query.page));
    query.standing.has = account_standing_parse(request_query(req, "standing"), &query.standing.v);
    TRY(list_accounts(req->ports, &req->scope, &query, &page));
    return response_page(res, &listed_account_record, &page);
}

enum err get_accounts_summary(struct request *req, struct response *res)
{
    struct accounts_summary summary;

    TRY(summarize_accounts(req->ports, &req->scope, &summary));
    return response_record(res, 200, &accounts_summary_record, &summary);
}

enum err post_account(struct request *req, struct response *res)
{
    struct create_account cmd = { .name = STR_NONE };
    struct created_account created;

    TRY(request_read(req, res, &cmd));
    TRY(create_account(req->ports, &req->scope, &cmd, &created));
    return response_record(res, 201, &created_account_record, &created);
}

enum err get_installation_log(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &audit_entry_record, &query));
    TRY(list_installation_log(req->ports, &req->scope, &query, &page));
    return response_page(res, &audit_entry_record, &page);
}

/* -- one account -- */

enum err get_admin_account(struct request *req, struct response *res)
{
    struct account_id id;
    struct admin_account account;

    TRY(request_path_id(req, "id", &id));
    TRY(read_account(req->ports, &req->scope, id, &account));
    return response_record(res, 200, &admin_account_record, &account);
}

enum err get_account_log(struct request *req, struct response *res)
{
    struct page_query query;
    struct account_id id;
    struct page page;

    TRY(request_path_id(req, "id", &id));
    TRY(request_page(req, &audit_entry_record, &query));
    TRY(list_account_log(req->ports, &req->scope, id, &query, &page));
    return response_page(res, &audit_entry_record, &page);
}

enum err get_account_users(struct request *req, struct response *res)
{
    struct page_query query;
    struct account_id id;
    struct page page;

    TRY(request_path_id(req, "id", &id));
    TRY(request_page(req, &member_record, &query));
    TRY(list_members_of(req->ports, &req->scope, id, &query, &page));
    return response_page(res, &member_record, &page);
}

typedef enum err status_command(const struct ports *ports, struct scope *scope,
                                struct account_id id, const struct account_reason *cmd,
                                struct account **ret);

static enum err change_status(struct request *req, struct response *res, status_command *command)
{
    struct account_reason cmd = { .reason = STR_NONE };
    struct account_id id;
    struct account *account;

    TRY(request_path_id(req, "id", &id));
    TRY(request_read(req, res, &cmd));
    TRY(command(req->ports, &req->scope, id, &cmd, &account));
    return response_record(res, 200, &account_record, account);
}

enum err post_account_suspend(struct request *req, struct response *res)
{
    return change_status(req, res, suspend_account);
}

enum err post_account_reinstate(struct request *req, struct response *res)
{
    return change_status(req, res, reinstate_account);
}

enum err post_account_plan(struct request *req, struct response *res)
{
    struct change_plan cmd = { .plan = STR_NONE };
    struct account_id id;
    struct account *account;

    TRY(request_path_id(req, "id", &id));
    TRY(request_read(req, res, &cmd));
    TRY(change_plan(req->ports, &req->scope, id, &cmd, &account));
    return response_record(res, 200, &account_record, account);
}

enum err post_account_adjustment(struct request *req, struct response *res)
{
    struct adjust_wallet cmd = { .amount = { .has = false } };
    struct adjusted_wallet adjusted;
    struct account_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(request_read(req, res, &cmd));
    TRY(adjust_wallet(req->ports, &req->scope, id, &cmd, &adjusted));
    return response_record(res, 201, &adjusted_wallet_record, &adjusted);
}

/* -- plans -- */

enum err get_plans(struct request *req, struct response *res)
{
    struct plan_list plans;

    TRY(list_plans(req->ports, &req->scope, &plans));
    struct page page = { .items = plans.items, .n = plans.n };
    return response_page(res, &plan_record, &page);
}

enum err get_plan(struct request *req, struct response *res)
{
    const struct plan *plan;

    TRY(read_plan(req->ports, &req->scope, request_param(req, "code"), &plan));
    return response_record(res, 200, &plan_record, plan);
}

enum err post_plan(struct request *req, struct response *res)
{
    struct plan wanted = { .code = STR_NONE };
    struct plan *plan;

    TRY(request_read(req, res, &wanted));
    TRY(create_plan(req->ports, &req->scope, &wanted, &plan));
    return response_record(res, 201, &plan_record, plan);
}

enum err patch_plan(struct request *req, struct response *res)
{
    const struct plan *stored;
    struct plan *changed, *plan;

    TRY(read_plan(req->ports, &req->scope, request_param(req, "code"), &stored));
    TRY(request_if_match(req, res, &plan_record, stored));
    changed = record_copy(&plan_record, stored, req->scope.arena);
    TRY(request_read(req, res, changed));
    TRY(amend_plan(req->ports, &req->scope, changed, &plan));
    return response_record(res, 200, &plan_record, plan);
}

/* -- people above accounts -- */

enum err get_platform_admins(struct request *req, struct response *res)
{
    struct page page;

    TRY(list_platform_admins(req->ports, &req->scope, &page));
    return response_page(res, &user_record, &page);
}

enum err post_platform_admin(struct request *req, struct response *res)
{
    struct grant_platform_admin cmd = { .email = STR_NONE };
    struct user *user;

    TRY(request_read(req, res, &cmd));
    TRY(grant_platform_admin(req->ports, &req->scope, &cmd, &user));
    return response_record(res, 200, &user_record, user);
}

enum err delete_platform_admin(struct request *req, struct response *res)
{
    struct user_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(revoke_platform_admin(req->ports, &req->scope, id));
    return response_nothing(res);
}

/* -- people of any account -- */

enum err post_factor_reset(struct request *req, struct response *res)
{
    struct reset_person_factor cmd = { .email = STR_NONE };
    struct user *user;

    TRY(request_read(req, res, &cmd));
    TRY(reset_person_factor(req->ports, &req->scope, &cmd, &user));
    return response_record(res, 200, &user_record, user);
}

/* -- events that were given up -- */

enum err get_event_consumers(struct request *req, struct response *res)
{
    struct page page;

    TRY(list_event_consumers(req->ports, &req->scope, &page));
    return response_page(res, &event_consumer_view_record, &page);
}

enum err get_dead_events(struct request *req, struct response *res)
{
    struct page page;

    TRY(list_dead_events(req->ports, &req->scope, &page));
    return response_page(res, &dead_event_view_record, &page);
}

enum err post_dead_event_replay(struct request *req, struct response *res)
{
    struct replay_dead_event cmd = { .id = STR_NONE };
    struct dead_event_view view;

    TRY(request_read(req, res, &cmd));
    TRY(replay_dead_event(req->ports, &req->scope, &cmd, &view));
    return response_record(res, 200, &dead_event_view_record, &view);
}

enum err post_dead_event_discard(struct request *req, struct response *res)
{
    struct discard_dead_event cmd = { .id = STR_NONE };
    struct dead_event_view view;

    TRY(request_read(req, res, &cmd));
    TRY(discard_dead_event(req->ports, &req->scope, &cmd, &view));
    return response_record(res, 200, &dead_event_view_record, &view);
}

/* -- the installation -- */

enum err get_system(struct request *req, struct response *res)
{
    struct system_view view;

    TRY(read_system(req->ports, &req->scope, &view));
    return response_record(res, 200, &system_view_record, &view);
}

/* An instant, or a day of UTC; the edge has judged it. */
static struct opt_instant read_moment(const struct request *req, const char *name)
{
    struct str text = request_query(req, name);
    struct opt_instant ret = { .has = text.n > 0 };
    struct date date;

    if (!instant_parse(text, &ret.v) && date_parse(text, &date))
        ret.v.unix_ms = date_to_days(date) * MS_PER_DAY;
    return ret;
}

enum err get_billing(struct request *req, struct response *res)
{
    struct billing_query query = { .from = read_moment(req, "from"),
                                   .until = read_moment(req, "until") };
    struct billing_view view;

    TRY(read_billing(req->ports, &req->scope, &query, &view));
    return response_record(res, 200, &billing_view_record, &view);
}
