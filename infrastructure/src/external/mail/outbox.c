/* infrastructure/src/external/mail/outbox.c - mail as files in a folder. The file's name is made
 * from the message's id, and a name is taken by link(), so one message is one file. */
#include "infrastructure/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "external/mail/message.h"

enum { NAME_MOST = 100 };

struct outbox {
    struct arena arena; /* of the configuration's copies */
    struct outbox_config config;
};

/* Ids of ours are names already; what is not becomes one by its hash. */
static struct str file_name(struct arena *arena, struct str id)
{
    unsigned char hash[SHA256_BYTES];
    bool plain = id.n > 0 && id.n <= NAME_MOST && id.p[0] != '.';

    for (size_t i = 0; i < id.n && plain; i++) {
        char c = id.p[i];

        plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '_' || c == '-' || c == '.';
    }
    if (plain)
        return id;
    sha256(id, hash);
    return hex_print(arena, (struct str){ (const char *)hash, sizeof hash });
}

static bool write_all(int fd, struct str text)
{
    while (text.n > 0) {
        ssize_t n = write(fd, text.p, text.n);

        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            text = str_slice(text, (size_t)n, text.n);
    }
    return fsync(fd) == 0;
}

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return ok;
}

/* Writes beside the place and links into it: whole or not at all, and never over another. */
static enum err put_file(const struct outbox *o, struct arena *arena, struct str name,
                         struct str text, struct error *error)
{
    const char *folder = str_c(arena, o->config.folder);
    char *temporary = str_c(arena, str_format(arena, "%s/.new-XXXXXX", folder));
    struct str path = str_format(arena, "%s/%.*s.eml", folder, STR_ARG(name));
    int fd = mkostemp(temporary, O_CLOEXEC);
    bool ok;

    if (fd < 0)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "mail.cannot_write", P_STR("path", path));
    ok = write_all(fd, text);
    ok = close(fd) == 0 && ok;
    ok = ok && (link(temporary, path.p) == 0 || errno == EEXIST) && sync_folder(folder);
    unlink(temporary);
    if (!ok)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "mail.cannot_write", P_STR("path", path));
    return ERR_OK;
}

static enum err send_mail(void *self, const struct mail *mail, struct error *error)
{
    const struct outbox *o = self;
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str text;

    TRY(mail_print(&arena, mail, o->config.from, VIA0(o->config.clock, wall), &text, error));
    return put_file(o, &arena, file_name(&arena, mail->id), text, error);
}

enum err outbox_new(const struct outbox_config *config, struct outbox **ret, struct error *error)
{
    struct outbox *o;
    struct stat s;

    if (!mail_is_address(config->from))
        return FAIL_WITH(error, ERR_PRECONDITION, "mail.bad_sender", P_STR("from", config->from));
    o = calloc(1, sizeof *o);
    if (o == NULL)
        abort();
    o->arena = arena_init();
    o->config = (struct outbox_config){ .folder = str_copy(&o->arena, config->folder),
                                        .from = str_copy(&o->arena, config->from),
                                        .clock = config->clock };
    if (config->folder.n == 0 || (mkdir(o->config.folder.p, 0700) != 0 && errno != EEXIST) ||
        stat(o->config.folder.p, &s) != 0 || !S_ISDIR(s.st_mode)) {
        outbox_free(o);
        return FAIL_WITH(error, ERR_UNAVAILABLE, "mail.no_folder", P_STR("path", config->folder));
    }
    *ret = o;
    return ERR_OK;
}

void outbox_free(struct outbox *o)
{
    if (o == NULL)
        return;
    arena_release(&o->arena);
    free(o);
}

struct mailer outbox_mailer(struct outbox *o)
{
    static const struct mailer_ops ops = { .send = send_mail };

    return (struct mailer){ &ops, o };
}
