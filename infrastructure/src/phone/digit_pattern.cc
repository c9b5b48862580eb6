/* phone/digit_pattern.cc - from text to steps, by recursive descent; written back to front, so that
 * each part knows what follows it. */
#include "phone/digit_pattern.h"

#include <memory>

namespace phone
{

namespace
{

enum { ALL_DIGITS = 0x3ff, MOST_REPEATS = 20, MOST_STEPS = 200000 };

struct Node {
    enum Kind { DIGIT, END, SEQUENCE, CHOICE, GROUP, REPEAT };
    Kind kind = SEQUENCE;
    uint16_t digits = 0;
    size_t group = 0;
    unsigned least = 0, most = 0;
    std::vector<std::unique_ptr<Node>> parts;
};
using NodePointer = std::unique_ptr<Node>;

NodePointer make(Node::Kind kind)
{
    NodePointer node(new Node());

    node->kind = kind;
    return node;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

class PatternReader
{
  public:
    PatternReader(const std::string &text, Pattern *to) : text_(text), to_(to)
    {
    }

    bool read()
    {
        NodePointer root = choice();

        if (root == nullptr || at_ != text_.size() || to_->groups_ > PATTERN_GROUPS)
            return false;
        to_->start_ = write(*root, add(Step()));
        to_->first_ = first_of(to_->start_);
        return to_->steps_.size() < MOST_STEPS;
    }

  private:
    bool ahead(char c) const
    {
        return at_ < text_.size() && text_[at_] == c;
    }

    bool take(const char *literal)
    {
        size_t n = std::char_traits<char>::length(literal);

        if (text_.compare(at_, n, literal) != 0)
            return false;
        at_ += n;
        return true;
    }

    NodePointer choice()
    {
        NodePointer ret = make(Node::CHOICE);

        do {
            NodePointer part = sequence();
            if (part == nullptr)
                return nullptr;
            ret->parts.push_back(std::move(part));
        } while (take("|"));
        return ret;
    }

    NodePointer sequence()
    {
        NodePointer ret = make(Node::SEQUENCE);

        while (at_ < text_.size() && !ahead('|') && !ahead(')')) {
            NodePointer part = atom();
            if (part == nullptr || !(part = repeated(std::move(part))))
                return nullptr;
            ret->parts.push_back(std::move(part));
        }
        return ret;
    }

    NodePointer atom()
    {
        if (take("(?:"))
            return closed(choice());
        if (take("(")) {
            NodePointer group = make(Node::GROUP);
            group->group = to_->groups_++;
            NodePointer inside = closed(choice());
            if (inside == nullptr)
                return nullptr;
            group->parts.push_back(std::move(inside));
            return group;
        }
        NodePointer ret = make(Node::DIGIT);
        if (take("\\d"))
            ret->digits = ALL_DIGITS;
        else if (take("["))
            ret->digits = set();
        else if (take("$"))
            ret->kind = Node::END;
        else if (is_digit(text_[at_]))
            ret->digits = static_cast<uint16_t>(1u << (text_[at_++] - '0'));
        return ret->digits == 0 && ret->kind == Node::DIGIT ? nullptr : std::move(ret);
    }

    NodePointer closed(NodePointer inside)
    {
        return inside != nullptr && take(")") ? std::move(inside) : nullptr;
    }

    /* Behind '[': digits and ranges of digits. 0: something else. */
    uint16_t set()
    {
        unsigned ret = 0;

        while (at_ < text_.size() && is_digit(text_[at_])) {
            char low = text_[at_++], high = low;
            if (ahead('-') && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
                high = text_[at_ + 1];
                at_ += 2;
            }
            for (char c = low; c <= high; c++)
                ret |= 1u << (c - '0');
        }
        return take("]") ? static_cast<uint16_t>(ret) : uint16_t(0);
    }

    bool number(unsigned *ret)
    {
        size_t from = at_;

        *ret = 0;
        while (at_ < text_.size() && is_digit(text_[at_]) && *ret < 1000)
            *ret = *ret * 10 + static_cast<unsigned>(text_[at_++] - '0');
        return at_ > from;
    }

    NodePointer repeated(NodePointer part)
    {
        NodePointer ret = make(Node::REPEAT);

        if (take("?")) {
            ret->most = 1;
        } else if (take("{")) {
            if (!number(&ret->least))
                return nullptr;
            ret->most = ret->least;
            if ((take(",") && !number(&ret->most)) || !take("}") || ret->most > MOST_REPEATS ||
                ret->most < ret->least)
                return nullptr;
        } else {
            return part;
        }
        /* a second sign would make it lazy or possessive */
        if (at_ < text_.size() && (ahead('?') || ahead('+') || ahead('*') || ahead('{')))
            return nullptr;
        ret->parts.push_back(std::move(part));
        return ret;
    }

    uint32_t add(const Step &step)
    {
        to_->steps_.push_back(step);
        return static_cast<uint32_t>(to_->steps_.size() - 1);
    }

    uint32_t add(Step::Kind kind, uint32_t next, uint32_t other = 0)
    {
        Step step;

        step.kind = kind;
        step.next = next;
        step.other = other;
        return add(step);
    }

    uint32_t save(size_t slot, uint32_t next)
    {
        uint32_t at = add(Step::SAVE, next);

        to_->steps_[at].slot = static_cast<uint8_t>(slot);
        return at;
    }

    /* The first step of `node`, which goes on to `next`. */
    uint32_t write(const Node &node, uint32_t next)
    {
        if (to_->steps_.size() > MOST_STEPS)
            return next;
        switch (node.kind) {
        case Node::DIGIT: {
            uint32_t at = add(Step::DIGIT, next);
            to_->steps_[at].digits = node.digits;
            return at;
        }
        case Node::END:
            return add(Step::END, next);
        case Node::GROUP:
            return save(2 * node.group, write(*node.parts[0], save(2 * node.group + 1, next)));
        case Node::SEQUENCE:
            for (size_t i = node.parts.size(); i-- > 0;)
                next = write(*node.parts[i], next);
            return next;
        case Node::CHOICE: {
            uint32_t at = write(*node.parts.back(), next);
            for (size_t i = node.parts.size() - 1; i-- > 0;) {
                uint32_t first = write(*node.parts[i], next);
                at = add(Step::EITHER, first, at);
            }
            return at;
        }
        case Node::REPEAT: {
            uint32_t behind = next;
            for (unsigned i = node.least; i < node.most; i++) {
                uint32_t once = write(*node.parts[0], next);
                next = add(Step::EITHER, once, behind);
            }
            for (unsigned i = 0; i < node.least; i++)
                next = write(*node.parts[0], next);
            return next;
        }
        }
        return next;
    }

    uint16_t first_of(uint32_t at) const
    {
        const Step &step = to_->steps_[at];

        switch (step.kind) {
        case Step::DIGIT:
            return step.digits;
        case Step::EITHER: {
            uint16_t a = first_of(step.next), b = first_of(step.other);
            return a == 0 || b == 0 ? uint16_t(0) : static_cast<uint16_t>(a | b);
        }
        case Step::SAVE:
            return first_of(step.next);
        case Step::END:
        case Step::MATCH:
            break;
        }
        return 0;
    }

    const std::string &text_;
    Pattern *to_;
    size_t at_ = 0;
};

bool Pattern::compile(const std::string &text)
{
    steps_.clear();
    groups_ = 0;
    if (text.empty() || PatternReader(text, this).read())
        return true;
    steps_.clear();
    return false;
}

bool Pattern::walk(uint32_t at, const char *digits, size_t i, size_t n, Match *ret) const
{
    for (;;) {
        const Step &step = steps_[at];

        switch (step.kind) {
        case Step::DIGIT:
            if (i == n || (step.digits >> (digits[i] - '0') & 1) == 0)
                return false;
            i++;
            break;
        case Step::EITHER:
            if (walk(step.next, digits, i, n, ret))
                return true;
            at = step.other;
            continue;
        case Step::SAVE: {
            uint8_t before = ret->saves[step.slot];
            ret->saves[step.slot] = static_cast<uint8_t>(i);
            if (walk(step.next, digits, i, n, ret))
                return true;
            ret->saves[step.slot] = before;
            return false;
        }
        case Step::END:
            if (i != n)
                return false;
            break;
        case Step::MATCH:
            ret->end = i;
            return true;
        }
        at = step.next;
    }
}

bool Pattern::match_start(const char *digits, size_t n, Match *ret) const
{
    if (empty() || (first_ != 0 && (n == 0 || (first_ >> (digits[0] - '0') & 1) == 0)))
        return false;
    for (uint8_t &save : ret->saves)
        save = NOT_SAVED;
    return walk(start_, digits, 0, n, ret);
}

} // namespace phone
