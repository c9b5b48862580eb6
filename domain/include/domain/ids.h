/* domain/ids.h - one struct for each kind of id: an account's in a campaign's place does not
 * compile. */
#ifndef DOMAIN_IDS_H
#define DOMAIN_IDS_H

#include "base/field.h"
#include "base/id128.h"

/* clang-format off */
#define ID_KINDS(X)                                                                  \
    X(account, "acc") X(user, "usr") X(membership, "mem") X(api_key, "key")          \
    X(campaign, "cmp") X(batch, "bat") X(job, "job") X(call, "cal")                  \
    X(script, "scr") X(suppression, "sup") X(connection, "con") X(number, "num")     \
    X(export, "exp") X(entry, "ent") X(phone_hash, "phn") X(object, "obj")           \
    X(audit_entry, "aud") X(session, "ses") X(password_reset, "rst") X(display, "dsp") \
    X(script_version, "scv") X(batch_row, "brw")                                    \
    X(registration, "reg") X(invitation, "inv") X(second_factor, "fac") X(email_claim, "ecl") \
    X(plan, "pln") X(process, "prc") X(subdomain_claim, "sdc") \
    X(webhook_endpoint, "whe") X(notification, "ntf") X(waiting_event, "wev") \
    X(access_count, "acn") X(event_decision, "evd") X(forgotten_call, "fgc") \
    X(platform_suppression, "psu")
/* clang-format on */

#define ID_STRUCT(kind, prefix)                                                                    \
    struct kind##_id {                                                                             \
        struct id128 v;                                                                            \
    };
ID_KINDS(ID_STRUCT)
#undef ID_STRUCT
#define ID_CASE(kind, prefix) , struct kind##_id : prefix
#define ID_PREFIX(id) _Generic((id)ID_KINDS(ID_CASE))

#define FIELD_ID(T, m, fl)                                                                         \
    {                                                                                              \
        .name = #m, .kind = KIND_ID, .flags = (fl), .offset = FIELD_OFFSET(T, m.v, struct id128),  \
        .has = FIELD_ALWAYS, .prefix = ID_PREFIX(((T *)0)->m)                                      \
    }

#define ID_EQ(a, b) id128_eq((a).v, (b).v)
#define ID_NONE(id) id128_is_zero((id).v)
/* "job_01h…" */
#define ID_TEXT(arena, id) id128_print((arena), ID_PREFIX(id), (id).v)
#define ID_SCAN(text, ret) id128_scan((text), ID_PREFIX(*(ret)), &(ret)->v)

#endif
