#include "json/pointer.hpp"

#include <fmt/format.h>

#include <charconv>
#include <span>

#include "base/problems.hpp"

namespace mailsim::json {
namespace {

// RFC 6901 section 4: digits without a leading zero.
std::ptrdiff_t array_number(std::string_view token) {
    std::ptrdiff_t number = -1;
    if (token.empty() || (token.size() > 1 && token[0] == '0') || token.size() > 9) return -1;
    auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    return error == std::errc{} && end == token.data() + token.size() ? number : -1;
}

std::vector<std::string_view> names_in(const std::vector<Value>& items) {
    std::vector<std::string_view> names;
    for (const Value& item : items)
        for (std::string_view key : {"id", "name", "rule"})
            if (const Value* name = item.find(key); name && name->is_text()) {
                names.push_back(name->text());
                break;
            }
    return names;
}

std::string unknown_item(const std::vector<Value>& items, std::string_view token) {
    if (array_number(token) >= 0)
        return fmt::format("there is no item {}; the array has {} items, counted from 0", token,
                           items.size());
    return base::unknown_name("item", token, names_in(items));
}

// One step down, for writing; null when the way ends in something that holds nothing.
Value* step(Value& value, std::string& token, std::string& why) {
    if (value.is_null()) value = Value::object();
    if (value.is_object()) {
        Value* there = value.find(token);
        return there ? there : &value.set(token, Value());
    }
    if (!value.is_array()) {
        why = fmt::format("'{}' is looked for in {}, which holds nothing", token, type_name(value));
        return nullptr;
    }
    std::ptrdiff_t index = item_index(value.items(), token);
    auto size = static_cast<std::ptrdiff_t>(value.items().size());
    if (index == size && token == "-") value.push(Value());
    if (index < 0 || index >= static_cast<std::ptrdiff_t>(value.items().size())) {
        why = unknown_item(value.items(), token);
        return nullptr;
    }
    token = std::to_string(index);
    return &value.items()[static_cast<std::size_t>(index)];
}

}  // namespace

base::expected<Pointer, std::string> Pointer::parse(std::string_view text) {
    Pointer pointer;
    if (text.empty()) return pointer;
    if (text[0] != '/')
        return base::unexpected(fmt::format("'{}' is not a JSON pointer: it must begin with '/'", text));
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '/') {
            pointer.push("");
            continue;
        }
        char c = text[i];
        if (c == '~') {
            char code = i + 1 < text.size() ? text[i + 1] : '\0';
            if (code != '0' && code != '1')
                return base::unexpected(
                    fmt::format("'{}' is not a JSON pointer: after '~' only 0 or 1", text));
            c = code == '0' ? '~' : '/';
            ++i;
        }
        pointer.tokens_.back() += c;
    }
    return pointer;
}

std::string escape_token(std::string_view token) {
    std::string out;
    for (char c : token) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

std::string Pointer::text() const {
    std::string out;
    for (const std::string& token : tokens_) out += '/' + escape_token(token);
    return out;
}

std::ptrdiff_t item_index(const std::vector<Value>& items, std::string_view token) {
    if (token == "-") return static_cast<std::ptrdiff_t>(items.size());
    if (std::ptrdiff_t number = array_number(token); number >= 0)
        return number < static_cast<std::ptrdiff_t>(items.size()) ? number : -1;
    for (std::size_t i = 0; i < items.size(); ++i)
        for (std::string_view key : {"id", "name", "rule"})
            if (const Value* name = items[i].find(key); name && name->is_text() && name->text() == token)
                return static_cast<std::ptrdiff_t>(i);
    return -1;
}

const Value* find(const Value& root, const Pointer& pointer) {
    const Value* value = &root;
    for (const std::string& token : pointer.tokens()) {
        if (value->is_array()) {
            std::ptrdiff_t index = item_index(value->items(), token);
            if (index < 0 || token == "-") return nullptr;
            value = &value->items()[static_cast<std::size_t>(index)];
        } else if (!(value = value->find(token))) {
            return nullptr;
        }
    }
    return value;
}

base::expected<Pointer, std::string> replace(Value& root, const Pointer& pointer, Value value) {
    Pointer resolved;
    Value copy = root;  // a way that ends nowhere must leave nothing half made
    Value* at = &copy;
    for (std::string token : pointer.tokens()) {
        std::string why;
        at = step(*at, token, why);
        if (!at) return base::unexpected(why);
        resolved.push(token);
    }
    *at = std::move(value);
    root = std::move(copy);
    return resolved;
}

}  // namespace mailsim::json
