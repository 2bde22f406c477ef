#include "imap/reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace mailsim::imap {

void Reader::forget() {
    text_.clear();
    literals_taken_ = 0;
    state_ = State::line;
}

// "{123}" or "{123+}" at the end of a line.
bool Reader::announces_literal(std::string_view line) {
    if (raw_ || !line.ends_with('}')) return false;
    std::size_t open = line.rfind('{');
    if (open == std::string_view::npos) return false;
    std::string_view number = line.substr(open + 1, line.size() - open - 2);
    bool waits = !number.ends_with('+');
    if (!waits) number.remove_suffix(1);
    if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos) return false;
    literal_ = UINT64_MAX;  // from_chars leaves it so when the number does not fit
    std::from_chars(number.data(), number.data() + number.size(), literal_);
    waits_ = waits;
    return true;
}

Reader::Event Reader::next_line() {
    std::size_t end = input_.find('\n', std::max(begin_, searched_));
    bool whole = end != std::string::npos;
    std::size_t length = (whole ? end : input_.size()) - begin_;
    bool skipping = state_ == State::skipped_line;
    if (!skipping && text_.size() - literals_taken_ + length > longest_) return Event::too_long;
    if (!whole) {
        input_.erase(0, std::exchange(begin_, 0));
        if (skipping) input_.clear();
        searched_ = input_.size();
        return Event::more;
    }
    std::string_view line(input_.data() + begin_, length);
    begin_ = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    bool literal = announces_literal(line);
    if (skipping) {
        state_ = literal && !waits_ ? State::skipped_literal : State::line;
        return Event::command;  // next() goes on behind it
    }
    text_.append(line);
    if (literal) text_ += "\r\n";
    return literal ? Event::literal : Event::command;
}

bool Reader::take_literal(bool keep) {
    std::size_t length = static_cast<std::size_t>(std::min<std::uint64_t>(literal_, waiting()));
    if (keep) {
        text_.append(input_, begin_, length);
        literals_taken_ += length;
    }
    begin_ += length;
    literal_ -= length;
    if (begin_ == input_.size()) input_.clear(), begin_ = 0;
    searched_ = begin_;
    return literal_ == 0;
}

Reader::Event Reader::next() {
    for (;;) {
        if (state_ == State::literal) {
            if (!take_literal(true)) return Event::more;
            state_ = State::line;
        }
        if (state_ == State::skipped_literal) {
            if (!take_literal(false)) return Event::more;
            text_.clear();
            literals_taken_ = 0;
            state_ = State::skipped_line;
        }
        bool skipping = state_ == State::skipped_line;
        Event event = next_line();
        if (!skipping || event != Event::command) return event;
    }
}

}  // namespace mailsim::imap
