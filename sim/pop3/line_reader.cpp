#include "pop3/line_reader.hpp"

#include <algorithm>
#include <utility>

namespace mailsim::pop3 {

std::optional<std::string> LineReader::line() {
    std::size_t end = waiting_.find('\n', std::max(begin_, searched_));
    if (end == std::string::npos) {
        waiting_.erase(0, std::exchange(begin_, 0));
        searched_ = waiting_.size();
        return std::nullopt;
    }
    std::string text = waiting_.substr(begin_, end - begin_);
    begin_ = end + 1;
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

bool LineReader::too_long(std::size_t limit) const {
    return size() > limit && waiting_.find('\n', std::max(begin_, searched_)) == std::string::npos;
}

}  // namespace mailsim::pop3
