/* phone/tables.cc - reads plain texts and walks them through the rules of the library's Parse, in
 * its order. */
#include "phone/tables.h"

#include <string.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <phonenumbers/phonemetadata.pb.h>

#include "phone/library.h"
#include "phone/numbering_plan.h"

/* Exported by the library, declared in no header that is installed. */
namespace i18n
{
namespace phonenumbers
{
int metadata_size();
const void *metadata_get();
} // namespace phonenumbers
} // namespace i18n

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneMetadataCollection;
using phone::Classifier;
using phone::Digits;
using phone::Region;

namespace
{

enum { CODES = 1000, LETTERS = 26 };

struct Code {
    const Region *main = nullptr; /* whose rules hold behind '+' */
    std::vector<const PhoneMetadata *> regions;
    std::unique_ptr<Classifier> classifier;
};

/* What is left of a text: its digits, and whether a '+' stood before them. */
struct Text {
    bool plus = false;
    Digits digits;
};

enum class Lexed { NUMBER, NOT_A_NUMBER, DECLINED };

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The marks that vanish between digits, and do nothing else wherever they stand. */
bool is_mark(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '[' || c == ']';
}

} // namespace

struct phone_tables {
    PhoneMetadataCollection metadata;
    std::vector<std::unique_ptr<Region>> regions;
    std::array<Code, CODES> codes;
    std::array<const Region *, LETTERS * LETTERS> by_id{};

    bool build();
    const Region *region_of(const char *country) const;
    bool ask(const char *text, size_t n, const char *country, phone_answer *ret) const;

  private:
    struct Reading {
        answer_reading result;
        unsigned code; /* 0: none was written */
    };
    bool add(const PhoneMetadata &metadata);
    unsigned take_code(Digits *number) const;
    Reading extract_code(const Region *own, bool plus, Digits *number) const;
    bool finish(const Region *rules, unsigned code, Digits *number, phone_answer *ret) const;
};

bool phone_tables::add(const PhoneMetadata &m)
{
    std::unique_ptr<Region> region(new Region());

    if (!region->read(m) || region->code == 0 || region->code >= CODES)
        return false;
    Code &code = codes[region->code];
    if (m.main_country_for_code() || code.main == nullptr)
        code.main = region.get();
    if (m.main_country_for_code())
        code.regions.insert(code.regions.begin(), &m);
    else
        code.regions.push_back(&m);
    const std::string &id = region->id;
    if (id.size() == 2 && id[0] >= 'A' && id[0] <= 'Z' && id[1] >= 'A' && id[1] <= 'Z')
        by_id[static_cast<size_t>((id[0] - 'A') * LETTERS + (id[1] - 'A'))] = region.get();
    regions.push_back(std::move(region));
    return true;
}

bool phone_tables::build()
{
    if (!metadata.ParseFromArray(i18n::phonenumbers::metadata_get(),
                                 i18n::phonenumbers::metadata_size()))
        return false;
    for (const PhoneMetadata &m : metadata.metadata())
        if (!add(m))
            return false;
    for (Code &code : codes) {
        if (code.regions.empty())
            continue;
        code.classifier.reset(new Classifier(code.regions));
        if (!code.classifier->can_build())
            return false;
    }
    return true;
}

const Region *phone_tables::region_of(const char *country) const
{
    if (country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' || country[1] > 'Z' ||
        country[2] != '\0')
        return nullptr;
    return by_id[static_cast<size_t>((country[0] - 'A') * LETTERS + (country[1] - 'A'))];
}

/* Stands in no phone number and in no extension, so between a digit and a later letter or digit it
 * makes a text no number, whatever else there is. */
static bool is_fatal(const char *text, size_t n, size_t i)
{
    unsigned char c = static_cast<unsigned char>(text[i]);

    /* Latin-1 letters, but for the one of "extensión" */
    if (c == 0xc3)
        return i + 1 < n && (static_cast<unsigned char>(text[i + 1]) & 0xdf) != 0x93;
    return c < 0x80 && c != '\0' && strchr("!\"$%&'<=>?@^_`{|}\n\r+", c) != nullptr;
}

/* "á" to "ÿ": letters, so the library keeps them where it trims the end. */
static bool ends_with_accent(const char *text, size_t to)
{
    return to >= 2 && static_cast<unsigned char>(text[to - 2]) == 0xc3 &&
           (static_cast<unsigned char>(text[to - 1]) & 0xdf) != 0x97;
}

/* Parameters (';'), and what follows "/x", are cut off before anything else is looked at. */
static bool may_be_cut(const char *text, size_t n)
{
    bool slash = false, x = false;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = static_cast<unsigned char>(text[i]);
        slash = slash || c == '/' || c == '\\';
        x = x || c == 'x' || c == 'X' || c == 0xef; /* or the wide one */
        if (c == ';' || (slash && x))
            return true;
    }
    return false;
}

/* What is not plain is not a number, or it is not ours to say. */
static Lexed lex_odd(const char *text, size_t n)
{
    size_t from = 0, to = n;

    if (may_be_cut(text, n))
        return Lexed::DECLINED;
    while (from < n && !is_digit(text[from]))
        from++;
    while (to > from && !is_digit(text[to - 1]) && !is_letter(text[to - 1]) &&
           !ends_with_accent(text, to))
        to--;
    for (size_t i = from; i < to; i++)
        if (is_fatal(text, n, i))
            return Lexed::NOT_A_NUMBER;
    return Lexed::DECLINED;
}

/* Where the number begins: all that stands before it is skipped, unless it may be a digit or a plus
 * of another script, a control character, or not UTF-8 at all. */
static size_t begin_of(const char *text, size_t n)
{
    size_t i = 0;

    while (i < n && !is_digit(text[i]) && text[i] != '+' && text[i] >= ' ' && text[i] < 0x7f)
        i++;
    return i;
}

/* Digits and marks alone; a '+' only in front. */
static Lexed lex(const char *text, size_t n, Text *ret)
{
    size_t i = begin_of(text, n);

    for (size_t k = i; k < n; k++)
        if (!is_digit(text[k]) && !is_mark(text[k]) && text[k] != '+')
            return lex_odd(text, n);
    if (i > 0 && memchr(text, ';', i) != nullptr)
        return Lexed::DECLINED;
    while (n > i && !is_digit(text[n - 1]))
        n--;
    size_t from = i;
    for (; i < n && text[i] == '+'; i++)
        ret->plus = true;
    for (; i < n; i++) {
        if (text[i] == '+')
            return Lexed::NOT_A_NUMBER;
        if (!is_digit(text[i]))
            continue;
        if (ret->digits.n == phone::MOST_DIGITS)
            return Lexed::DECLINED;
        ret->digits.at[ret->digits.n++] = text[i];
    }
    bool two = ret->digits.n == 2 && n - from == 2;
    return ret->digits.n >= 3 || two ? Lexed::NUMBER : Lexed::NOT_A_NUMBER;
}

/* The calling code in front, cut off; 0: there is none. */
unsigned phone_tables::take_code(Digits *number) const
{
    unsigned code = 0;

    if (number->n == 0 || number->at[0] == '0')
        return 0;
    for (size_t i = 0; i < 3 && i < number->n; i++) {
        code = code * 10 + static_cast<unsigned>(number->at[i] - '0');
        if (codes[code].main != nullptr) {
            number->cut(i + 1);
            return code;
        }
    }
    return 0;
}

phone_tables::Reading phone_tables::extract_code(const Region *own, bool plus, Digits *number) const
{
    if (plus || (own != nullptr && own->strip_international(number))) {
        if (number->n <= phone::NSN_LEAST)
            return { READING_TOO_SHORT, 0 };
        unsigned code = take_code(number);
        return { code != 0 ? READING_OK : READING_NO_COUNTRY, code };
    }
    if (own == nullptr)
        return { READING_OK, 0 };
    char text[4];
    size_t n = 0;
    for (unsigned left = own->code; left > 0; left /= 10)
        text[n++] = static_cast<char>('0' + left % 10);
    if (number->n < n)
        return { READING_OK, 0 };
    for (size_t i = 0; i < n; i++)
        if (number->at[i] != text[n - 1 - i])
            return { READING_OK, 0 };
    Digits rest = *number;
    rest.cut(n);
    own->strip_national(&rest);
    if ((!own->in_general(*number) && own->in_general(rest)) ||
        own->lengths.test(number->n) == LENGTH_TOO_LONG) {
        *number = rest;
        return { READING_OK, own->code };
    }
    return { READING_OK, 0 };
}

bool phone_tables::finish(const Region *rules, unsigned code, Digits *number,
                          phone_answer *ret) const
{
    if (number->n < phone::NSN_LEAST) {
        ret->reading = READING_TOO_SHORT;
        return true;
    }
    Digits stripped = *number;
    rules->strip_national(&stripped);
    answer_length length = rules->lengths.test(stripped.n);
    if (length != LENGTH_TOO_SHORT && length != LENGTH_LOCAL_ONLY && length != LENGTH_BETWEEN)
        *number = stripped;
    if (number->n < phone::NSN_LEAST || number->n > phone::NSN_MOST) {
        ret->reading = number->n < phone::NSN_LEAST ? READING_TOO_SHORT : READING_TOO_LONG;
        return true;
    }
    ret->reading = READING_OK;
    ret->length = codes[code].main->lengths.test(number->n);
    if (!codes[code].classifier->classify(*number, ret))
        return false;
    char *to = ret->e164;
    *to++ = '+';
    for (unsigned scale = code >= 100 ? 100 : code >= 10 ? 10 : 1; scale > 0; scale /= 10)
        *to++ = static_cast<char>('0' + code / scale % 10);
    memcpy(to, number->at, number->n);
    ret->n = static_cast<size_t>(to - ret->e164) + number->n;
    return true;
}

bool phone_tables::ask(const char *text, size_t n, const char *country, phone_answer *ret) const
{
    const Region *own = region_of(country);
    Text read;

    *ret = phone_answer();
    switch (lex(text, n, &read)) {
    case Lexed::DECLINED:
        return false;
    case Lexed::NOT_A_NUMBER:
        ret->reading = READING_NOT_A_NUMBER;
        return true;
    case Lexed::NUMBER:
        break;
    }
    if (own == nullptr && !read.plus) {
        ret->reading = READING_NO_COUNTRY;
        return true;
    }
    Digits number = read.digits;
    Reading reading = extract_code(own, read.plus, &number);
    if (reading.result == READING_NO_COUNTRY && read.plus) {
        /* a '+' before no code: once more without it */
        number = read.digits;
        reading = extract_code(own, false, &number);
        if (reading.code == 0)
            reading.result = READING_NO_COUNTRY;
    }
    if (reading.result != READING_OK) {
        ret->reading = reading.result;
        return true;
    }
    if (reading.code == 0)
        return finish(own, own->code, &number, ret);
    const Region *main = codes[reading.code].main;
    return finish(main, reading.code, &number, ret);
}

/* Enough to notice a library whose rules have changed; the differential test is the proof. */
static bool agrees_on_examples(const phone_tables &tables)
{
    static const char *const forms[] = { "", "0", "+%", "00%", "%" };
    static const char *const countries[] = { "CO", "MX", "AR", "BR", "US" };

    for (const PhoneMetadata &m : tables.metadata.metadata()) {
        bool here = false;
        for (const char *country : countries)
            here = here || m.id() == country;
        for (const char *form : forms) {
            std::string text = form;
            size_t mark = text.find('%');
            phone_answer ours, theirs;

            if (!here)
                continue;
            if (mark != std::string::npos)
                text.replace(mark, 1, std::to_string(m.country_code()));
            text += m.mobile().example_number();
            library_ask(text.data(), text.size(), m.id().c_str(), &theirs);
            if (!tables.ask(text.data(), text.size(), m.id().c_str(), &ours) ||
                !answer_eq(&ours, &theirs))
                return false;
        }
    }
    return true;
}

struct phone_tables *tables_new(void)
{
    std::unique_ptr<phone_tables> tables(new phone_tables());

    return tables->build() && agrees_on_examples(*tables) ? tables.release() : nullptr;
}

void tables_free(struct phone_tables *tables)
{
    delete tables;
}

bool tables_ask(const struct phone_tables *tables, const char *text, size_t n, const char *country,
                struct phone_answer *ret)
{
    return tables->ask(text, n, country, ret);
}

bool tables_know_country(const struct phone_tables *tables, const char *country)
{
    return tables->region_of(country) != nullptr;
}

uint64_t tables_metadata_hash(void)
{
    const unsigned char *bytes =
        static_cast<const unsigned char *>(i18n::phonenumbers::metadata_get());
    uint64_t hash = UINT64_C(14695981039346656037);

    for (int i = 0; i < i18n::phonenumbers::metadata_size(); i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

void tables_each_transition(const struct phone_tables *tables, tables_visit *visit, void *to)
{
    for (unsigned code = 1; code < CODES; code++)
        if (tables->codes[code].classifier != nullptr)
            tables->codes[code].classifier->automaton().each_transition(
                [&](const std::string &path) { visit(to, code, path.data(), path.size()); });
}
