/* infrastructure/src/external/mail/message.c - headers by RFC 5322 and 2047, text by 2045. */
#include "external/mail/message.h"

#include "base/strbuf.h"

enum { LINE_MOST = 76, WORD_MOST = 60, ADDRESS_MOST = 254, HEADER_MOST = 500 };

static const char hexadecimal[] = "0123456789ABCDEF";

static bool is_header_text(struct str s, size_t most)
{
    if (s.n == 0 || s.n > most || !str_is_utf8(s))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return true;
}

bool mail_is_address(struct str s)
{
    if (!is_header_text(s, ADDRESS_MOST) || str_find_char(s, '@') == SIZE_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > 0x7e || s.p[i] == ' ' || s.p[i] == ',' || s.p[i] == '<' ||
            s.p[i] == '>')
            return false;
    return true;
}

static void put_escape(struct strbuf *out, char byte)
{
    unsigned char c = (unsigned char)byte;

    strbuf_add_char(out, '=');
    strbuf_add_char(out, hexadecimal[c >> 4]);
    strbuf_add_char(out, hexadecimal[c & 15]);
}

static bool is_plain_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* As encoded words; a character is never cut in two. */
static void put_subject(struct strbuf *out, struct str subject)
{
    size_t line = 0;

    strbuf_add_c(out, "Subject: =?utf-8?Q?");
    for (size_t i = 0; i < subject.n; i++) {
        char c = subject.p[i];

        if (line >= WORD_MOST - 12 && !continues_character(c)) {
            strbuf_add_c(out, "?=\r\n =?utf-8?Q?");
            line = 0;
        }
        if (is_plain_word(c)) {
            strbuf_add_char(out, c);
            line++;
        } else if (c == ' ') {
            strbuf_add_char(out, '_');
            line++;
        } else {
            put_escape(out, c);
            line += 3;
        }
    }
    strbuf_add_c(out, "?=\r\n");
}

/* Quoted-printable with CRLF; lines end in a soft break before they are too long. */
static void put_text(struct strbuf *out, struct str text)
{
    size_t line = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool last = i + 1 == text.n || text.p[i + 1] == '\n';

        if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
            continue;
        if (c == '\n') {
            strbuf_add_c(out, "\r\n");
            line = 0;
            continue;
        }
        if (line >= LINE_MOST - 4) {
            strbuf_add_c(out, "=\r\n");
            line = 0;
        }
        if ((c > ' ' && c < 0x7f && c != '=' && !(c == '.' && line == 0)) || (c == ' ' && !last)) {
            strbuf_add_char(out, c);
            line++;
        } else {
            put_escape(out, c);
            line += 3;
        }
    }
    strbuf_add_c(out, "\r\n");
}

static void put_date(struct strbuf *out, struct instant now)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct date d = date_from_days(now.unix_ms / MS_PER_DAY);
    int second = (int)(now.unix_ms / MS_PER_SECOND % (24 * 3600));

    strbuf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[date_weekday(d)], d.day,
                months[d.month - 1], d.year, second / 3600, second / 60 % 60, second % 60);
}

enum err mail_print(struct arena *arena, const struct mail *mail, struct str from,
                    struct instant now, struct str *ret, struct error *error)
{
    struct strbuf out = strbuf_init(arena, MESSAGE_BYTES);

    if (!mail_is_address(mail->to) || !is_header_text(mail->subject, HEADER_MOST) ||
        !is_header_text(mail->id, HEADER_MOST) || !str_is_utf8(mail->text))
        return FAIL(error, ERR_INVALID, "mail.refused");
    strbuf_addf(&out, "From: %.*s\r\nTo: %.*s\r\n", STR_ARG(from), STR_ARG(mail->to));
    put_subject(&out, mail->subject);
    put_date(&out, now);
    strbuf_addf(&out,
                "Message-ID: <%.*s@speechai>\r\n"
                "MIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                STR_ARG(mail->id));
    put_text(&out, mail->text);
    if (!strbuf_ok(&out))
        return FAIL(error, ERR_INVALID, "mail.refused");
    *ret = strbuf_str(&out);
    return ERR_OK;
}
