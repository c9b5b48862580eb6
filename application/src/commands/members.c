/* application/src/commands/members.c - an owner gives up the role in one step with another owner's
 * record, unchanged: if that other one was touched meanwhile, the step fails and is thought over.
 * So of any two owners who go at once, one still sees the other. */
#include "application/commands/members.h"

#include "application/commands/api_keys.h"
#include "commands/factor_check.h"
#include "commands/member_event.h"
#include "commands/member_rank.h"
#include "commands/person_access.h"
#include "domain/models/account.h"

RECORD_REPOSITORY(account)

enum { CHANGE_TRIES = 5 };

static const struct field member_fields[] = {
    FIELD_ID(struct member, id, FIELD_READ_ONLY),
    FIELD_I64(struct member, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct member, email, FIELD_READ_ONLY, 3, 254),
    FIELD_STR(struct member, name, FIELD_READ_ONLY, 0, 120),
    FIELD_STR(struct member, language, FIELD_READ_ONLY, 2, 2),
    FIELD_ENUM(struct member, role, FIELD_READ_ONLY, role_names),
    FIELD_BOOL(struct member, second_factor, FIELD_READ_ONLY),
    FIELD_INSTANT(struct member, joined_at, FIELD_READ_ONLY),
};
const struct record member_record = RECORD("members", struct member, member_fields);

static const struct field change_member_fields[] = {
    FIELD_ENUM(struct change_member, role, FIELD_REQUIRED, role_names),
};
const struct record change_member_record =
    RECORD("change_member", struct change_member, change_member_fields);

static enum err no_member(struct scope *scope, struct user_id id)
{
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "user.not_found",
                     P_STR("id", ID_TEXT(scope->arena, id)));
}

/* -- looking -- */

static enum err fill_member(const struct ports *ports, struct scope *scope,
                            const struct membership *m, struct member *ret)
{
    struct second_factor *factor;
    struct user *user;

    TRY(person_find(ports, scope, "id", ID_TEXT(scope->arena, m->user), &user));
    if (user == NULL)
        return no_member(scope, m->user);
    TRY(factor_find(ports, scope, m->user, &factor));
    *ret = (struct member){ .id = user->id,
                            .version = m->version,
                            .email = user->email,
                            .name = user->name,
                            .language = user->language,
                            .role = m->role,
                            .second_factor = factor != NULL && factor->confirmed_at.has,
                            .joined_at = m->created_at };
    return ERR_OK;
}

static enum err page_of_members(const struct ports *ports, struct scope *scope,
                                const struct page_query *query, struct page *ret)
{
    const struct membership *found;
    struct member *items;
    struct page page;
    size_t n = 0;

    TRY(VIA(ports->records, page, scope, &membership_record, query, &page));
    found = page.items;
    items = ARENA_ARRAY(scope->arena, struct member, page.n);
    for (size_t i = 0; i < page.n; i++)
        if (!found[i].leaving)
            TRY(fill_member(ports, scope, &found[i], &items[n++]));
    *ret = (struct page){ .items = items, .n = n, .next = page.next };
    return ERR_OK;
}

enum err list_members(const struct ports *ports, struct scope *scope,
                      const struct page_query *query, struct page *ret)
{
    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    return page_of_members(ports, scope, query, ret);
}

static enum err members_inside(const struct ports *ports, struct scope *inside,
                               const struct page_query *query, struct page *ret)
{
    struct account *account;

    TRY(account_find(ports->records, inside, inside->account, &account));
    return page_of_members(ports, inside, query, ret);
}

enum err list_members_of(const struct ports *ports, struct scope *scope, struct account_id id,
                         const struct page_query *query, struct page *ret)
{
    struct scope inside = scope_inside(scope, id);

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return scope_pass_on(scope, &inside, members_inside(ports, &inside, query, ret));
}

/* Of scope->account; *ret NULL: there is none. One who is leaving counts only if asked for. */
static enum err find_place(const struct ports *ports, struct scope *scope, struct user_id id,
                           bool leaving_too, struct membership **ret)
{
    struct page_query query = { .filters = { { STR("user"), FILTER_EQ,
                                               ID_TEXT(scope->arena, id) } },
                                .n = 1,
                                .limit = PAGE_MOST };
    struct page page;

    *ret = NULL;
    TRY(VIA(ports->records, page, scope, &membership_record, &query, &page));
    for (size_t i = 0; i < page.n; i++) {
        struct membership *m = &((struct membership *)page.items)[i];

        if (!m->leaving || (leaving_too && *ret == NULL))
            *ret = m;
    }
    return *ret != NULL ? ERR_OK : no_member(scope, id);
}

enum err read_member(const struct ports *ports, struct scope *scope, struct user_id id,
                     struct member *ret)
{
    struct membership *m;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(find_place(ports, scope, id, false, &m));
    return fill_member(ports, scope, m, ret);
}

/* -- changing -- */

/* An owner who stays: NULL: there is no other. */
static enum err find_witness(const struct ports *ports, struct scope *scope,
                             const struct membership *who, struct membership **ret)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    *ret = NULL;
    do {
        TRY(VIA(ports->records, page, scope, &membership_record, &query, &page));
        for (size_t i = 0; i < page.n && *ret == NULL; i++) {
            struct membership *m = &((struct membership *)page.items)[i];

            if (m->role == ROLE_OWNER && !m->leaving && !ID_EQ(m->id, who->id))
                *ret = m;
        }
        query.after = page.next;
    } while (*ret == NULL && page.next.p != NULL);
    return ERR_OK;
}

/* `m` holds the new state; it was an owner before. */
static enum err save_with_witness(const struct ports *ports, struct scope *scope,
                                  struct membership *m, struct event_list *events)
{
    struct membership *witness;

    TRY(find_witness(ports, scope, m, &witness));
    if (witness == NULL)
        return FAIL(&scope->error, ERR_PRECONDITION, "account.last_owner");
    void *const both[] = { m, witness };

    return VIA(ports->records, save_many, scope, &membership_record, both, ARRAY_LEN(both), events);
}

struct move {
    struct user_id user;
    enum role role; /* 0: leaves */
    bool moved;     /* it was not so already */
};

static enum err move_once(const struct ports *ports, struct scope *scope, struct move *move,
                          struct membership **ret)
{
    struct event_list events = { 0 };
    struct membership *m;
    enum role before;

    TRY(find_place(ports, scope, move->user, move->role == 0, &m));
    *ret = m;
    before = m->role;
    TRY(member_rank_allows(scope, before));
    if (move->role != 0)
        TRY(member_rank_allows(scope, move->role));
    if (move->role == before || (move->role == 0 && m->leaving))
        return ERR_OK;
    event_list_add(&events, scope->arena,
                   member_event(scope,
                                move->role != 0 ? EVENT_MEMBER_CHANGED : EVENT_MEMBER_REMOVED,
                                move->user, before, move->role));
    move->moved = true;
    m->leaving = move->role == 0;
    m->role = move->role != 0 ? move->role : before;
    return before == ROLE_OWNER ? save_with_witness(ports, scope, m, &events)
                                : VIA(ports->records, save, scope, &membership_record, m, &events);
}

static enum err move(const struct ports *ports, struct scope *scope, struct move *wanted,
                     struct membership **ret)
{
    enum err err = ERR_CONFLICT;

    for (int i = 0; i < CHANGE_TRIES && err == ERR_CONFLICT; i++) {
        error_clear(&scope->error);
        err = move_once(ports, scope, wanted, ret);
    }
    return err;
}

enum err change_member(const struct ports *ports, struct scope *scope, struct user_id id,
                       const struct change_member *cmd, struct member *ret)
{
    struct move wanted = { id, cmd->role, false };
    struct membership *m;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(move(ports, scope, &wanted, &m));
    if (wanted.moved)
        TRY(person_end_sessions(ports, scope, id, scope->account, "role"));
    return fill_member(ports, scope, m, ret);
}

enum err remove_member(const struct ports *ports, struct scope *scope, struct user_id id)
{
    struct move wanted = { id, (enum role)0, false };
    struct membership *m;
    enum err err;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(move(ports, scope, &wanted, &m));
    TRY(api_keys_maker_left(ports, scope, id)); /* while asking again still finds the membership */
    err = VIA(ports->records, remove, scope, &membership_record, m->id.v);
    if (err == ERR_NOT_FOUND)
        error_clear(&scope->error); /* removed by another meanwhile */
    else
        TRY(err);
    return person_end_sessions(ports, scope, id, scope->account, "removed");
}
