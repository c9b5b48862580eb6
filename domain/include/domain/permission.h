/* domain/permission.h - who may do what: one table. Asked in the command or query itself. */
#ifndef DOMAIN_PERMISSION_H
#define DOMAIN_PERMISSION_H

#include "base/enum_names.h"
#include "base/str.h"

enum permission {
    PERMISSION_NONE = 1,       /* open to everyone: health, documents, log-in */
    PERMISSION_READ,           /* campaigns, jobs, calls, scripts, numbers, figures */
    PERMISSION_WATCH,          /* progress alone, without people or money; in PERMISSION_READ */
    PERMISSION_READ_PEOPLE,    /* unmasked phones, transcripts, recordings, results */
    PERMISSION_IMPORT,         /* upload, map, commit, undo batches */
    PERMISSION_EDIT_CAMPAIGNS, /* campaigns and scripts */
    PERMISSION_RUN_CAMPAIGNS,  /* launch, pause, resume, cancel */
    PERMISSION_SUPPRESS,       /* the do-not-call list */
    PERMISSION_READ_MONEY,     /* wallet and ledger */
    PERMISSION_SPEND,          /* top-ups, plan */
    PERMISSION_MANAGE_ACCOUNT, /* settings, users, roles, keys */
    PERMISSION_PLATFORM,       /* above accounts */
    PERMISSION_OWN_ACCESS /* one's own sessions and password: people who are signed in, no key */
};
ENUM_NAMES_DECLARE(permission)

enum role { ROLE_OWNER = 1, ROLE_ADMIN, ROLE_OPERATOR, ROLE_VIEWER };
ENUM_NAMES_DECLARE(role)

typedef uint64_t permission_set; /* bit of each enum permission */
#define PERMISSION_BIT(p) ((permission_set)1 << (p))

permission_set role_permissions(enum role role);
/* Everything but PERMISSION_PLATFORM and PERMISSION_OWN_ACCESS: what a key may have. */
permission_set permission_all(void);

#endif
