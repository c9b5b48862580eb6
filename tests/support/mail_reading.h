/* tests/support/mail_reading.h - a message as a mail program shows it: enough of RFC 2047 and 2045
 * for what ours are written in, and not by the code that writes them. */
#ifndef SUPPORT_MAIL_READING_H
#define SUPPORT_MAIL_READING_H

#include "base/strbuf.h"
#include "domain/gateways/mailer.h"
#include "support/expect.h"

static inline int mail_hex(char c)
{
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* Quoted-printable; encoded words have '_' for a blank. */
static inline struct str mail_decode(struct arena *arena, struct str text, bool word)
{
    struct strbuf out = strbuf_init(arena, text.n + 1);

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '=' && i + 2 < text.n && text.p[i + 1] == '\r') {
            i += 2; /* a soft break */
        } else if (text.p[i] == '=' && i + 2 < text.n) {
            strbuf_add_char(&out, (char)(mail_hex(text.p[i + 1]) * 16 + mail_hex(text.p[i + 2])));
            i += 2;
        } else if (text.p[i] != '\r') {
            strbuf_add_char(&out, word && text.p[i] == '_' ? ' ' : text.p[i]);
        }
    }
    return strbuf_str(&out);
}

/* The header's value up to the end of its last folded line. */
static inline struct str mail_header(struct str message, const char *name)
{
    struct str head = str_slice(message, 0, str_find(message, STR("\r\n\r\n")) + 2);
    size_t at = str_find(head, str_from_c(name));
    size_t end;

    assert_true(at != SIZE_MAX);
    at += strlen(name);
    for (end = at; end + 2 < head.n && !(head.p[end] == '\r' && head.p[end + 2] != ' ');)
        end++;
    return str_slice(head, at, end);
}

static inline struct str mail_subject(struct arena *arena, struct str message)
{
    struct strbuf out = strbuf_init(arena, 4096);
    struct str rest = mail_header(message, "\r\nSubject: ");

    while (rest.n > 0) {
        size_t at = str_find(rest, STR("=?utf-8?Q?")), end;

        if (at == SIZE_MAX)
            break;
        rest = str_slice(rest, at + 10, rest.n);
        end = str_find(rest, STR("?="));
        strbuf_add(&out, mail_decode(arena, str_slice(rest, 0, end), true));
        rest = str_slice(rest, end + 2, rest.n);
    }
    return strbuf_str(&out);
}

static inline struct mail mail_read(struct arena *arena, struct str message)
{
    struct str id = mail_header(message, "\r\nMessage-ID: <");
    size_t body = str_find(message, STR("\r\n\r\n"));

    assert_true(body != SIZE_MAX);
    return (struct mail){
        .id = str_slice(id, 0, str_find_char(id, '@')),
        .to = mail_header(message, "\r\nTo: "),
        .subject = mail_subject(arena, message),
        .text = mail_decode(arena, str_slice(message, body + 4, message.n), false),
    };
}

#endif
