#include "json/read.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "json/pointer.hpp"

namespace mailsim::json {
namespace {

// An object or array that is still open, and where its next value goes.
struct Open {
    Value value;
    std::string key;                       // of the value to come, in an object
    std::unordered_set<std::string> seen;  // keys so far
};

// Receives the parser's events (nlohmann's SAX interface) and grows the tree.
class Growing {
  public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Growing(std::string_view text, std::string_view file, base::Problems& problems)
        : text_(text), file_(file), problems_(problems) {}

    bool null() { return place(Value()); }
    bool boolean(bool value) { return place(Value(value)); }
    bool number_integer(number_integer_t value) { return place(Value(std::int64_t{value})); }
    bool number_unsigned(number_unsigned_t value) {
        if (value <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
            return place(Value(static_cast<std::int64_t>(value)));
        return out_of_range(std::to_string(value));
    }
    bool number_float(number_float_t value, const string_t& written) {
        // A whole number beyond 64 bits arrives here; as a double it would silently lose digits.
        if (written.find_first_of(".eE") == std::string::npos) return out_of_range(written);
        return place(Value(value));
    }
    bool string(string_t& value) { return place(Value(std::move(value))); }
    bool binary(binary_t&) { return false; }  // only in binary formats
    bool start_object(std::size_t) { return open(Value::object()); }
    bool start_array(std::size_t) { return open(Value::array()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(string_t& key) {
        Open& top = stack_.back();
        top.key = key;
        if (!top.seen.insert(key).second) problem("this key stands twice in its object");
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
        std::string what = error.what();
        if (auto at = what.find(": "); at != std::string::npos) what = what.substr(at + 2);
        if (what.size() > 300) what = what.substr(0, 300) + "...";
        // The parser quotes the bytes it read last; those of a broken file need not be text.
        std::replace_if(
            what.begin(), what.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
        problem(where(position) + what);
        return false;
    }

    Value take() { return std::move(root_); }

  private:
    std::string where(std::size_t position) const {
        std::string_view before = text_.substr(0, std::min(position > 0 ? position - 1 : 0, text_.size()));
        auto line = std::count(before.begin(), before.end(), '\n') + 1;
        std::size_t start = before.rfind('\n');
        std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
        return fmt::format("line {}, column {}: ", line, column);
    }
    std::string pointer() const {
        Pointer pointer;
        for (const Open& open : stack_)
            pointer.push(open.value.is_array() ? std::to_string(open.value.items().size()) : open.key);
        return pointer.tokens().empty() ? "/" : pointer.text();
    }
    void problem(std::string_view message) { problems_.add(file_, pointer(), message); }
    bool out_of_range(std::string_view written) {
        problem(fmt::format("{}{} does not fit a whole number of 64 bits", written.substr(0, 40),
                            written.size() > 40 ? "..." : ""));
        return place(Value());
    }
    bool open(Value empty) {
        if (stack_.size() >= deepest_nesting) {
            problem(fmt::format("nested deeper than {} levels", deepest_nesting));
            return false;
        }
        stack_.push_back({std::move(empty), "", {}});
        return true;
    }
    bool close() {
        Value done = std::move(stack_.back().value);
        stack_.pop_back();
        return place(std::move(done));
    }
    bool place(Value value) {
        if (stack_.empty())
            root_ = std::move(value);
        else if (Open& top = stack_.back(); top.value.is_array())
            top.value.push(std::move(value));
        else if (top.seen.size() > top.value.members().size())
            top.value.members().push_back({top.key, std::move(value)});
        else
            top.value.set(top.key, std::move(value));
        return true;
    }

    std::string_view text_;
    std::string file_;
    base::Problems& problems_;
    std::vector<Open> stack_;
    Value root_;
};

bool is_folder(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

std::optional<Value> read(std::string_view text, std::string_view file, base::Problems& problems) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        problems.add(file, "/", "the file is empty; a JSON object is expected");
        return std::nullopt;
    }
    Growing growing(text, file, problems);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &growing)) return std::nullopt;
    return growing.take();
}

std::optional<std::string> read_bytes(const std::string& path, base::Problems& problems) {
    auto refuse = [&](std::string_view why) {
        problems.add(path, "/", why);
        return std::nullopt;
    };
    if (is_folder(path)) return refuse("is a folder, not a file");
    struct stat status {};
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) return refuse(fmt::format("cannot be read: {}", std::strerror(errno ? errno : EIO)));
    auto too_large = [&] { return refuse("is larger than 32 MB, the most that is read"); };
    if (stat(path.c_str(), &status) == 0 && status.st_size > static_cast<off_t>(largest_file))
        return too_large();
    // A pipe has no size to ask for, so the limit is kept while reading too.
    std::string bytes;
    char block[65536];
    while (in.read(block, sizeof block) || in.gcount() > 0) {
        bytes.append(block, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > largest_file) return too_large();
    }
    return bytes;
}

std::optional<Value> read_file(const std::string& path, base::Problems& problems) {
    auto bytes = read_bytes(path, problems);
    if (!bytes) return std::nullopt;
    return read(*bytes, path, problems);
}

}  // namespace mailsim::json
