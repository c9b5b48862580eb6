/* application/commands/second_factor.h - a person takes up, and gives up, a second factor. For
 * people who are signed in. */
#ifndef APPLICATION_COMMANDS_SECOND_FACTOR_H
#define APPLICATION_COMMANDS_SECOND_FACTOR_H

#include "application/commands/sign_in.h"
#include "domain/models/second_factor.h"

struct second_factor_view {
    bool on;
    struct opt_instant confirmed_at;
    int64_t recovery_codes_left;
};
extern const struct record second_factor_view_record;
enum err read_second_factor(const struct ports *ports, struct scope *scope,
                            struct second_factor_view *ret) MUST_USE;

/* Whoever sits at somebody's desk knows no password: all that follows asks it. */
struct own_password {
    struct str password;
};
extern const struct record own_password_record;

struct begun_factor {
    struct str secret; /* base 32, to be typed where no picture can be taken */
    struct str uri;    /* "otpauth://totp/…" */
    struct str qr;     /* of the uri, as SVG */
};
extern const struct record begun_factor_record;
/* Asks for nothing yet at sign-in: only its confirmation does. Again: another secret. ERR_CONFLICT
 * "second_factor.on"; ERR_UNAUTHENTICATED "auth.wrong_password". */
enum err begin_second_factor(const struct ports *ports, struct scope *scope,
                             const struct own_password *cmd, struct begun_factor *ret) MUST_USE;

struct confirm_factor {
    struct str code;
};
extern const struct record confirm_factor_record;
struct recovery_codes {
    struct str_list codes; /* shown here and never again */
    struct signed_in in;
};
extern const struct record recovery_codes_record;
/* From now on sign-in asks for a code. Ends all sessions of the person and begins a new one.
 * ERR_CONFLICT "second_factor.on", "second_factor.not_begun"; factor_check()'s errors. */
enum err confirm_second_factor(const struct ports *ports, struct scope *scope,
                               const struct confirm_factor *cmd, struct str agent,
                               struct recovery_codes *ret) MUST_USE;
/* The old ones are worth nothing any more. ERR_CONFLICT "second_factor.off". */
enum err renew_recovery_codes(const struct ports *ports, struct scope *scope,
                              const struct own_password *cmd, struct str agent,
                              struct recovery_codes *ret) MUST_USE;
/* Ends all sessions and begins a new one. ERR_CONFLICT "second_factor.off". */
enum err end_second_factor(const struct ports *ports, struct scope *scope,
                           const struct own_password *cmd, struct str agent,
                           struct signed_in *ret) MUST_USE;

#endif
