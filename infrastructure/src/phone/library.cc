/* phone/library.cc - the only file that speaks to libphonenumber itself. */
#include "phone/library.h"

#include <string.h>

#include <string>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

static_assert(static_cast<int>(TYPE_FIXED) == static_cast<int>(PhoneNumberUtil::FIXED_LINE) &&
                  static_cast<int>(TYPE_PREMIUM) ==
                      static_cast<int>(PhoneNumberUtil::PREMIUM_RATE) &&
                  static_cast<int>(TYPE_UAN) == static_cast<int>(PhoneNumberUtil::UAN) &&
                  static_cast<int>(TYPE_UNKNOWN) == static_cast<int>(PhoneNumberUtil::UNKNOWN),
              "answer_type has the library's order");

namespace
{

const ShortNumberInfo &short_numbers()
{
    static const ShortNumberInfo info;
    return info;
}

answer_reading reading_of(PhoneNumberUtil::ErrorType error)
{
    switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
        return READING_OK;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return READING_NO_COUNTRY;
    case PhoneNumberUtil::NOT_A_NUMBER:
        return READING_NOT_A_NUMBER;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
        return READING_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN:
        return READING_TOO_LONG;
    }
    return READING_NOT_A_NUMBER;
}

answer_length length_of(PhoneNumberUtil::ValidationResult result)
{
    switch (result) {
    case PhoneNumberUtil::IS_POSSIBLE:
        return LENGTH_POSSIBLE;
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
        return LENGTH_LOCAL_ONLY;
    case PhoneNumberUtil::TOO_SHORT:
        return LENGTH_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG:
        return LENGTH_TOO_LONG;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
    case PhoneNumberUtil::INVALID_LENGTH:
        return LENGTH_BETWEEN;
    }
    return LENGTH_BETWEEN;
}

} // namespace

void library_open(void)
{
    /* The default one prints to the program's output. The library takes and deletes it. */
    PhoneNumberUtil::GetInstance()->SetLogger(new NullLogger());
    short_numbers();
}

void library_ask(const char *text, size_t n, const char *country, struct phone_answer *ret)
{
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    std::string region, e164;

    *ret = phone_answer();
    ret->reading =
        reading_of(util.Parse(std::string(text, n), *country == '\0' ? "ZZ" : country, &number));
    if (ret->reading != READING_OK)
        return;
    ret->length = length_of(util.IsPossibleNumberWithReason(number));
    ret->type = static_cast<answer_type>(util.GetNumberType(number));
    ret->extension = number.has_extension();
    util.GetRegionCodeForNumber(number, &region);
    if (region != "ZZ" && region.size() < sizeof ret->region)
        memcpy(ret->region, region.c_str(), region.size() + 1);
    util.Format(number, PhoneNumberUtil::E164, &e164);
    if (e164.size() >= sizeof ret->e164) {
        ret->reading = READING_TOO_LONG;
        return;
    }
    memcpy(ret->e164, e164.c_str(), e164.size() + 1);
    ret->n = e164.size();
}

bool library_knows_country(const char *country)
{
    return strcmp(country, "001") != 0 &&
           PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(country) != 0;
}

bool library_is_short(const char *text, size_t n, const char *country)
{
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    const std::string dialed(text, n);
    PhoneNumber number;

    return short_numbers().IsEmergencyNumber(dialed, country) ||
           (util.Parse(dialed, country, &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
            short_numbers().IsValidShortNumberForRegion(number, country));
}
