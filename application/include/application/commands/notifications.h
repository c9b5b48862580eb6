/* application/commands/notifications.h - the account's list of what happened, and what of it is
 * mailed to its owners. */
#ifndef APPLICATION_COMMANDS_NOTIFICATIONS_H
#define APPLICATION_COMMANDS_NOTIFICATIONS_H

#include "application/ports.h"
#include "domain/models/notification.h"

/* PERMISSION_READ. Titles and texts are in the language of whoever asks, else the account's. */
enum err list_notifications(const struct ports *ports, struct scope *scope,
                            const struct page_query *query, struct page *ret) MUST_USE;
/* PERMISSION_READ: one, or all that are not read yet. Read is read for everybody of the account. */
enum err read_notification(const struct ports *ports, struct scope *scope,
                           struct notification_id id, struct notification **ret) MUST_USE;
enum err read_all_notifications(const struct ports *ports, struct scope *scope) MUST_USE;

struct notification_settings {
    int64_t version;
    struct str_list mailed;   /* of those that can be */
    struct str_list mailable; /* all that can be */
};
extern const struct record notification_settings_record;

/* PERMISSION_READ. */
enum err read_notification_settings(const struct ports *ports, struct scope *scope,
                                    struct notification_settings *ret) MUST_USE;
struct change_notification_settings {
    struct str_list mailed;
};
extern const struct record change_notification_settings_record;
/* PERMISSION_MANAGE_ACCOUNT. `mailed` is the whole list. Field error "notification.not_mailable"
 * {value}. */
enum err change_notification_settings(const struct ports *ports, struct scope *scope,
                                      const struct change_notification_settings *cmd,
                                      struct notification_settings *ret) MUST_USE;

#endif
