/* person_access.h - steps that what is about people's access has in common; in sign_in.c. */
#ifndef COMMANDS_PERSON_ACCESS_H
#define COMMANDS_PERSON_ACCESS_H

#include "application/ports.h"
#include "domain/models/user.h"

/* *ret NULL: there is none. field: "email" or "id". */
enum err person_find(const struct ports *ports, struct scope *scope, const char *field,
                     struct str value, struct user **ret) MUST_USE;
enum err person_keep_password(const struct ports *ports, struct scope *scope, struct user *user,
                              struct str password) MUST_USE;
enum err person_end_sessions(const struct ports *ports, struct scope *scope,
                             struct user_id user) MUST_USE;

#endif
