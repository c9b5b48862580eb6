/* phone/numbering_plan.h - one region's part of the metadata, and one calling code's: prefixes,
 * lengths, and automata over its numbers. */
#ifndef PHONE_NUMBERING_PLAN_H
#define PHONE_NUMBERING_PLAN_H

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "phone/answer.h"
#include "phone/digit_automaton.h"

namespace i18n
{
namespace phonenumbers
{
class PhoneMetadata;
class PhoneNumberDesc;
} // namespace phonenumbers
} // namespace i18n

namespace phone
{

enum { MOST_DIGITS = 64, NSN_LEAST = 2, NSN_MOST = 17 };

/* A number on its way: digits, and how many. */
struct Digits {
    char at[MOST_DIGITS + 1];
    size_t n = 0;

    void cut(size_t from)
    {
        n -= from;
        for (size_t i = 0; i < n; i++)
            at[i] = at[i + from];
    }
};

struct Lengths {
    uint32_t possible = 0, local = 0; /* bit n: n digits */
    size_t least = 0, most = 0;
    bool none = false; /* "-1": there are no such numbers */

    bool read(const i18n::phonenumbers::PhoneNumberDesc &desc);
    answer_length test(size_t n) const;
};

class Region
{
  public:
    bool read(const i18n::phonenumbers::PhoneMetadata &metadata);
    bool in_general(const Digits &number) const
    {
        return general_.walk(number.at, number.n) != 0;
    }
    /* Cuts the international prefix off; not when a 0 follows. */
    bool strip_international(Digits *number) const;
    /* Cuts the national prefix and carrier off, or rewrites them. */
    void strip_national(Digits *number) const;

    std::string id;
    unsigned code = 0;
    Lengths lengths;

  private:
    bool rewrite(const Match &match, const Digits &from, Digits *to) const;

    Automaton general_;
    Pattern international_, national_;
    std::string rule_; /* "9$1" */
};

/* All regions of one calling code; the automaton is made when its first number comes. */
class Classifier
{
  public:
    explicit Classifier(std::vector<const i18n::phonenumbers::PhoneMetadata *> regions);
    bool can_build();
    /* False: the automaton could not be built. Fills type and region. */
    bool classify(const Digits &number, phone_answer *ret) const;
    const Automaton &automaton() const;

  private:
    struct Outcome {
        uint16_t region = 0; /* index + 1; 0: none of them */
        uint8_t type = TYPE_UNKNOWN;
    };
    using Row = std::array<Outcome, NSN_MOST + 1>;

    void build() const;
    Outcome decide(const Tags &tags, size_t n) const;
    answer_type type_of(const Tags &tags, size_t region, size_t n) const;

    std::vector<const i18n::phonenumbers::PhoneMetadata *> regions_;
    std::vector<std::array<uint32_t, 11>> lengths_; /* of each region's descriptions; 0: any */
    mutable std::once_flag once_;
    mutable Automaton automaton_;
    mutable std::vector<Row> rows_;
};

} // namespace phone

#endif
