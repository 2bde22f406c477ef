#include "dns/zone_lines.hpp"

#include <fmt/format.h>

namespace mailsim::dns {
namespace {

class Splitter {
  public:
    Splitter(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

    std::vector<ZoneEntry> run() {
        while (at_ < text_.size() && !binary_) step(text_[at_++]);
        if (binary_) return std::move(entries_);
        end_word();
        if (depth_ > 0) mistake("'(' is never closed; is the file cut?");
        if (quoted_) mistake("the quote is never closed");
        end_entry();
        return std::move(entries_);
    }

  private:
    void step(char c) {
        if (is_binary(c)) return refuse_binary(c);
        if (c == '\n') return new_line();
        if (quoted_) return inside_quote(c);
        switch (c) {
            case ';': skip_comment(); break;
            case '(': end_word(), ++depth_; break;
            case ')': close(); break;
            case '"': begin_quote(); break;
            case ' ':
            case '\t':
            case '\r': white(); break;
            default: letter(c);
        }
    }
    static bool is_binary(char c) {
        auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f;
    }
    void refuse_binary(char c) {
        binary_ = true;
        entry_ = {};
        entry_.line = line_;
        entry_.mistake =
            fmt::format("the byte 0x{:02x} is not text; is this a zone file?", static_cast<unsigned char>(c));
        entries_.push_back(std::move(entry_));
    }
    void new_line() {
        if (quoted_) mistake("the quote is never closed; write it on one line");
        quoted_ = false;
        end_word();
        if (depth_ == 0) end_entry();
        ++line_;
    }
    void skip_comment() {
        end_word();
        while (at_ < text_.size() && text_[at_] != '\n' && !is_binary(text_[at_])) ++at_;
    }
    void close() {
        end_word();
        if (depth_ > 0)
            --depth_;
        else
            mistake("')' without '('");
    }
    void white() {
        end_word();
        if (entry_.words.empty() && depth_ == 0) entry_.same_owner = true;
    }
    void begin_quote() {
        end_word();
        quoted_ = in_word_ = true;
        put('"');
    }
    void inside_quote(char c) {
        put(c);
        if (c == '\\' && at_ < text_.size() && text_[at_] != '\n' && !is_binary(text_[at_]))
            put(text_[at_++]);
        if (c != '"') return;
        quoted_ = false;
        end_word();
    }
    void letter(char c) {
        in_word_ = true;
        put(c);
        if (c == '\\' && at_ < text_.size() && text_[at_] != '\n' && !is_binary(text_[at_]))
            put(text_[at_++]);
    }
    void put(char c) {
        if (entry_.line == 0) entry_.line = line_;
        if (++size_ > limit_)
            mistake(fmt::format("longer than {} characters", limit_));
        else
            word_ += c;
    }
    void end_word() {
        if (in_word_) entry_.words.push_back(std::move(word_));
        word_.clear();
        in_word_ = false;
    }
    void mistake(std::string_view why) {
        if (entry_.line == 0) entry_.line = line_;
        if (entry_.mistake.empty()) entry_.mistake = why;
    }
    void end_entry() {
        if (!entry_.words.empty() || !entry_.mistake.empty()) entries_.push_back(std::move(entry_));
        entry_ = {};
        size_ = 0;
    }

    std::string_view text_;
    std::size_t limit_;
    std::size_t at_ = 0;
    std::size_t size_ = 0;
    int line_ = 1;
    int depth_ = 0;
    bool quoted_ = false;
    bool in_word_ = false;
    bool binary_ = false;
    std::string word_;
    ZoneEntry entry_;
    std::vector<ZoneEntry> entries_;
};

}  // namespace

std::vector<ZoneEntry> split_zone(std::string_view text, std::size_t limit) {
    return Splitter(text, limit).run();
}

}  // namespace mailsim::dns
