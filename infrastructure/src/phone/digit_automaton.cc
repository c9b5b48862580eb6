/* phone/digit_automaton.cc - the subset construction. A state is the sorted set of steps that may
 * come next; two sets alike are one state. */
#include "phone/digit_automaton.h"

#include <algorithm>
#include <map>

namespace phone
{

namespace
{

enum { MOST_STATES = 200000 };

uint64_t place(uint32_t source, uint32_t step)
{
    return uint64_t(source) << 32 | step;
}

} // namespace

Automaton::Automaton() : states_(1), sets_(1), set_numbers_{ { Tags(), 0 } }
{
}

bool Automaton::add(const Pattern &pattern, size_t tag, bool and_more)
{
    for (const Step &step : pattern.steps())
        if (step.kind == Step::END)
            return false;
    if (!pattern.empty())
        sources_.push_back(Source{ pattern.steps(), pattern.start(), tag, and_more });
    return tag < AUTOMATON_TAGS;
}

/* What can be reached from a step without a digit; only digits and matches are kept. */
void Automaton::close(uint32_t source, uint32_t step, std::vector<uint64_t> *to) const
{
    const Step &s = sources_[source].steps[step];

    switch (s.kind) {
    case Step::EITHER:
        close(source, s.next, to);
        close(source, s.other, to);
        return;
    case Step::SAVE:
        close(source, s.next, to);
        return;
    case Step::END:
    case Step::DIGIT:
    case Step::MATCH:
        to->push_back(place(source, step));
        return;
    }
}

uint32_t Automaton::set_of(const std::vector<uint64_t> &places)
{
    Tags tags;

    for (uint64_t p : places) {
        const Source &source = sources_[p >> 32];
        if (source.steps[static_cast<uint32_t>(p)].kind == Step::MATCH)
            tags.set(source.tag);
    }
    auto added = set_numbers_.emplace(tags, static_cast<uint32_t>(sets_.size()));
    if (added.second)
        sets_.push_back(tags);
    return added.first->second;
}

bool Automaton::build()
{
    std::map<std::vector<uint64_t>, uint32_t> known;
    std::vector<std::vector<uint64_t>> open(1);

    auto state_of = [&](std::vector<uint64_t> &&places) {
        if (places.empty())
            return uint32_t(DEAD);
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
        auto added = known.emplace(places, static_cast<uint32_t>(states_.size()));
        if (added.second) {
            State state;
            state.set = set_of(places);
            states_.push_back(state);
            open.push_back(std::move(places));
        }
        return added.first->second;
    };
    std::vector<uint64_t> first;
    for (uint32_t i = 0; i < sources_.size(); i++)
        close(i, sources_[i].start, &first);
    start_ = state_of(std::move(first));
    for (uint32_t at = 1; at < states_.size(); at++) {
        if (states_.size() > MOST_STATES)
            return false;
        for (int digit = 0; digit < 10; digit++) {
            std::vector<uint64_t> places;
            for (uint64_t p : open[at]) {
                const uint32_t index = static_cast<uint32_t>(p >> 32);
                const Source &source = sources_[index];
                const Step &step = source.steps[static_cast<uint32_t>(p)];
                if (step.kind == Step::DIGIT && (step.digits >> digit & 1) != 0)
                    close(index, step.next, &places);
                else if (step.kind == Step::MATCH && source.and_more)
                    places.push_back(p);
            }
            uint32_t next = state_of(std::move(places));
            states_[at].next[digit] = next;
        }
    }
    sources_.clear();
    return true;
}

} // namespace phone
