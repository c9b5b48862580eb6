/* credentials.h - who asks: a program by its key, or a person by the cookie of a session. A browser
 * sends a cookie whoever made it do so; so what changes something must also come from our own page
 * and carry the session's csrf. */
#ifndef HTTP_CREDENTIALS_H
#define HTTP_CREDENTIALS_H

#include "http/request.h"

/* Fills the scope, and asks for the route's permission. 401 "auth.missing", "auth.bad_key",
 * "auth.session_ended"; 403 "auth.cross_site", "auth.bad_csrf", "permission.missing". */
enum err credentials_check(struct request *req) MUST_USE;

/* Sets the cookie; an empty secret takes it away. */
void session_cookie(struct response *res, struct str secret);

/* Before a password is looked at: 5 tries a minute for a name, 20 for an address. ERR_EXHAUSTED
 * "limit.sign_ins". */
enum err sign_in_limit(struct request *req, struct response *res, struct str name) MUST_USE;

#endif
