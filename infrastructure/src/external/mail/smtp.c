/* infrastructure/src/external/mail/smtp.c - mail over SMTP, as libcurl speaks it. */
#include "infrastructure/mail.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "external/mail/message.h"

/* RFC 5321 has no code for silence: as for a mailbox that is busy. */
enum { CODE_AUTH_LEAST = 530, CODE_AUTH_MOST = 538, CODE_SILENT = 450 };

struct smtp {
    struct arena arena; /* of the configuration's copies */
    struct smtp_config config;
    struct str url, sender;
};

static void free_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static void free_easy(CURL **easy)
{
    curl_easy_cleanup(*easy);
}

static size_t give(char *buffer, size_t size, size_t count, void *from)
{
    struct str *rest = from;
    size_t n = size * count < rest->n ? size * count : rest->n;

    memcpy(buffer, rest->p, n);
    *rest = str_slice(*rest, n, rest->n);
    return n;
}

/* Has the server been told whom the message is for? */
static int hear(CURL *easy, curl_infotype type, char *data, size_t size, void *to)
{
    static const struct str recipient = STR_INIT("RCPT TO:");
    bool *named = to;

    (void)easy;
    *named = *named ||
             (type == CURLINFO_HEADER_OUT && str_starts((struct str){ data, size }, recipient));
    return 0;
}

static void prepare(const struct smtp *s, CURL *easy, struct arena *arena, char *said)
{
    curl_easy_setopt(easy, CURLOPT_URL, str_c(arena, s->url));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said);
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     s->config.plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)s->config.connect.ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)s->config.whole.ms);
    if (s->config.ca_file.n > 0)
        curl_easy_setopt(easy, CURLOPT_CAINFO, s->config.ca_file.p);
    if (s->config.user.n > 0) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, s->config.user.p);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, s->config.password.p);
    }
}

/* What the server said to the recipient or to the message: its own affair alone. */
static enum err answer(long code, struct error *error)
{
    if (code >= 500)
        return FAIL_WITH(error, ERR_INVALID, "mail.refused", P_I64("code", code));
    return FAIL_WITH(error, ERR_EXHAUSTED, "mail.later", P_I64("code", code));
}

/* It fell silent, or hung up. */
static bool is_lost(CURLcode result)
{
    return result == CURLE_OPERATION_TIMEDOUT || result == CURLE_RECV_ERROR ||
           result == CURLE_SEND_ERROR || result == CURLE_GOT_NOTHING;
}

static enum err outcome(CURLcode result, long code, const char *said, bool named,
                        struct error *error)
{
    bool login = code >= CODE_AUTH_LEAST && code <= CODE_AUTH_MOST;

    switch (result) {
    case CURLE_OK:
        return ERR_OK;
    case CURLE_LOGIN_DENIED:
        return FAIL(error, ERR_UNAVAILABLE, "mail.login_refused");
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return FAIL(error, ERR_UNAVAILABLE, "mail.no_tls");
    default:
        break;
    }
    if (login)
        return FAIL(error, ERR_UNAVAILABLE, "mail.login_refused");
    if (strstr(said, "MAIL failed") != NULL && code >= 500)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "mail.sender_refused", P_I64("code", code));
    /* 421: it goes away, whoever the message is for */
    if ((strstr(said, "RCPT failed") != NULL || result == CURLE_WEIRD_SERVER_REPLY) &&
        code >= 400 && code < 600 && code != 421)
        return answer(code, error);
    /* A server that holds up one recipient would else hold up everybody's mail. */
    if (named && is_lost(result) && code != 421)
        return answer(CODE_SILENT, error);
    return FAIL(error, ERR_UNAVAILABLE, "mail.unreachable");
}

static enum err hand_over(const struct smtp *s, struct arena *arena, struct str to,
                          struct str message, struct error *error)
{
    CLEANUP(free_easy) CURL *easy = curl_easy_init();
    CLEANUP(free_list)
    struct curl_slist *people = curl_slist_append(NULL, str_format(arena, "<%.*s>", STR_ARG(to)).p);
    char said[CURL_ERROR_SIZE] = "";
    bool named = false;
    CURLcode result;
    long code = 0;

    if (easy == NULL || people == NULL)
        abort();
    prepare(s, easy, arena, said);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, s->sender.p);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, people);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(easy, CURLOPT_READDATA, &message);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, hear);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &named);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    result = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
    return outcome(result, code, said, named, error);
}

/* -- looking -- */

static enum err looked(const struct smtp *s, CURLcode result, long code, const char *said,
                       struct error *error)
{
    bool sender = strstr(said, "Command failed") != NULL;
    enum err err = outcome(result, code, sender ? "MAIL failed" : said, false, error);

    if (err == ERR_EXHAUSTED)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "mail.not_now", P_I64("code", code));
    if (err == ERR_UNAVAILABLE && str_eq_c(str_from_c(error->slug), "mail.unreachable"))
        return FAIL_WITH(error, err, "mail.not_reached", P_STR("url", s->config.url));
    return err;
}

enum err smtp_check(const struct smtp *s, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(free_easy) CURL *easy = curl_easy_init();
    char said[CURL_ERROR_SIZE] = "";
    CURLcode result;
    long code = 0;

    if (easy == NULL)
        abort();
    prepare(s, easy, &arena, said);
    /* who names a sender has not begun a message; the end of the connection forgets him */
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
                     str_format(&arena, "MAIL FROM:%.*s", STR_ARG(s->sender)).p);
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    result = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
    return looked(s, result, code, said, error);
}

/* -- sending -- */

static enum err send_mail(void *self, const struct mail *mail, struct error *error)
{
    const struct smtp *s = self;
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str text;

    TRY(mail_print(&arena, mail, s->config.from, VIA0(s->config.clock, wall), &text, error));
    return hand_over(s, &arena, mail->to, text, error);
}

static struct str copy(struct smtp *s, struct str text)
{
    return (struct str){ str_c(&s->arena, text), text.n };
}

/* A scheme and what stands behind it, with no path, no name and nothing that is not plain. */
static bool is_url(struct str url)
{
    struct str rest = str_slice(url, str_find(url, STR("://")) + 3, url.n);

    if (!str_starts(url, STR("smtp://")) && !str_starts(url, STR("smtps://")))
        return false;
    for (size_t i = 0; i < rest.n; i++)
        if ((unsigned char)rest.p[i] <= ' ' || (unsigned char)rest.p[i] > '~' ||
            strchr("/@?#\\", rest.p[i]) != NULL)
            return false;
    return rest.n > 0;
}

enum err smtp_new(const struct smtp_config *config, struct smtp **ret, struct error *error)
{
    struct smtp *s;
    struct str domain;

    if (!is_url(config->url))
        return FAIL_WITH(error, ERR_PRECONDITION, "mail.bad_url", P_STR("url", config->url));
    if (!mail_is_address(config->from))
        return FAIL_WITH(error, ERR_PRECONDITION, "mail.bad_sender", P_STR("from", config->from));
    s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    s->arena = arena_init();
    s->config = *config;
    s->config.user = copy(s, config->user);
    s->config.password = copy(s, config->password);
    s->config.from = copy(s, config->from);
    s->config.url = copy(s, config->url);
    s->config.ca_file = copy(s, config->ca_file);
    domain = str_slice(s->config.from, str_find_char(s->config.from, '@') + 1, s->config.from.n);
    /* the path is the name that we greet with */
    s->url = str_format(&s->arena, "%.*s/%.*s", STR_ARG(config->url), STR_ARG(domain));
    s->sender = str_format(&s->arena, "<%.*s>", STR_ARG(config->from));
    *ret = s;
    return ERR_OK;
}

void smtp_free(struct smtp *s)
{
    if (s == NULL)
        return;
    explicit_bzero((char *)(uintptr_t)s->config.password.p, s->config.password.n);
    arena_release(&s->arena);
    free(s);
}

struct mailer smtp_mailer(struct smtp *s)
{
    static const struct mailer_ops ops = { .send = send_mail };

    return (struct mailer){ &ops, s };
}
