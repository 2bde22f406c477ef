// JSON pointers (RFC 6901): "/nodes/3/name". One addition: in an array of objects a token that is no number
// means the item whose "id", "name" or "rule" it is, so that people write "/nodes/be2/cores" instead of
// counting.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "json/value.hpp"

namespace mailsim::json {

class Pointer {
  public:
    Pointer() = default;  // the whole document, ""
    // "" or a text that begins with "/"; "~0" and "~1" stand for "~" and "/". On failure: why.
    static base::expected<Pointer, std::string> parse(std::string_view text);

    const std::vector<std::string>& tokens() const { return tokens_; }
    void push(std::string token) { tokens_.push_back(std::move(token)); }
    std::string text() const;  // parses back to itself

  private:
    std::vector<std::string> tokens_;
};

// "a/b" -> "a~1b".
std::string escape_token(std::string_view token);

// The position that a token names in an array (by number, or as said above); items.size() for "-"; -1 when
// none.
std::ptrdiff_t item_index(const std::vector<Value>& items, std::string_view token);

// The value at this place, or null. Never creates anything.
const Value* find(const Value& root, const Pointer& pointer);

// Puts a value at this place. A missing key is added, objects on the way are made; "-" appends to an array.
// Returns the pointer with every array position as a number. On failure: what is missing, and the nearest
// known name.
base::expected<Pointer, std::string> replace(Value& root, const Pointer& pointer, Value value);

}  // namespace mailsim::json
