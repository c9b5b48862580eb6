/* precondition.h - If-Match is passed over by no route that changes something: a record is launched
 * or removed only in the version that the client has seen. */
#ifndef HTTP_PRECONDITION_H
#define HTTP_PRECONDITION_H

#include "http/request.h"
#include "presentation/rest_server.h"

/* The route's handler, after If-Match has been held against what GET would answer for the record
 * that the path names; its answer is 304 where If-None-Match names it. 412 "record.stale"; 412
 * "http.no_version" where the path names none that shows a version. */
enum err handle_if_matched(struct request *req, struct response *res) MUST_USE;
/* Whether its answer has an ETag: the version of the record that it shows. */
bool route_shows_version(const struct route *route);
/* Whether it answers 304 where If-None-Match names the version that there is: only where a version
 * tells of everything that is shown. */
bool route_tells_unchanged(const struct route *route);
/* Whether the route compares versions at all: for the document. */
bool route_compares_versions(const struct route_list *routes, const struct route *route);

#endif
