/* spreadsheet/xlsx/xml.h - expat, told only what a workbook may hold: no DOCTYPE, no entity of its
 * own, bounded depth; elements of other namespaces are left out with all that is in them. */
#ifndef SPREADSHEET_XLSX_XML_H
#define SPREADSHEET_XLSX_XML_H

#include "base/error.h"

struct xml;

struct xml_ops {
    /* name: without prefix. attributes: see xml_attribute(). */
    enum err (*start)(void *to, struct str name, const char **attributes);
    enum err (*text)(void *to, struct str text); /* in pieces; NULL: nobody wants it */
    enum err (*end)(void *to, struct str name);
};

/* part: whose name an error tells; it outlives the parser, as do `to` and `error`. */
struct xml *xml_new(const struct xml_ops *ops, void *to, struct str part, struct error *error);
void xml_free(struct xml *xml);
/* ERR_INVALID "sheet.dtd", "sheet.damaged" {part}; or what a handler said. After xml_stop() what is
 * fed is not looked at. */
enum err xml_feed(struct xml *xml, const char *p, size_t n, bool last) MUST_USE;
/* From a handler: the rest is of no interest. */
void xml_stop(struct xml *xml);
bool xml_stopped(const struct xml *xml);
/* The document is in UTF-8, as far as it said. */
bool xml_is_utf8(const struct xml *xml);

/* The attribute without prefix, or STR_NONE. */
struct str xml_attribute(const char **attributes, const char *name);
/* The attribute of the namespace of relationships ("r:id"), or STR_NONE. */
struct str xml_relationship_attribute(const char **attributes, const char *name);

#endif
