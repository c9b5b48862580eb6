/* application/queries/read_records.h - one record, or a page of them, for those who may see it. */
#ifndef APPLICATION_QUERIES_READ_RECORDS_H
#define APPLICATION_QUERIES_READ_RECORDS_H

#include "application/ports.h"

/* Any record of the record store, and jobs. Which permission each needs stands in one table in the
 * .c; without PERMISSION_READ_PEOPLE phones come masked, names, transcripts and variables are
 * left out, and no list is searched by them; without PERMISSION_READ_MONEY what was held, charged
 * or paid is left out. */
enum err read_record(const struct ports *ports, struct scope *scope, const struct record *record,
                     struct id128 id, void **ret) MUST_USE;
enum err list_records(const struct ports *ports, struct scope *scope, const struct record *record,
                      const struct page_query *query, struct page *ret) MUST_USE;
/* The same of a record that a command or another query answers with: by the flags of its fields. */
void hide_unpermitted(const struct scope *scope, const struct record *record, void *object);

/* PERMISSION_MANAGE_ACCOUNT. The account's audit log: the operator of the installation is
 * "operator" in it, without an address. */
enum err list_audit_log(const struct ports *ports, struct scope *scope,
                        const struct page_query *query, struct page *ret) MUST_USE;
/* PERMISSION_PLATFORM. Is the audit log of scope->account as it was written? */
enum err check_audit_log(const struct ports *ports, struct scope *scope,
                         struct audit_check *ret) MUST_USE;
/* The same of the installation itself (no account) and of every account, a page of accounts at a
 * time. items: struct account_audit. */
struct account_audit {
    struct account_id account;
    struct str name;
    struct audit_check check;
};
extern const struct record account_audit_record;
enum err check_audit_logs(const struct ports *ports, struct scope *scope,
                          const struct page_query *query, struct page *ret) MUST_USE;

#endif
