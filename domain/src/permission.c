/* domain/src/permission.c - the table of who may do what. */
#include "domain/permission.h"

static const char *const permission_texts[] = {
    [PERMISSION_NONE] = "none",
    [PERMISSION_READ] = "read",
    [PERMISSION_WATCH] = "watch",
    [PERMISSION_READ_PEOPLE] = "read_people",
    [PERMISSION_IMPORT] = "import",
    [PERMISSION_EDIT_CAMPAIGNS] = "edit_campaigns",
    [PERMISSION_RUN_CAMPAIGNS] = "run_campaigns",
    [PERMISSION_SUPPRESS] = "suppress",
    [PERMISSION_READ_MONEY] = "read_money",
    [PERMISSION_SPEND] = "spend",
    [PERMISSION_MANAGE_ACCOUNT] = "manage_account",
    [PERMISSION_PLATFORM] = "platform",
    [PERMISSION_OWN_ACCESS] = "own_access",
};
ENUM_NAMES_DEFINE(permission)

static const char *const role_texts[] = {
    [ROLE_OWNER] = "owner",
    [ROLE_ADMIN] = "admin",
    [ROLE_OPERATOR] = "operator",
    [ROLE_VIEWER] = "viewer",
};
ENUM_NAMES_DEFINE(role)

#define VIEWS                                                                                      \
    (PERMISSION_BIT(PERMISSION_NONE) | PERMISSION_BIT(PERMISSION_READ) |                           \
     PERMISSION_BIT(PERMISSION_WATCH))
#define OPERATES                                                                                   \
    (VIEWS | PERMISSION_BIT(PERMISSION_READ_PEOPLE) | PERMISSION_BIT(PERMISSION_IMPORT) |          \
     PERMISSION_BIT(PERMISSION_EDIT_CAMPAIGNS) | PERMISSION_BIT(PERMISSION_RUN_CAMPAIGNS) |        \
     PERMISSION_BIT(PERMISSION_SUPPRESS))
#define ADMINISTERS                                                                                \
    (OPERATES | PERMISSION_BIT(PERMISSION_READ_MONEY) | PERMISSION_BIT(PERMISSION_MANAGE_ACCOUNT))

permission_set role_permissions(enum role role)
{
    static const permission_set sets[] = {
        [ROLE_OWNER] = ADMINISTERS | PERMISSION_BIT(PERMISSION_SPEND),
        [ROLE_ADMIN] = ADMINISTERS,
        [ROLE_OPERATOR] = OPERATES,
        [ROLE_VIEWER] = VIEWS,
    };

    return sets[role];
}

permission_set permission_all(void)
{
    return role_permissions(ROLE_OWNER);
}
