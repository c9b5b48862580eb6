/* application/commands/brand.h - how an installation looks at an account's own door, and the
 * address of that door. */
#ifndef APPLICATION_COMMANDS_BRAND_H
#define APPLICATION_COMMANDS_BRAND_H

#include "application/ports.h"
#include "domain/models/account.h"

/* Empty name and colour, and no logo: the installation's own. */
struct brand {
    struct str name, color;
    bool logo;
};
extern const struct record brand_record;

/* For everybody, by the address that they came by: a host that is nobody's, and one of an account
 * that is closed, have the installation's brand. */
enum err read_brand(const struct ports *ports, struct scope *scope, struct str host,
                    struct brand *ret) MUST_USE;
/* ERR_NOT_FOUND "logo.none". */
enum err find_brand_logo(const struct ports *ports, struct scope *scope, struct str host,
                         struct account **ret) MUST_USE;

struct own_address {
    struct str subdomain;   /* empty: none */
    struct str base_domain; /* empty: this installation gives none */
    struct str url;         /* of the account's door: "https://andina.calls.example.com" */
};
extern const struct record own_address_record;
/* PERMISSION_READ. */
enum err read_own_address(const struct ports *ports, struct scope *scope,
                          struct own_address *ret) MUST_USE;

struct choose_address {
    struct str subdomain; /* empty: gives it up; who comes next may have it */
};
extern const struct record choose_address_record;
/* PERMISSION_MANAGE_ACCOUNT. ERR_PRECONDITION "subdomain.off"; field errors of subdomain:
 * subdomain_refusal(), "subdomain.taken". */
enum err choose_own_address(const struct ports *ports, struct scope *scope,
                            const struct choose_address *cmd, struct own_address *ret) MUST_USE;

#endif
