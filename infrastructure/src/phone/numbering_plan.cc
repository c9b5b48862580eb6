/* phone/numbering_plan.cc - metadata to automata. The order of questions is the library's own. */
#include "phone/numbering_plan.h"

#include <string.h>

#include <phonenumbers/phonemetadata.pb.h>

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneNumberDesc;

namespace phone
{

namespace
{

/* In the order in which the library looks for a number's type. */
enum Desc {
    GENERAL,
    PREMIUM,
    TOLL_FREE,
    SHARED_COST,
    VOIP,
    PERSONAL,
    PAGER,
    UAN,
    VOICEMAIL,
    FIXED,
    MOBILE,
    DESCS,
    LEADING = DESCS, /* the region's leading digits, as one more pattern */
    TAGS_PER_REGION
};

const PhoneNumberDesc &desc_of(const PhoneMetadata &m, int desc)
{
    switch (desc) {
    case PREMIUM:
        return m.premium_rate();
    case TOLL_FREE:
        return m.toll_free();
    case SHARED_COST:
        return m.shared_cost();
    case VOIP:
        return m.voip();
    case PERSONAL:
        return m.personal_number();
    case PAGER:
        return m.pager();
    case UAN:
        return m.uan();
    case VOICEMAIL:
        return m.voicemail();
    case FIXED:
        return m.fixed_line();
    case MOBILE:
        return m.mobile();
    default:
        return m.general_desc();
    }
}

answer_type type_of_desc(int desc)
{
    static const answer_type types[DESCS] = { TYPE_UNKNOWN,     TYPE_PREMIUM, TYPE_TOLL_FREE,
                                              TYPE_SHARED_COST, TYPE_VOIP,    TYPE_PERSONAL,
                                              TYPE_PAGER,       TYPE_UAN,     TYPE_VOICEMAIL,
                                              TYPE_FIXED,       TYPE_MOBILE };
    return types[desc];
}

size_t tag_of(size_t region, int desc)
{
    return region * TAGS_PER_REGION + static_cast<size_t>(desc);
}

uint32_t length_bits(const google::protobuf::RepeatedField<google::protobuf::int32> &lengths)
{
    uint32_t ret = 0;

    for (int length : lengths)
        if (length > 0 && length < 32)
            ret |= 1u << length;
    return ret;
}

} // namespace

bool Lengths::read(const PhoneNumberDesc &desc)
{
    if (desc.possible_length_size() == 0)
        return false;
    none = desc.possible_length(0) == -1;
    possible = length_bits(desc.possible_length());
    local = length_bits(desc.possible_length_local_only());
    if (!none) {
        least = static_cast<size_t>(desc.possible_length(0));
        most = static_cast<size_t>(desc.possible_length(desc.possible_length_size() - 1));
    }
    return most < 32;
}

answer_length Lengths::test(size_t n) const
{
    if (none)
        return LENGTH_BETWEEN;
    if (n < 32 && (local >> n & 1) != 0)
        return LENGTH_LOCAL_ONLY;
    if (n < least)
        return LENGTH_TOO_SHORT;
    if (n > most)
        return LENGTH_TOO_LONG;
    return (possible >> n & 1) != 0 ? LENGTH_POSSIBLE : LENGTH_BETWEEN;
}

bool Region::read(const PhoneMetadata &m)
{
    Pattern general;

    id = m.id();
    code = static_cast<unsigned>(m.country_code());
    rule_ = m.national_prefix_transform_rule();
    return general.compile(m.general_desc().national_number_pattern()) &&
           general_.add(general, 0, false) && general_.build() &&
           international_.compile(m.international_prefix()) &&
           national_.compile(m.national_prefix_for_parsing()) && lengths.read(m.general_desc());
}

bool Region::strip_international(Digits *number) const
{
    Match match;

    if (!international_.match_start(number->at, number->n, &match))
        return false;
    if (match.end < number->n && number->at[match.end] == '0')
        return false;
    number->cut(match.end);
    return true;
}

/* The rule's text with the groups put in, and what stands behind the match. */
bool Region::rewrite(const Match &match, const Digits &from, Digits *to) const
{
    to->n = 0;
    for (size_t i = 0; i < rule_.size(); i++) {
        size_t begin = 0, end = 0;

        if (rule_[i] != '$') {
            if (to->n == MOST_DIGITS)
                return false;
            to->at[to->n++] = rule_[i];
            continue;
        }
        size_t group = static_cast<size_t>(rule_[++i] - '1');
        if (group >= PATTERN_GROUPS)
            return false;
        if (match.saves[2 * group] != NOT_SAVED) {
            begin = match.saves[2 * group];
            end = match.saves[2 * group + 1];
        }
        if (to->n + (end - begin) > MOST_DIGITS)
            return false;
        memcpy(to->at + to->n, from.at + begin, end - begin);
        to->n += end - begin;
    }
    if (to->n + (from.n - match.end) > MOST_DIGITS)
        return false;
    memcpy(to->at + to->n, from.at + match.end, from.n - match.end);
    to->n += from.n - match.end;
    return true;
}

void Region::strip_national(Digits *number) const
{
    Match match;
    Digits changed;

    if (number->n == 0 || !national_.match_start(number->at, number->n, &match))
        return;
    /* the last of one or two groups is what the rule puts back */
    size_t kept = national_.groups() == 0 ? 0 : 2 * (national_.groups() - 1);
    bool captured = national_.groups() > 0 && match.saves[kept] != NOT_SAVED &&
                    match.saves[kept] < match.saves[kept + 1];
    if (!rule_.empty() && captured) {
        if (!rewrite(match, *number, &changed))
            return;
    } else {
        changed = *number;
        changed.cut(match.end);
    }
    if (!in_general(*number) || in_general(changed))
        *number = changed;
}

Classifier::Classifier(std::vector<const PhoneMetadata *> regions) : regions_(std::move(regions))
{
    for (const PhoneMetadata *m : regions_) {
        std::array<uint32_t, 11> lengths;
        for (int desc = 0; desc < DESCS; desc++)
            lengths[static_cast<size_t>(desc)] =
                desc_of(*m, desc).possible_length_size() == 0
                    ? 0xffffffffu
                    : length_bits(desc_of(*m, desc).possible_length());
        lengths_.push_back(lengths);
    }
}

bool Classifier::can_build()
{
    Pattern pattern;

    if (regions_.size() * TAGS_PER_REGION > AUTOMATON_TAGS)
        return false;
    for (const PhoneMetadata *m : regions_) {
        for (int desc = 0; desc < DESCS; desc++)
            if (!pattern.compile(desc_of(*m, desc).national_number_pattern()) ||
                !Automaton().add(pattern, 0, false))
                return false;
        if (!pattern.compile(m->leading_digits()) || !Automaton().add(pattern, 0, false))
            return false;
    }
    return true;
}

answer_type Classifier::type_of(const Tags &tags, size_t region, size_t n) const
{
    auto is = [&](int desc) {
        return tags[tag_of(region, desc)] &&
               (lengths_[region][static_cast<size_t>(desc)] >> n & 1) != 0;
    };
    bool same = regions_[region]->same_mobile_and_fixed_line_pattern();

    if (!is(GENERAL))
        return TYPE_UNKNOWN;
    for (int desc = PREMIUM; desc < FIXED; desc++)
        if (is(desc))
            return type_of_desc(desc);
    if (is(FIXED))
        return same || is(MOBILE) ? TYPE_FIXED_OR_MOBILE : TYPE_FIXED;
    return !same && is(MOBILE) ? TYPE_MOBILE : TYPE_UNKNOWN;
}

Classifier::Outcome Classifier::decide(const Tags &tags, size_t n) const
{
    Outcome ret;

    if (regions_.size() == 1) {
        ret.region = 1;
        ret.type = static_cast<uint8_t>(type_of(tags, 0, n));
        return ret;
    }
    for (size_t i = 0; i < regions_.size(); i++) {
        answer_type type = type_of(tags, i, n);
        bool here =
            regions_[i]->has_leading_digits() ? tags[tag_of(i, LEADING)] : type != TYPE_UNKNOWN;
        if (here) {
            ret.region = static_cast<uint16_t>(i + 1);
            ret.type = static_cast<uint8_t>(type);
            break;
        }
    }
    return ret;
}

void Classifier::build() const
{
    for (size_t i = 0; i < regions_.size(); i++) {
        Pattern pattern;
        bool ok = true;
        for (int desc = 0; desc < DESCS; desc++)
            ok = ok && pattern.compile(desc_of(*regions_[i], desc).national_number_pattern()) &&
                 automaton_.add(pattern, tag_of(i, desc), false);
        ok = ok && pattern.compile(regions_[i]->leading_digits()) &&
             automaton_.add(pattern, tag_of(i, LEADING), true);
        if (!ok)
            return;
    }
    if (!automaton_.build())
        return;
    for (const Tags &tags : automaton_.sets()) {
        Row row;
        for (size_t n = 0; n < row.size(); n++)
            row[n] = decide(tags, n);
        rows_.push_back(row);
    }
}

const Automaton &Classifier::automaton() const
{
    std::call_once(once_, &Classifier::build, this);
    return automaton_;
}

bool Classifier::classify(const Digits &number, phone_answer *ret) const
{
    const Automaton &walked = automaton();
    if (rows_.empty() || number.n > NSN_MOST)
        return false;
    const Outcome outcome = rows_[walked.walk(number.at, number.n)][number.n];
    ret->type = static_cast<answer_type>(outcome.type);
    if (outcome.region != 0) {
        const std::string &id = regions_[outcome.region - 1u]->id();
        memcpy(ret->region, id.c_str(), id.size() < sizeof ret->region ? id.size() + 1 : 1);
    }
    return true;
}

} // namespace phone
