/* domain/scope.h - what lives as long as one request or message. Repositories read the account from
 * it: there is no look-up by id without one. Work of many pages runs each page in a scope of its
 * own. */
#ifndef DOMAIN_SCOPE_H
#define DOMAIN_SCOPE_H

#include "base/field.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"
#include "base/time.h"
#include "domain/ids.h"
#include "domain/permission.h"

enum actor_kind { ACTOR_SYSTEM = 1, ACTOR_USER, ACTOR_KEY, ACTOR_PROVIDER, ACTOR_DISPLAY };

struct actor {
    enum actor_kind kind;
    struct user_id user;
    struct api_key_id key;
    struct session_id session; /* of a user who is signed in */
    struct display_id display;
    permission_set permissions;
};

/* "Only if it is still what I have seen": the record that the request is about, in the version that
 * its client names. The store holds it against what it is given to save. */
struct seen_record {
    struct id128 id; /* zero: nothing was said */
    int64_t version;
};

struct scope {
    struct account_id account;
    struct actor actor;
    struct instant now;      /* read once; loops and dialing read the clock for each decision */
    struct instant deadline; /* 0: none */
    struct arena *arena;
    struct log log;
    struct str request_id;
    struct str address;         /* of the peer, for the audit */
    struct str language;        /* of whoever asks; STR_NONE: they did not say */
    struct str idempotency_key; /* kept with the record that the request creates; STR_NONE: none */
    struct seen_record seen;    /* until that record is saved */
    struct error error;         /* error.arena is the scope's arena */
};

/* A scope of the system itself, for one account; account zero for work across accounts. */
struct scope scope_system(struct arena *arena, struct account_id account, struct instant now,
                          struct log log);
/* Same account, actor and deadline; its own arena, `now` and error. */
struct scope scope_page(const struct scope *scope, struct arena *arena, struct instant now);
/* Its own copy, looking into another account; zero: into what is the installation's. */
struct scope scope_inside(const struct scope *scope, struct account_id account);
/* Returns err; what went wrong inside is told by the scope that it was made of. */
enum err scope_pass_on(struct scope *scope, const struct scope *inside, enum err err) MUST_USE;
/* By stores, of an object that is about to be saved over its version, or removed: ERR_CONFLICT
 * "record.stale" when the client has seen another one. */
enum err scope_check_seen(struct scope *scope, struct id128 id, int64_t version) MUST_USE;
/* That which a save gives a record of version `was`, 0 of a new one. */
int64_t scope_next_version(const struct scope *scope, const struct field *version, int64_t was);
/* The version that the client has seen of this record; 0: it named none. */
int64_t scope_seen_version(const struct scope *scope, struct id128 id);
/* Once it is saved: what the request saves of it next is its own. */
void scope_met_seen(struct scope *scope, struct id128 id);
/* ERR_FORBIDDEN "permission.missing" {permission} */
enum err scope_require(struct scope *scope, enum permission permission) MUST_USE;
/* In which language sentences are made for whoever asks: theirs, else the account's. Sheets
 * that are made for later go by the account alone, a mail by its recipient. */
struct str scope_language(const struct scope *scope, struct str of_account);
/* "system", "usr_…", "key_…", "dsp_…", "provider" */
struct str scope_actor(const struct scope *scope);

#endif
