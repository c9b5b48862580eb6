/* tests/fakes/memory_mails.c */
#include "fakes/memory_mails.h"

#include <stdlib.h>

static enum err memory_send(void *self, const struct mail *mail, struct error *error)
{
    struct memory_mails *mails = self;

    mails->sends++;
    if (mails->fail != ERR_OK && (mails->fail_to == NULL || str_eq_c(mail->to, mails->fail_to)))
        return FAIL(error, mails->fail,
                    mails->fail == ERR_INVALID ? "mail.refused" : "mail.unavailable");
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
