/* tests/fakes/memory_mails.c */
#include "fakes/memory_mails.h"

#include <stdlib.h>
#include <string.h>

static bool is_clean(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
            return false;
    return text.n > 0 && str_is_utf8(text);
}

/* As every mailer: what would break a header is no mail. */
static bool is_mail(const struct mail *mail)
{
    bool ok = is_clean(mail->id) && is_clean(mail->subject) && is_clean(mail->to) &&
              str_is_utf8(mail->text) && str_find_char(mail->to, '@') != SIZE_MAX;

    for (size_t i = 0; i < mail->to.n && ok; i++)
        ok = strchr(" ,<>", mail->to.p[i]) == NULL;
    return ok;
}

static enum err memory_send(void *self, const struct mail *mail, struct error *error)
{
    struct memory_mails *mails = self;

    mails->sends++;
    if (!is_mail(mail))
        return FAIL(error, ERR_INVALID, "mail.refused");
    if (mails->fail != ERR_OK && (mails->fail_to == NULL || str_eq_c(mail->to, mails->fail_to)))
        return FAIL(error, mails->fail,
                    mails->fail == ERR_INVALID     ? "mail.refused"
                    : mails->fail == ERR_EXHAUSTED ? "mail.later"
                                                   : "mail.unavailable");
    for (size_t i = 0; i < mails->n; i++)
        if (str_eq(mails->items[i].id, mail->id))
            return ERR_OK;
    if (mails->n == MEMORY_MAILS)
        abort();
    mails->items[mails->n++] = (struct mail){
        .id = str_copy(mails->arena, mail->id),
        .to = str_copy(mails->arena, mail->to),
        .subject = str_copy(mails->arena, mail->subject),
        .text = str_copy(mails->arena, mail->text),
    };
    return ERR_OK;
}

struct mailer memory_mailer(struct memory_mails *mails)
{
    static const struct mailer_ops ops = { memory_send };

    return (struct mailer){ &ops, mails };
}
