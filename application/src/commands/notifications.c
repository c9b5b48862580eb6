/* application/src/commands/notifications.c */
#include "application/commands/notifications.h"

#include "audit_event.h"
#include "application/queries/read_records.h"
#include "domain/models/account.h"
#include "notice_words.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(notification)

enum { MAILED_MOST = 40, EVENT_TYPES = EVENT_ALARM + 1 };

static const struct field notification_settings_fields[] = {
    FIELD_I64(struct notification_settings, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STRS(struct notification_settings, mailed, 0, MAILED_MOST),
    FIELD_STRS(struct notification_settings, mailable, FIELD_READ_ONLY, MAILED_MOST),
};
const struct record notification_settings_record =
    RECORD("notification_settings", struct notification_settings, notification_settings_fields);

static const struct field change_notification_settings_fields[] = {
    FIELD_STRS(struct change_notification_settings, mailed, FIELD_REQUIRED, MAILED_MOST),
};
const struct record change_notification_settings_record =
    RECORD("change_notification_settings", struct change_notification_settings,
           change_notification_settings_fields);

static void mark(struct notification *n, struct instant now)
{
    n->unread = false;
    n->read_at = SOME_INSTANT(now);
}

/* In which language whoever asks is told. */
static enum err language_of(const struct ports *ports, struct scope *scope, struct str *ret)
{
    struct account *account;

    TRY(account_find(ports->records, scope, scope->account, &account));
    *ret = scope_language(scope, account->language);
    return ERR_OK;
}

enum err list_notifications(const struct ports *ports, struct scope *scope,
                            const struct page_query *query, struct page *ret)
{
    struct str language;
    struct page page;

    TRY(list_records(ports, scope, &notification_record, query, &page));
    TRY(language_of(ports, scope, &language));
    for (size_t i = 0; i < page.n; i++)
        notice_tell(ports, scope->arena, language, &((struct notification *)page.items)[i]);
    *ret = page;
    return ERR_OK;
}

enum err read_notification(const struct ports *ports, struct scope *scope,
                           struct notification_id id, struct notification **ret)
{
    struct notification *n;
    struct str language;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(notification_find(ports->records, scope, id, &n));
    if (n->unread) {
        mark(n, scope->now);
        TRY(notification_save(ports->records, scope, n, NULL));
    }
    TRY(language_of(ports, scope, &language));
    notice_tell(ports, scope->arena, language, n);
    *ret = n;
    return ERR_OK;
}

enum err read_all_notifications(const struct ports *ports, struct scope *scope)
{
    struct page_query query = { .filters = { { STR("unread"), FILTER_EQ, STR("true") } },
                                .n = 1,
                                .limit = PAGE_MOST };
    struct page page;

    TRY(scope_require(scope, PERMISSION_READ));
    do {
        void *all[PAGE_MOST];

        TRY(VIA(ports->records, page, scope, &notification_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            all[i] = &((struct notification *)page.items)[i];
            mark(all[i], scope->now);
        }
        TRY(VIA(ports->records, save_many, scope, &notification_record, all, page.n, NULL));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

/* -- what is mailed -- */

static bool contains(const struct str_list *list, struct str text)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->items[i], text))
            return true;
    return false;
}

static void view(struct scope *scope, const struct account *account,
                 struct notification_settings *ret)
{
    *ret = (struct notification_settings){
        .version = account->version,
        .mailed = { ARENA_ARRAY(scope->arena, struct str, EVENT_TYPES), 0 },
        .mailable = { ARENA_ARRAY(scope->arena, struct str, EVENT_TYPES), 0 },
    };
    for (int type = 1; type < EVENT_TYPES; type++) {
        struct str name = event_type_name((enum event_type)type);

        if (!notification_is_mailed((enum event_type)type))
            continue;
        ret->mailable.items[ret->mailable.n++] = name;
        if (!contains(&account->unmailed, name))
            ret->mailed.items[ret->mailed.n++] = name;
    }
}

enum err read_notification_settings(const struct ports *ports, struct scope *scope,
                                    struct notification_settings *ret)
{
    struct account *account;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(account_find(ports->records, scope, scope->account, &account));
    view(scope, account, ret);
    return ERR_OK;
}

enum err change_notification_settings(const struct ports *ports, struct scope *scope,
                                      const struct change_notification_settings *cmd,
                                      struct notification_settings *ret)
{
    struct account *account;
    const struct account *before;
    struct event_list events;
    struct notification_settings now;
    struct str_list unmailed = { ARENA_ARRAY(scope->arena, struct str, EVENT_TYPES), 0 };

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(account_find(ports->records, scope, scope->account, &account));
    view(scope, account, &now);
    for (size_t i = 0; i < cmd->mailed.n; i++)
        if (!contains(&now.mailable, cmd->mailed.items[i]))
            error_add_field(
                &scope->error,
                (struct field_error){ .field = STR("mailed"),
                                      .slug = "notification.not_mailable",
                                      .params = { P_STR("value", cmd->mailed.items[i]) } });
    TRY(error_fields(&scope->error));
    for (size_t i = 0; i < now.mailable.n; i++)
        if (!contains(&cmd->mailed, now.mailable.items[i]))
            unmailed.items[unmailed.n++] = now.mailable.items[i];
    before = record_copy(&account_record, account, scope->arena);
    account->unmailed = unmailed;
    events = audit_events(scope, EVENT_ACCOUNT_CHANGED, ID_TEXT(scope->arena, account->id),
                          &account_record, before, account);
    events.items[0].detail = STR("notifications");
    TRY(account_save(ports->records, scope, account, &events));
    view(scope, account, ret);
    return ERR_OK;
}
