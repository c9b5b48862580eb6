/* application/commands/platform_suppressions.h - the installation's own do-not-call list: phones
 * that no account may call. PERMISSION_PLATFORM. */
#ifndef APPLICATION_COMMANDS_PLATFORM_SUPPRESSIONS_H
#define APPLICATION_COMMANDS_PLATFORM_SUPPRESSIONS_H

#include "application/commands/change_suppressions.h"

/* The phone in international form. Every account's calls to it that ring or run are hung up before
 * this answers; if one of them cannot be, it fails, the number stays listed, and asking again tries
 * again. Again: the entry is changed. */
enum err suppress_for_all(const struct ports *ports, struct scope *scope,
                          const struct platform_suppression *wanted,
                          struct platform_suppression **ret) MUST_USE;
enum err unsuppress_for_all(const struct ports *ports, struct scope *scope,
                            struct platform_suppression_id id) MUST_USE;
/* Every phone of every row of a sheet, as import_suppressions(); numbers without a country's prefix
 * need cmd->country. */
enum err import_platform_suppressions(const struct ports *ports, struct scope *scope,
                                      const struct import_suppressions *cmd,
                                      struct imported_suppressions *ret) MUST_USE;
enum err read_platform_suppression(const struct ports *ports, struct scope *scope,
                                   struct platform_suppression_id id,
                                   struct platform_suppression **ret) MUST_USE;
enum err list_platform_suppressions(const struct ports *ports, struct scope *scope,
                                    const struct page_query *query, struct page *ret) MUST_USE;

#endif
