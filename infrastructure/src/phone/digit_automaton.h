/* phone/digit_automaton.h - many patterns in one walk: a deterministic automaton over digits, whose
 * end state knows every pattern that the number matches. */
#ifndef PHONE_DIGIT_AUTOMATON_H
#define PHONE_DIGIT_AUTOMATON_H

#include <bitset>
#include <string>
#include <unordered_map>
#include <vector>

#include "phone/digit_pattern.h"

namespace phone
{

enum { AUTOMATON_TAGS = 512 };
using Tags = std::bitset<AUTOMATON_TAGS>;

class Automaton
{
  public:
    Automaton();
    /* Whole numbers; with `and_more`, all numbers that begin so. False: the pattern asks for the
     * end of the text, which only match_start() can tell. */
    bool add(const Pattern &pattern, size_t tag, bool and_more);
    /* Once, behind the last add(). False: it would grow beyond reason. */
    bool build();

    /* Index into sets(); 0 is the empty one. */
    uint32_t walk(const char *digits, size_t n) const
    {
        uint32_t state = start_;

        for (size_t i = 0; i < n && state != DEAD; i++)
            state = states_[state].next[digits[i] - '0'];
        return states_[state].set;
    }
    /* For tests: a shortest number to each state, with each digit behind it. */
    template <typename Visit> void each_transition(Visit visit) const
    {
        std::vector<std::string> paths(states_.size());
        std::vector<bool> seen(states_.size());
        std::vector<uint32_t> order{ start_ };

        for (size_t i = 0; i < order.size() && start_ != DEAD; i++) {
            for (int digit = 0; digit < 10; digit++) {
                uint32_t next = states_[order[i]].next[digit];
                std::string path = paths[order[i]] + static_cast<char>('0' + digit);
                visit(path);
                if (next == DEAD || seen[next])
                    continue;
                seen[next] = true;
                paths[next] = path;
                order.push_back(next);
            }
        }
    }
    const std::vector<Tags> &sets() const
    {
        return sets_;
    }
    size_t size() const
    {
        return states_.size();
    }

  private:
    enum : uint32_t { DEAD = 0 };
    struct State {
        uint32_t next[10] = {};
        uint32_t set = 0;
    };
    struct Source {
        std::vector<Step> steps;
        uint32_t start;
        size_t tag;
        bool and_more;
    };

    void close(uint32_t source, uint32_t step, std::vector<uint64_t> *to) const;
    uint32_t set_of(const std::vector<uint64_t> &places);

    std::vector<Source> sources_;
    std::vector<State> states_;
    std::vector<Tags> sets_;
    std::unordered_map<Tags, uint32_t> set_numbers_;
    uint32_t start_ = DEAD;
};

} // namespace phone

#endif
