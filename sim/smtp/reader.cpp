#include "smtp/reader.hpp"

#include <algorithm>

#include "smtp/auth.hpp"
#include "smtp/parse.hpp"

namespace mailsim::smtp {

using What = Reader::Event::What;

void Reader::start() {
    mode_ = Action::Then::command;
    line_.clear();
    line_done_ = too_long_ = bare_newline_ = false;
    chunk_left_ = octets_ = 0;
    before_ = 0;
}

void Reader::expect(Action::Then then, std::int64_t chunk_size) {
    if (then == Action::Then::more || then == Action::Then::close) return;
    mode_ = then;
    octets_ = 0;
    bare_newline_ = false;
    if (then == Action::Then::content) content_.start();
    if (then == Action::Then::chunk) chunk_left_ = chunk_size;
    if (then == Action::Then::tls) start();  // half a line in plaintext is no part of what TLS protects
}

Reader::Event Reader::next(std::string_view& input) {
    if (mode_ == Action::Then::content) return next_content(input);
    if (mode_ == Action::Then::chunk) return next_chunk(input);
    return next_line(input);
}

// Adds input to the line up to its LF; true when the line is whole. What is beyond the limit is read and
// dropped.
bool Reader::take_line(std::string_view& input) {
    if (line_done_) {
        line_.clear();
        line_done_ = too_long_ = false;
    }
    std::size_t limit = mode_ == Action::Then::auth_response ? auth_line_limit : command_line_limit;
    std::size_t lf = input.find('\n');
    line_done_ = lf != std::string_view::npos;
    std::string_view part = input.substr(0, std::min(lf, input.size()));
    std::size_t room = limit - std::min(limit, line_.size());
    too_long_ = too_long_ || part.size() > room;
    line_ += part.substr(0, room);
    input.remove_prefix(line_done_ ? lf + 1 : input.size());
    if (line_done_ && !too_long_ && !line_.empty() && line_.back() == '\r') line_.pop_back();
    return line_done_;
}

Reader::Event Reader::next_line(std::string_view& input) {
    Event event;
    if (!take_line(input)) return event;
    event.too_long = too_long_;
    if (mode_ == Action::Then::auth_response) {
        event.what = What::response;
        event.text = line_;
        return event;
    }
    event.what = What::command;
    event.command = parse_command(line_, text_);
    return event;
}

Reader::Event Reader::next_content(std::string_view& input) {
    Event event;
    event.text = content_.next(input);
    octets_ += static_cast<std::int64_t>(event.text.size());
    bare_newline_ = content_.bare_newline();
    if (!event.text.empty()) event.what = What::content;
    if (event.text.empty() && content_.ended()) {
        event.what = What::end;
        mode_ = Action::Then::command;
    }
    return event;
}

Reader::Event Reader::next_chunk(std::string_view& input) {
    Event event;
    if (chunk_left_ == 0) {
        event.what = What::end;
        mode_ = Action::Then::command;
        return event;
    }
    if (input.empty()) return event;
    auto left = static_cast<std::uint64_t>(chunk_left_);
    event.what = What::content;
    event.text = input.substr(0, std::min<std::uint64_t>(left, input.size()));
    input.remove_prefix(event.text.size());
    chunk_left_ -= static_cast<std::int64_t>(event.text.size());
    octets_ += static_cast<std::int64_t>(event.text.size());
    note_bare_newlines(event.text);
    return event;
}

// A line may be cut anywhere, by a piece or by a chunk.
void Reader::note_bare_newlines(std::string_view piece) {
    for (char c : piece) {
        if ((c == '\n') != (before_ == '\r')) bare_newline_ = true;
        before_ = c;
    }
}

}  // namespace mailsim::smtp
