/* spreadsheet/xlsx/xml.c - expat behind four functions. */
#include "spreadsheet/xlsx/xml.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include <expat.h>

enum { MOST_DEPTH = 32, MOST_ATTRIBUTES = 64, NAMESPACE_END = ' ' };

struct xml {
    XML_Parser parser;
    const struct xml_ops *ops;
    void *to;
    struct str part;
    struct error *error;
    enum err failed;
    int depth, foreign_from; /* 0: inside no foreign element */
    bool stopped, other_encoding;
};

/* "transitional" and "strict"; a document without namespaces is taken at its word. */
static const struct str known_namespaces[] = {
    STR_INIT("http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    STR_INIT("http://purl.oclc.org/ooxml/spreadsheetml/main"),
    STR_INIT("http://schemas.openxmlformats.org/package/2006/relationships"),
};
static const struct str relationship_namespaces[] = {
    STR_INIT("http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    STR_INIT("http://purl.oclc.org/ooxml/officeDocument/relationships"),
};

/* Splits "namespace name"; false: another's. */
static bool known_name(const char *full, struct str *ret)
{
    const char *space = strchr(full, NAMESPACE_END);
    struct str namespace;

    if (space == NULL) {
        *ret = str_from_c(full);
        return true;
    }
    namespace = (struct str){ full, (size_t)(space - full) };
    *ret = str_from_c(space + 1);
    for (size_t i = 0; i < ARRAY_LEN(known_namespaces); i++)
        if (str_eq(namespace, known_namespaces[i]))
            return true;
    return false;
}

static void fail(struct xml *xml, enum err err)
{
    xml->failed = err;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void fail_damaged(struct xml *xml)
{
    fail(xml, FAIL_WITH(xml->error, ERR_INVALID, "sheet.damaged", P_STR("part", xml->part)));
}

static void XMLCALL on_start(void *data, const XML_Char *full, const XML_Char **attributes)
{
    struct xml *xml = data;
    struct str name;
    enum err err;
    int n = 0;

    if (xml->failed != ERR_OK || xml->stopped)
        return;
    while (n <= MOST_ATTRIBUTES && attributes[2 * n] != NULL)
        n++;
    if (++xml->depth > MOST_DEPTH || n > MOST_ATTRIBUTES) {
        fail_damaged(xml);
        return;
    }
    if (xml->foreign_from > 0)
        return;
    if (!known_name(full, &name)) {
        xml->foreign_from = xml->depth;
        return;
    }
    err = xml->ops->start(xml->to, name, attributes);
    if (err != ERR_OK)
        fail(xml, err);
}

static void XMLCALL on_end(void *data, const XML_Char *full)
{
    struct xml *xml = data;
    struct str name;
    enum err err;

    if (xml->failed != ERR_OK || xml->stopped)
        return;
    if (xml->foreign_from > 0) {
        if (xml->foreign_from == xml->depth)
            xml->foreign_from = 0;
        xml->depth--;
        return;
    }
    xml->depth--;
    known_name(full, &name);
    err = xml->ops->end(xml->to, name);
    if (err != ERR_OK)
        fail(xml, err);
}

static void XMLCALL on_text(void *data, const XML_Char *p, int n)
{
    struct xml *xml = data;
    enum err err;

    if (xml->failed != ERR_OK || xml->stopped || xml->foreign_from > 0)
        return;
    err = xml->ops->text(xml->to, (struct str){ p, (size_t)n });
    if (err != ERR_OK)
        fail(xml, err);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_internal)
{
    struct xml *xml = data;

    (void)name, (void)system, (void)public, (void)has_internal;
    fail(xml, FAIL(xml->error, ERR_INVALID, "sheet.dtd"));
}

static void XMLCALL on_declaration(void *data, const XML_Char *version, const XML_Char *encoding,
                                   int standalone)
{
    struct xml *xml = data;

    (void)version, (void)standalone;
    if (encoding != NULL && !str_eq_nocase(str_from_c(encoding), STR("utf-8")))
        xml->other_encoding = true;
}

/* What the kernel gave this process at its start: expat itself would ask for entropy by calls that
 * the sandbox refuses. 0 would make it ask. */
static unsigned long hash_salt(void)
{
    const char *random = (const char *)getauxval(AT_RANDOM);
    unsigned long salt = 0;

    if (random != NULL)
        memcpy(&salt, random, sizeof salt);
    return salt | 1;
}

struct xml *xml_new(const struct xml_ops *ops, void *to, struct str part, struct error *error)
{
    struct xml *xml = calloc(1, sizeof *xml);

    if (xml == NULL || (xml->parser = XML_ParserCreateNS(NULL, NAMESPACE_END)) == NULL)
        abort();
    xml->ops = ops;
    xml->to = to;
    xml->part = part;
    xml->error = error;
    XML_SetUserData(xml->parser, xml);
    XML_SetHashSalt(xml->parser, hash_salt());
    XML_SetElementHandler(xml->parser, on_start, on_end);
    if (ops->text != NULL)
        XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    XML_SetXmlDeclHandler(xml->parser, on_declaration);
    return xml;
}

void xml_free(struct xml *xml)
{
    if (xml == NULL)
        return;
    XML_ParserFree(xml->parser);
    free(xml);
}

enum err xml_feed(struct xml *xml, const char *p, size_t n, bool last)
{
    enum { STEP = 1 << 20 }; /* expat counts in int */

    do {
        int step = n < STEP ? (int)n : STEP;

        if (xml->stopped)
            return ERR_OK;
        if (XML_Parse(xml->parser, p, step, last && (size_t)step == n) != XML_STATUS_OK) {
            if (xml->failed != ERR_OK)
                return xml->failed;
            return xml->stopped ? ERR_OK
                                : FAIL_WITH(xml->error, ERR_INVALID, "sheet.damaged",
                                            P_STR("part", xml->part));
        }
        p += step;
        n -= (size_t)step;
    } while (n > 0);
    return xml->failed;
}

void xml_stop(struct xml *xml)
{
    xml->stopped = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

bool xml_stopped(const struct xml *xml)
{
    return xml->stopped;
}

bool xml_is_utf8(const struct xml *xml)
{
    return !xml->other_encoding;
}

struct str xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(*attributes, name) == 0)
            return str_from_c(attributes[1]);
    return STR_NONE;
}

struct str xml_relationship_attribute(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2) {
        const char *space = strchr(*attributes, NAMESPACE_END);

        if (space == NULL || strcmp(space + 1, name) != 0)
            continue;
        for (size_t i = 0; i < ARRAY_LEN(relationship_namespaces); i++)
            if (str_eq((struct str){ *attributes, (size_t)(space - *attributes) },
                       relationship_namespaces[i]))
                return str_from_c(attributes[1]);
    }
    return STR_NONE;
}
