/* application/commands/connections.h - voice connections. */
#ifndef APPLICATION_COMMANDS_CONNECTIONS_H
#define APPLICATION_COMMANDS_CONNECTIONS_H

#include "application/ports.h"
#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/models/connection.h"

/* The installation's own connection, from the settings: made at start, or brought up to date when
 * address, key or concurrency changed. System only. *ret lives in the scope's arena. */
struct own_connection {
    struct str base_url, api_key;
    int64_t max_active;
    bool for_sandboxes; /* a second one, to the provider's stand-in: sandboxes use it alone */
};
enum err keep_own_connection(const struct ports *ports, struct scope *scope,
                             const struct own_connection *cmd, struct connection **ret) MUST_USE;

struct set_up_voice {
    struct str voice; /* the provider's voice id; empty: a Spanish one */
};
extern const struct record set_up_voice_record;
/* PERMISSION_PLATFORM. Makes LLM and agent at the provider; again: those that are there are kept.
 * Starts a stopped connection again. */
enum err set_up_voice(const struct ports *ports, struct scope *scope,
                      const struct set_up_voice *cmd, struct connection **ret) MUST_USE;

/* What the calls of sandboxes use: a simulator of their own where there is one, also if the
 * installation's voice lies on this host, as behind a proxy; else that one, if it is a simulator.
 * ERR_PRECONDITION "sandbox.no_simulator": there is none. */
enum err connection_of_sandboxes(const struct ports *ports, struct scope *scope,
                                 struct connection **ret) MUST_USE;
/* The connection of that id, the account's or the installation's; zero: the installation's own. */
enum err connection_of(const struct ports *ports, struct scope *scope, struct connection_id id,
                       struct connection **ret) MUST_USE;
/* The same for work across accounts: of this account. */
enum err connection_of_account(const struct ports *ports, struct scope *scope,
                               struct account_id account, struct connection_id id,
                               struct connection **ret) MUST_USE;
/* What the campaign's calls use: connection_of_sandboxes() where the account is one, whatever the
 * campaign says, else connection_of() what it says. */
enum err connection_of_campaign(const struct ports *ports, struct scope *scope,
                                const struct account *account, const struct campaign *campaign,
                                struct connection **ret) MUST_USE;

#endif
