/* application/commands/members.h - the people of an account and what each may do. A person is named
 * by the user's id. */
#ifndef APPLICATION_COMMANDS_MEMBERS_H
#define APPLICATION_COMMANDS_MEMBERS_H

#include "application/ports.h"
#include "domain/models/user.h"

struct member {
    struct user_id id;
    int64_t version; /* of the place in the account, not of the person */
    struct str email, name, language;
    enum role role;
    bool second_factor;
    struct instant joined_at;
};
extern const struct record member_record;

/* PERMISSION_MANAGE_ACCOUNT, as all below. In the order of their users' births. */
enum err list_members(const struct ports *ports, struct scope *scope,
                      const struct page_query *query, struct page *ret) MUST_USE;
/* Of any account, for who operates the installation: PERMISSION_PLATFORM. */
enum err list_members_of(const struct ports *ports, struct scope *scope, struct account_id id,
                         const struct page_query *query, struct page *ret) MUST_USE;
/* ERR_NOT_FOUND "user.not_found": has no place here, wherever else. */
enum err read_member(const struct ports *ports, struct scope *scope, struct user_id id,
                     struct member *ret) MUST_USE;

struct change_member {
    enum role role;
};
extern const struct record change_member_record;
/* The sessions of another role end. ERR_FORBIDDEN "member.beyond_maker": the old role or the new
 * one may what the changing one may not; ERR_PRECONDITION "account.last_owner": an account always
 * keeps one, whoever else changes or removes another at the same time. */
enum err change_member(const struct ports *ports, struct scope *scope, struct user_id id,
                       const struct change_member *cmd, struct member *ret) MUST_USE;
/* The same errors. The person stays a user, perhaps of other accounts. */
enum err remove_member(const struct ports *ports, struct scope *scope, struct user_id id) MUST_USE;

#endif
