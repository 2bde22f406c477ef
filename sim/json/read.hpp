// Reading JSON (RFC 8259) strictly: mistakes become Problems with their place, never exceptions.
// Not here: which keys are known; the room config says that.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/problems.hpp"
#include "json/value.hpp"

namespace mailsim::json {

inline constexpr std::size_t largest_file = 32'000'000;  // bytes; larger ones are refused unread
inline constexpr std::size_t deepest_nesting = 200;

// The tree, or nothing when the text is no JSON. A duplicate key is a problem, but the tree comes all the
// same (with the last value), so that further mistakes can be found. A syntax error says its line and column.
std::optional<Value> read(std::string_view text, std::string_view file, base::Problems& problems);

// Reads a file's bytes; refuses what is missing, a folder, or larger than largest_file.
std::optional<std::string> read_bytes(const std::string& path, base::Problems& problems);

// Both: the file's tree.
std::optional<Value> read_file(const std::string& path, base::Problems& problems);

}  // namespace mailsim::json
