/* tests/fuzz/fuzz_xlsx_sheet.c - any bytes as the XML of a sheet and, behind a NUL, of its strings:
 * what the parser accepts must give the same rows by the scan. */
#include "fuzz/fuzz_sheet.h"

#include <isa-l/crc.h>

#include "base/strbuf.h"
#include "spreadsheet/little_endian.h"

struct part {
    struct str name, content;
    uint32_t at, crc;
};

static void add_head(struct strbuf *zip, const struct part *part, bool central)
{
    unsigned char head[46] = { 'P', 'K', central ? 1 : 3, central ? 2 : 4 };
    unsigned char *p = head + (central ? 16 : 14);

    put_le32(p, part->crc);
    put_le32(p + 4, (uint32_t)part->content.n);
    put_le32(p + 8, (uint32_t)part->content.n);
    put_le16(p + 12, (uint32_t)part->name.n);
    if (central)
        put_le32(head + 42, part->at);
    strbuf_add(zip, (struct str){ (const char *)head, central ? 46 : 30 });
    strbuf_add(zip, part->name);
}

static struct str stored_zip(struct arena *arena, struct part *parts, size_t n)
{
    struct strbuf zip = strbuf_init(arena, SIZE_MAX / 2);
    unsigned char end[22] = { 'P', 'K', 5, 6 };
    size_t at;

    for (size_t i = 0; i < n; i++) {
        parts[i].at = (uint32_t)zip.n;
        parts[i].crc =
            crc32_gzip_refl(0, (const unsigned char *)parts[i].content.p, parts[i].content.n);
        add_head(&zip, &parts[i], false);
        strbuf_add(&zip, parts[i].content);
    }
    at = zip.n;
    for (size_t i = 0; i < n; i++)
        add_head(&zip, &parts[i], true);
    put_le16(end + 8, (uint32_t)n);
    put_le16(end + 10, (uint32_t)n);
    put_le32(end + 12, (uint32_t)(zip.n - at));
    put_le32(end + 16, (uint32_t)at);
    strbuf_add(&zip, (struct str){ (const char *)end, sizeof end });
    return strbuf_str(&zip);
}

#define PACKAGE                                                                                    \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    struct str all = { (const char *)data, size }, sheet = str_cut(&all, '\0');
    struct part parts[] = {
        { .name = STR("xl/workbook.xml"),
          .content = STR("<workbook xmlns='" MAIN "' xmlns:r='" OFFICE
                         "'><sheets><sheet name='a' r:id='r1'/></sheets></workbook>") },
        { .name = STR("xl/_rels/workbook.xml.rels"),
          .content = STR(PACKAGE "<Relationship Id='r1' Type='/worksheet' Target='s.xml'/>"
                                 "<Relationship Id='r2' Type='/styles' Target='t.xml'/>"
                                 "<Relationship Id='r3' Type='/sharedStrings' Target='u.xml'/>"
                                 "</Relationships>") },
        { .name = STR("xl/t.xml"),
          .content = STR("<styleSheet xmlns='" MAIN "'><cellXfs><xf numFmtId='0'/>"
                         "<xf numFmtId='14'/><xf numFmtId='46'/></cellXfs></styleSheet>") },
        { .name = STR("xl/s.xml"), .content = sheet },
        { .name = STR("xl/u.xml"),
          .content = all.n > 0 ? all : STR("<sst><si><t>uno</t></si></sst>") },
    };
    uint64_t by_scan, by_parser;
    struct str zip;

    if (size == 0)
        return 0;
    zip = stored_zip(&arena, parts, ARRAY_LEN(parts));
    enum err scan = fuzz_sheet_sum((const uint8_t *)zip.p, zip.n, STR("xlsx"), false, &by_scan);
    enum err parser = fuzz_sheet_sum((const uint8_t *)zip.p, zip.n, STR("xlsx"), true, &by_parser);

    if (parser == ERR_OK && (scan != ERR_OK || by_scan != by_parser))
        abort();
    arena_release(&arena);
    return 0;
}
