/* site.h - the dashboard's files: which one a path means, in which packing, under which policy. */
#ifndef HTTP_SITE_H
#define HTTP_SITE_H

#include "http/edge.h"

/* No script and no style but the site's own files, nothing from elsewhere. */
struct str site_policy(struct arena *arena, const struct site *site);
/* For a path that no route knows: the row that answers it with a file, or NULL. */
const struct route *site_route(const struct edge *edge, const struct request *req);
enum err get_site(struct request *req, struct response *res) MUST_USE;

#endif
