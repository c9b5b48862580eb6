/* phone/digit_pattern.h - the regular expressions of numbering metadata: digits, \d, sets, groups,
 * alternatives, '?', '{n,m}' and '$'. Anything else is refused, so nothing is ever read wrongly. */
#ifndef PHONE_DIGIT_PATTERN_H
#define PHONE_DIGIT_PATTERN_H

#include <stddef.h>
#include <stdint.h>

#include <string>
#include <vector>

namespace phone
{

/* A program of steps: what a backtracking matcher walks and an automaton is made of. */
struct Step {
    enum Kind : uint8_t {
        DIGIT,  /* one digit of `digits` */
        EITHER, /* `next` first, then `other` */
        SAVE,   /* position into saves[slot] */
        END,    /* the end of the text */
        MATCH
    };
    Kind kind = MATCH;
    uint8_t slot = 0;
    uint16_t digits = 0; /* bit d: the digit d */
    uint32_t next = 0, other = 0;
};

enum { PATTERN_GROUPS = 2, NOT_SAVED = 255 };

struct Match {
    size_t end;
    uint8_t saves[2 * PATTERN_GROUPS]; /* from, to of each group; NOT_SAVED: not in the match */
};

class Pattern
{
  public:
    /* False: the text has something that is not spoken here; the pattern then matches nothing. */
    bool compile(const std::string &text);
    bool empty() const
    {
        return steps_.empty();
    }
    size_t groups() const
    {
        return groups_;
    }
    const std::vector<Step> &steps() const
    {
        return steps_;
    }
    uint32_t start() const
    {
        return start_;
    }
    /* From the first digit on, as far as the first way that succeeds, in the order written: what a
     * backtracking engine finds. n is below NOT_SAVED. */
    bool match_start(const char *digits, size_t n, Match *ret) const;

  private:
    friend class PatternReader;
    bool walk(uint32_t at, const char *digits, size_t i, size_t n, Match *ret) const;

    std::vector<Step> steps_;
    uint32_t start_ = 0;
    size_t groups_ = 0;
    uint16_t first_ = 0; /* digits that a match can begin with; 0: it may be empty */
};

} // namespace phone

#endif
