// JSON Schema (draft 2020-12) of the files that this room reads, made from the tables that read them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace mailsim::config {

// kind: "topology", "scenario" or "study"; nothing for any other. Pretty JSON text.
std::optional<std::string> schema(std::string_view kind);

// The same for any other table's schema, under this title.
std::string schema_text(std::string_view title, const json::Value& root);

}  // namespace mailsim::config
