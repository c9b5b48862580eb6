/* spreadsheet/writer/xlsx_writer.c - a workbook in one pass: strings stand in their cells, each
 * sheet is closed before the next begins, what lists the sheets comes last. */
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "spreadsheet/sheet_job.h"
#include "spreadsheet/writer/sheet_file.h"
#include "spreadsheet/writer/xlsx_text.h"

/* The order of cellXfs below. */
enum { STYLE_PLAIN, STYLE_HEADER, STYLE_DAY, STYLE_MOMENT, STYLE_AMOUNT };
enum { MOST_SHEETS = 256, NARROWEST = 8, WIDEST = 60, MOST_SHEET_NAME = 31 };

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

static void add_c(struct sheet_file *file, const char *text)
{
    zip_writer_add(file->zip, str_from_c(text));
}

static void add_i64(struct sheet_file *file, int64_t v)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do {
        text[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (v < 0)
        text[--at] = '-';
    zip_writer_add(file->zip, (struct str){ text + at, sizeof text - at });
}

/* 0 -> "A", 26 -> "AA" */
static struct str column_name(size_t column, char text[4])
{
    size_t at = 4;

    for (column++; column > 0 && at > 0; column = (column - 1) / 26)
        text[--at] = (char)('A' + (column - 1) % 26);
    return (struct str){ text + at, 4 - at };
}

static void begin_cell(struct sheet_file *file, size_t column, int style)
{
    char name[4];

    add_c(file, "<c r=\"");
    zip_writer_add(file->zip, column_name(column, name));
    add_i64(file, file->row);
    if (style != STYLE_PLAIN) {
        add_c(file, "\" s=\"");
        add_i64(file, style);
    }
}

static bool keeps_space(struct str text)
{
    return text.n > 0 && (memchr(" \t\n", text.p[0], 3) != NULL ||
                          memchr(" \t\n", text.p[text.n - 1], 3) != NULL);
}

static void text_cell(struct sheet_file *file, size_t column, int style, struct str text)
{
    bool cut;

    if (text.n == 0)
        return;
    text = xlsx_cut(text, &cut);
    begin_cell(file, column, style);
    add_c(file, keeps_space(text) ? "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
                                  : "\" t=\"inlineStr\"><is><t>");
    xlsx_text(file->zip, text);
    add_c(file, cut ? "…</t></is></c>" : "</t></is></c>");
}

static void decimal_cell(struct sheet_file *file, size_t column, struct str text)
{
    if (!is_decimal(text)) {
        text_cell(file, column, STYLE_PLAIN, text);
        return;
    }
    begin_cell(file, column, str_find_char(text, '.') == SIZE_MAX ? STYLE_PLAIN : STYLE_AMOUNT);
    add_c(file, "\"><v>");
    zip_writer_add(file->zip, text);
    add_c(file, "</v></c>");
}

/* Days since 1899-12-30, the time of day in ten decimals: nine microseconds. Days before March
 * 1900, which Excel counts wrongly, are written as text. */
static void date_cell(struct sheet_file *file, size_t column, const struct out_cell *cell)
{
    int64_t day = date_to_days(cell->date) - date_to_days((struct date){ 1899, 12, 30 });
    char text[48];
    int64_t part;

    if (day < 61 || cell->date.year > 9999) {
        snprintf(text, sizeof text, "%04d-%02d-%02d", cell->date.year, cell->date.month,
                 cell->date.day);
        text_cell(file, column, STYLE_PLAIN, str_from_c(text));
        return;
    }
    begin_cell(file, column, cell->kind == OUT_DATE ? STYLE_DAY : STYLE_MOMENT);
    add_c(file, "\"><v>");
    add_i64(file, day);
    if (cell->kind == OUT_DATE_TIME && cell->second > 0) {
        part = ((int64_t)cell->second * INT64_C(10000000000) + 43200) / 86400;
        snprintf(text, sizeof text, ".%010lld", (long long)part);
        add_c(file, text);
    }
    add_c(file, "</v></c>");
}

static int width_of(const struct out_column *column)
{
    int width = column->width > 0 ? column->width : (int)(column->header.n % 1000) + 2;

    return width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width;
}

static void header_row(struct sheet_file *file)
{
    file->row = 1;
    add_c(file, "<row r=\"1\">");
    for (size_t i = 0; i < file->n; i++)
        text_cell(file, i, STYLE_HEADER, file->columns[i].header);
    add_c(file, "</row>");
}

static void begin_sheet(struct sheet_file *file)
{
    file->n_sheets++;
    zip_writer_begin(file->zip,
                     str_format(file->arena, "xl/worksheets/sheet%d.xml", file->n_sheets));
    add_c(file, XML "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView workbookViewId=\"0\">"
                    "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\""
                    " state=\"frozen\"/></sheetView></sheetViews>");
    for (size_t i = 0; i < file->n; i++) {
        add_c(file, i == 0 ? "<cols><col min=\"" : "<col min=\"");
        add_i64(file, (int64_t)i + 1);
        add_c(file, "\" max=\"");
        add_i64(file, (int64_t)i + 1);
        add_c(file, "\" width=\"");
        add_i64(file, width_of(&file->columns[i]));
        add_c(file, "\" customWidth=\"1\"/>");
    }
    add_c(file, file->n > 0 ? "</cols><sheetData>" : "<sheetData>");
    header_row(file);
}

/* "$A$1:$H$200" with dollars, or "A1:H200". */
static void add_range(struct sheet_file *file, int64_t rows, bool fixed)
{
    char name[4];

    add_c(file, fixed ? "$A$1:$" : "A1:");
    zip_writer_add(file->zip, column_name(file->n - 1, name));
    if (fixed)
        add_c(file, "$");
    add_i64(file, rows);
}

static void end_sheet(struct sheet_file *file)
{
    file->rows_of[file->n_sheets - 1] = file->row;
    add_c(file, "</sheetData>");
    if (file->n > 0) {
        add_c(file, "<autoFilter ref=\"");
        add_range(file, file->row, false);
        add_c(file, "\"/>");
    }
    add_c(file, "</worksheet>");
    zip_writer_end(file->zip);
}

static void add_part(struct sheet_file *file, struct str name, const char *content)
{
    zip_writer_begin(file->zip, name);
    add_c(file, content);
    zip_writer_end(file->zip);
}

static void styles_part(struct sheet_file *file)
{
    add_part(file, STR("xl/styles.xml"),
             XML
             "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"3\">"
             "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
             "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>"
             "<numFmt numFmtId=\"166\" formatCode=\"#,##0.00####\"/></numFmts>"
             "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
             "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
             "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
             "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
             "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border>"
             "</borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\""
             " borderId=\"0\"/></cellStyleXfs><cellXfs count=\"5\">"
             "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
             "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
             " applyFont=\"1\"/>"
             "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
             " applyNumberFormat=\"1\"/>"
             "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
             " applyNumberFormat=\"1\"/>"
             "<xf numFmtId=\"166\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
             " applyNumberFormat=\"1\"/></cellXfs><cellStyles count=\"1\">"
             "<cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>");
}

/* What Excel takes for a name: 31 characters, none of []:*?/\ and no ' at an end. */
static struct str sheet_name(struct sheet_file *file, int index)
{
    struct strbuf name = strbuf_init(file->arena, 256);
    struct str suffix = index > 0 ? str_format(file->arena, " %d", index + 1) : STR("");
    size_t characters = 0;

    for (size_t i = 0; i < file->sheet.n; i++) {
        unsigned char c = (unsigned char)file->sheet.p[i];

        if ((c & 0xc0) != 0x80 && ++characters > MOST_SHEET_NAME - suffix.n)
            break;
        strbuf_add_char(&name, c < 0x20 || memchr("[]:*?/\\'", c, 8) != NULL ? ' ' : (char)c);
    }
    if (name.n == 0)
        strbuf_add_c(&name, "Datos");
    strbuf_add(&name, suffix);
    return strbuf_str(&name);
}

static void workbook_part(struct sheet_file *file)
{
    zip_writer_begin(file->zip, STR("xl/workbook.xml"));
    add_c(file, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets>");
    for (int i = 0; i < file->n_sheets; i++) {
        add_c(file, "<sheet name=\"");
        xlsx_text(file->zip, sheet_name(file, i));
        add_c(file, "\" sheetId=\"");
        add_i64(file, i + 1);
        add_c(file, "\" r:id=\"rId");
        add_i64(file, i + 1);
        add_c(file, "\"/>");
    }
    add_c(file, "</sheets>");
    for (int i = 0; i < file->n_sheets && file->n > 0; i++) {
        add_c(file, i == 0 ? "<definedNames>" : "");
        add_c(file, "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"");
        add_i64(file, i);
        add_c(file, "\" hidden=\"1\">'");
        xlsx_text(file->zip, sheet_name(file, i));
        add_c(file, "'!");
        add_range(file, file->rows_of[i], true);
        add_c(file, i == file->n_sheets - 1 ? "</definedName></definedNames>" : "</definedName>");
    }
    add_c(file, "</workbook>");
    zip_writer_end(file->zip);
}

static void relationships_part(struct sheet_file *file)
{
    zip_writer_begin(file->zip, STR("xl/_rels/workbook.xml.rels"));
    add_c(file, XML "<Relationships xmlns=\"" PACKAGE "relationships\">");
    for (int i = 0; i <= file->n_sheets; i++) {
        add_c(file, "<Relationship Id=\"rId");
        add_i64(file, i + 1);
        if (i == file->n_sheets) {
            add_c(file, "\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>");
            continue;
        }
        add_c(file, "\" Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet");
        add_i64(file, i + 1);
        add_c(file, ".xml\"/>");
    }
    add_c(file, "</Relationships>");
    zip_writer_end(file->zip);
}

static void types_part(struct sheet_file *file)
{
    zip_writer_begin(file->zip, STR("[Content_Types].xml"));
    add_c(file,
          XML "<Types xmlns=\"" PACKAGE "content-types\">"
              "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package"
              ".relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
              "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
              "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>");
    for (int i = 0; i < file->n_sheets; i++) {
        add_c(file, "<Override PartName=\"/xl/worksheets/sheet");
        add_i64(file, i + 1);
        add_c(file, ".xml\" ContentType=\"" TYPE "worksheet+xml\"/>");
    }
    add_c(file, "</Types>");
    zip_writer_end(file->zip);
}

/* The part that tells what kind of archive this is stands first: it is where programs look. */
void xlsx_begin(struct sheet_file *file)
{
    file->zip = ARENA_NEW(file->arena, struct zip_writer);
    file->rows_of = ARENA_ARRAY(file->arena, int64_t, MOST_SHEETS);
    zip_writer_init(file->zip, &file->output, file->arena);
    add_part(file, STR("_rels/.rels"),
             XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\""
                 " Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/>"
                 "</Relationships>");
    styles_part(file);
    begin_sheet(file);
}

void xlsx_row(struct sheet_file *file, const struct out_cell *cells, size_t n)
{
    if (file->row >= SHEET_MOST_ROWS || file->zip->unpacked > ZIP_PART_FULL) {
        end_sheet(file);
        if (file->n_sheets == MOST_SHEETS) {
            file->output.failed = true;
            return;
        }
        begin_sheet(file);
    }
    file->row++;
    add_c(file, "<row r=\"");
    add_i64(file, file->row);
    add_c(file, "\">");
    for (size_t i = 0; i < n && i < SHEET_MOST_COLUMNS; i++)
        switch (cells[i].kind) {
        case OUT_EMPTY:
            break;
        case OUT_TEXT:
            text_cell(file, i, STYLE_PLAIN, cells[i].text);
            break;
        case OUT_DECIMAL:
            decimal_cell(file, i, cells[i].text);
            break;
        case OUT_DATE:
        case OUT_DATE_TIME:
            date_cell(file, i, &cells[i]);
            break;
        }
    add_c(file, "</row>");
}

void xlsx_finish(struct sheet_file *file)
{
    if (file->output.failed)
        return;
    end_sheet(file);
    workbook_part(file);
    relationships_part(file);
    types_part(file);
    zip_writer_finish(file->zip);
}
