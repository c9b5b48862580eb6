/* domain/src/models/account.c */
#include "domain/models/account.h"

#include "domain/services/calling_window.h"

static const char *const account_status_texts[] = {
    [ACCOUNT_ACTIVE] = "active",
    [ACCOUNT_SUSPENDED] = "suspended",
    [ACCOUNT_CLOSED] = "closed",
};
ENUM_NAMES_DEFINE(account_status)

static const struct field account_fields[] = {
    FIELD_ID(struct account, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct account, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct account, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ENUM(struct account, status, FIELD_INDEXED | FIELD_READ_ONLY, account_status_names),
    FIELD_STR(struct account, name, FIELD_REQUIRED | FIELD_INDEXED | FIELD_SORTED, 1, 120),
    FIELD_STR(struct account, country, FIELD_REQUIRED, 2, 2),
    FIELD_STR(struct account, time_zone, FIELD_REQUIRED, 1, 64),
    FIELD_STR(struct account, language, 0, 2, 2),
    FIELD_ENUM(struct account, currency, FIELD_FIXED, unit_names),
    FIELD_STR(struct account, plan, FIELD_REQUIRED | FIELD_FIXED | FIELD_INDEXED, 1, 40),
    FIELD_ID(struct account, sandbox_of, FIELD_READ_ONLY),
    FIELD_I64(struct account, max_active, FIELD_READ_ONLY, 1, 100000),
    FIELD_STR(struct account, window_start, 0, 0, 5),
    FIELD_STR(struct account, window_end, 0, 0, 5),
    FIELD_STR(struct account, brand_name, 0, 0, 80),
    FIELD_STR(struct account, brand_color, 0, 0, 7),
    FIELD_STR(struct account, subdomain, FIELD_READ_ONLY, 0, 63),
    FIELD_STR(struct account, logo_type, FIELD_READ_ONLY, 0, 20),
    FIELD_STR(struct account, logo_object, FIELD_PRIVATE, 0, 255),
    FIELD_I64(struct account, logo_bytes, FIELD_PRIVATE, 0, LOGO_MOST),
    FIELD_I64(struct account, retention_days, 0, 0, RETENTION_MOST_DAYS),
    FIELD_INSTANT(struct account, erased_until, FIELD_PRIVATE),
    FIELD_STRS(struct account, unmailed, FIELD_PRIVATE, 40),
    FIELD_BYTES(struct account, data_key, FIELD_PRIVATE, 256),
    FIELD_INSTANT(struct account, created_at, FIELD_READ_ONLY),
};
const struct record account_record = RECORD("accounts", struct account, account_fields);

static bool is_hexadecimal(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* "#1a5fb4"; empty is none. */
static bool is_color(struct str s)
{
    if (s.n == 0)
        return true;
    for (size_t i = 1; i < s.n; i++)
        if (!is_hexadecimal(s.p[i]))
            return false;
    return s.n == 7 && s.p[0] == '#';
}

void account_check(const struct account *account, struct error *error)
{
    window_check((struct calling_window){ account->window_start, account->window_end }, error);
    if (account->retention_days != 0 && account->retention_days < RETENTION_LEAST_DAYS)
        error_add_field(error,
                        (struct field_error){ .field = STR("retention_days"),
                                              .slug = "field.too_small",
                                              .params = { P_I64("min", RETENTION_LEAST_DAYS) } });
    if (!is_color(account->brand_color))
        error_add_field(
            error, (struct field_error){ .field = STR("brand_color"), .slug = "field.format" });
}

void account_check_language(struct error *error, struct str language)
{
    if (!str_eq(language, STR("es")) && !str_eq(language, STR("en")))
        error_add_field(error,
                        (struct field_error){ .field = STR("language"),
                                              .slug = "field.not_one_of",
                                              .params = { P_STR("allowed", STR("es, en")) } });
}

/* Made from the account's own, so that two who ask at once ask for the same one. */
struct account_id account_sandbox_id(struct account_id account)
{
    struct account_id id = account;

    id.v.bytes[sizeof id.v.bytes - 1] ^= 0xff;
    return id;
}

struct str logo_type(struct str bytes)
{
    if (str_starts(bytes, STR("\x89PNG\r\n\x1a\n")))
        return STR("image/png");
    if (str_starts(bytes, STR("\xff\xd8\xff")))
        return STR("image/jpeg");
    if (str_starts(bytes, STR("RIFF")) && str_eq(str_slice(bytes, 8, 12), STR("WEBP")))
        return STR("image/webp");
    return STR_NONE;
}
