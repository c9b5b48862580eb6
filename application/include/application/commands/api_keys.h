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
enum err revoke_api_key(const struct ports *ports, struct scope *scope, struct api_key_id id,
                        struct api_key **ret) MUST_USE;

/* Fills a new key of scope->account and gives its secret; does not save. For account creation. */
struct str api_key_make(const struct ports *ports, struct scope *scope, struct str name,
                        bool sandbox, struct api_key *ret);

#endif
