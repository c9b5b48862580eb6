/* coding.h - gzip for answers that are large and text. What is compressed already, as workbooks,
 * and what is small go as they are. */
#ifndef HTTP_CODING_H
#define HTTP_CODING_H

#include "http/request.h"

enum { CODING_LEAST = 1024 }; /* bytes: a smaller body gains nothing */

/* ";q=0.5" in thousandths, 1000 without one; what is no weight counts as none. */
int header_weight(struct str params);
/* Does an Accept-Encoding header (STR_NONE: there is none) ask for gzip rather than for the bytes
 * as they are? *must: they are refused as they are, however small. */
bool coding_asked(struct str header, bool *must);
/* Codes a finished answer if its client asks for that. Its strong ETag becomes another's: of these
 * bytes. */
void coding_apply(const struct request *req, struct response *res);
/* "7-gzip" -> "7": the version behind an ETag, however its bytes were coded. */
struct str coding_plain_etag(struct str tag);

#endif
