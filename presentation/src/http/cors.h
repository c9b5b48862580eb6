/* cors.h - what pages of other origins may do: nothing, but for those that the settings name; and
 * those with a key in the Authorization header alone, never with a person's cookie. */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

#include "http/request.h"

/* "https://app.example.com" or "http://localhost:3000": a scheme, a host, a port that is not the
 * scheme's own; lower case, as browsers send it. */
bool cors_is_origin(struct str text);
/* Adds to any answer what lets the page read it. */
void cors_tell(const struct str_list *origins, const struct request *req, struct response *res);
/* Adds to the answer of OPTIONS what the page may send. `methods`: of the path. */
void cors_tell_preflight(const struct str_list *origins, const struct request *req,
                         struct response *res, struct str methods);

#endif
