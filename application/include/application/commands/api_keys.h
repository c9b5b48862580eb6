/* application/commands/api_keys.h - keys of programs. */
#ifndef APPLICATION_COMMANDS_API_KEYS_H
#define APPLICATION_COMMANDS_API_KEYS_H

#include "application/ports.h"
#include "domain/models/user.h"

struct create_api_key {
    struct str name;
    struct str_list scopes;
    struct opt_instant expires_at;
};
extern const struct record create_api_key_record;
struct created_api_key {
    struct api_key key;
    struct str secret; /* shown here and never again */
};
extern const struct record created_api_key_record;

/* PERMISSION_MANAGE_ACCOUNT. A key cannot have a permission that its maker lacks. */
enum err create_api_key(const struct ports *ports, struct scope *scope,
                        const struct create_api_key *cmd, struct created_api_key *ret) MUST_USE;
/* Adds the field errors that the command would have, and does nothing else. */
void check_create_api_key(struct scope *scope, const struct create_api_key *cmd);
enum err revoke_api_key(const struct ports *ports, struct scope *scope, struct api_key_id id,
                        struct api_key **ret) MUST_USE;

/* For how long the key before goes on opening. */
struct rotate_api_key {
    struct opt_duration overlap_ms; /* absent: a day; 0: not at all */
};
extern const struct record rotate_api_key_record;
enum { API_KEY_OVERLAP_MS = 24 * MS_PER_HOUR };
/* PERMISSION_MANAGE_ACCOUNT. A new key of the same name, scopes and end; the one before ends after
 * the overlap, or at its own end if that is sooner. ERR_PRECONDITION "api_key.over": it was revoked
 * or has expired; "api_key.replaced": it was rotated before, and the newest is to be rotated; field
 * error "api_key.beyond_maker". */
enum err rotate_api_key(const struct ports *ports, struct scope *scope, struct api_key_id id,
                        const struct rotate_api_key *cmd, struct created_api_key *ret) MUST_USE;

/* Keys are the account's and go on when their maker leaves it: what runs by one would stand still.
 * So they are marked (maker_left_at), those of its sandbox as well, the owners are told, and one
 * step revokes them all. For the removal of a member; again: nothing. */
enum err api_keys_maker_left(const struct ports *ports, struct scope *scope,
                             struct user_id user) MUST_USE;
struct revoked_keys {
    int64_t revoked;
};
extern const struct record revoked_keys_record;
/* PERMISSION_MANAGE_ACCOUNT. Those that are marked and still open, also the sandbox's. */
enum err revoke_left_keys(const struct ports *ports, struct scope *scope,
                          struct revoked_keys *ret) MUST_USE;

/* Fills a new key of scope->account and gives its secret; does not save. For account creation. */
struct str api_key_make(const struct ports *ports, struct scope *scope, struct str name,
                        bool sandbox, struct api_key *ret);

#endif
