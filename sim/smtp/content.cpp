#include "smtp/content.hpp"

#include <algorithm>

namespace mailsim::smtp {

void ContentReader::start() {
    state_ = State::line_start;
    bare_newline_ = false;
}

std::string_view ContentReader::next(std::string_view& input) {
    while (!input.empty() && state_ != State::ended) {
        char c = input.front();
        switch (state_) {
            case State::line_start:
                state_ = c == '.' ? State::dot : State::text;
                if (c == '.') input.remove_prefix(1);
                break;
            case State::text: {
                std::string_view run = run_of_text(input);
                if (!run.empty()) return run;
                break;
            }
            case State::cr:
                if (c == '\n') {
                    input.remove_prefix(1);
                    return state_ = State::line_start, "\r\n";
                }
                bare_newline_ = true;
                return state_ = State::text, "\r";
            case State::dot:
                state_ = c == '\r' ? State::dot_cr : State::text;
                if (c == '\r') input.remove_prefix(1);
                break;
            case State::dot_cr:
                if (c != '\n') {
                    bare_newline_ = true;
                    return state_ = State::text, "\r";
                }
                input.remove_prefix(1);
                state_ = State::ended;
                break;
            case State::ended: break;
        }
    }
    return {};
}

// As many whole lines as stand in input before one that begins with a dot; of an unfinished line what is
// there, but a CR at its end waits for what follows.
std::string_view ContentReader::run_of_text(std::string_view& input) {
    std::size_t line = 0, end = 0;
    auto note_bare_cr = [&](std::size_t stop) {
        if (input.substr(line, stop - line).find('\r') != std::string_view::npos) bare_newline_ = true;
    };
    for (State state = State::text; state == State::text && end < input.size();) {
        std::size_t lf = input.find('\n', line);
        if (lf == std::string_view::npos) {
            bool cr = input.back() == '\r' && line < input.size();
            note_bare_cr(input.size() - cr);
            return split(input, input.size() - cr, cr ? State::cr : State::text);
        }
        bool whole = lf > line && input[lf - 1] == '\r';
        if (!whole) bare_newline_ = true;
        note_bare_cr(lf - whole);
        line = end = lf + 1;
        if (whole && (end == input.size() || input[end] == '.')) state = State::line_start;
        state_ = state;
    }
    return split(input, end, state_);
}

// Cuts the first octets off input; a CR that the next state holds back is cut off with them.
std::string_view ContentReader::split(std::string_view& input, std::size_t octets, State next) {
    std::string_view run = input.substr(0, octets);
    input.remove_prefix(octets + (next == State::cr));
    state_ = next;
    return run;
}

void ContentWriter::write(std::string_view piece, std::string& out) {
    std::size_t i = 0;
    while (i < piece.size()) {
        char c = piece[i];
        if (cr_ || c == '\n') {
            out += "\r\n";
            line_start_ = true;
            if (c == '\n') ++i;
            cr_ = false;
        } else if (c == '\r') {
            cr_ = true;
            ++i;
        } else {
            if (line_start_ && c == '.') out += '.';
            line_start_ = false;
            std::size_t stop = std::min(piece.find_first_of("\r\n", i), piece.size());
            out += piece.substr(i, stop - i);
            i = stop;
        }
    }
}

void ContentWriter::finish(std::string& out) {
    if (cr_ || !line_start_) out += "\r\n";
    out += ".\r\n";
    line_start_ = true;
    cr_ = false;
}

}  // namespace mailsim::smtp
