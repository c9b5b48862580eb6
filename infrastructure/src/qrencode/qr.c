/* infrastructure/src/qrencode/qr.c - dark modules that stand side by side are one rectangle. */
#include "infrastructure/qrencode.h"

#include <qrencode.h>

#include "base/cleanup.h"
#include "base/strbuf.h"

enum { QUIET = 4, SVG_MOST = 1 << 20 }; /* modules of white around it, as the standard asks */

static void free_code(QRcode **code)
{
    QRcode_free(*code);
}

static bool is_dark(const QRcode *code, int x, int y)
{
    return (code->data[y * code->width + x] & 1) != 0;
}

static void put_row(struct strbuf *out, const QRcode *code, int y)
{
    for (int x = 0, end; x < code->width; x = end) {
        end = x + 1;
        if (!is_dark(code, x, y))
            continue;
        while (end < code->width && is_dark(code, end, y))
            end++;
        strbuf_addf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, end - x, end - x);
    }
}

static enum err qr(void *self, struct arena *arena, struct str text, struct str *ret,
                   struct error *error)
{
    CLEANUP(free_code)
    QRcode *code = QRcode_encodeString8bit(str_c(arena, text), 0, QR_ECLEVEL_M);
    struct strbuf out = strbuf_init(arena, SVG_MOST);

    (void)self;
    if (code == NULL)
        return FAIL(error, ERR_INVALID, "picture.too_long");
    strbuf_addf(&out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
                "<path d=\"",
                code->width + 2 * QUIET, code->width + 2 * QUIET, code->width + 2 * QUIET,
                code->width + 2 * QUIET);
    for (int y = 0; y < code->width; y++)
        put_row(&out, code, y);
    strbuf_add_c(&out, "\"/></svg>");
    *ret = strbuf_str(&out);
    return ERR_OK;
}

struct pictures qrencode_pictures(void)
{
    static const struct pictures_ops ops = { .qr = qr };

    return (struct pictures){ &ops, NULL };
}
