/* credential_marks.c */
#include "credential_marks.h"

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/session.h"
#include "domain/models/user.h"

struct str session_mark(struct arena *arena, struct str hash)
{
    return str_format(arena, "session:%.*s", STR_ARG(hash));
}

struct str key_mark(struct arena *arena, struct str hash)
{
    return str_format(arena, "key:%.*s", STR_ARG(hash));
}

struct str account_mark(struct arena *arena, struct account_id account)
{
    return str_format(arena, "account:%.*s", STR_ARG(ID_TEXT(arena, account)));
}

struct str member_mark(struct arena *arena, struct account_id account, struct user_id user)
{
    return str_format(arena, "member:%.*s:%.*s", STR_ARG(ID_TEXT(arena, account)),
                      STR_ARG(ID_TEXT(arena, user)));
}

struct str user_mark(struct arena *arena, struct user_id user)
{
    return str_format(arena, "user:%.*s", STR_ARG(ID_TEXT(arena, user)));
}

bool record_is_marked(const struct record *record)
{
    return record == &session_record || record == &api_key_record || record == &account_record ||
           record == &membership_record || record == &user_record;
}

struct str mark_of(struct arena *arena, const struct record *record, const void *object)
{
    if (record == &session_record)
        return session_mark(arena, ((const struct session *)object)->hash);
    if (record == &api_key_record)
        return key_mark(arena, ((const struct api_key *)object)->hash);
    if (record == &account_record)
        return account_mark(arena, ((const struct account *)object)->id);
    if (record == &user_record)
        return user_mark(arena, ((const struct user *)object)->id);
    return member_mark(arena, ((const struct membership *)object)->account,
                       ((const struct membership *)object)->user);
}
