#include "config/schema.hpp"

#include "config/tables.hpp"
#include "json/write.hpp"

namespace mailsim::config {

std::string schema_text(std::string_view title, const json::Value& root) {
    json::Value schema =
        json::Value::object({{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}});
    for (const json::Member& member : root.members()) schema.set(member.key, member.value);
    schema.set("$defs", schema_of_notes());
    return json::pretty(schema);
}

std::optional<std::string> schema(std::string_view kind) {
    if (kind == "topology") return schema_text("mailsim topology", estate_table().schema());
    if (kind == "scenario") return schema_text("mailsim scenario", scenario_table().schema());
    if (kind == "study") return schema_text("mailsim study", study_table().schema());
    return std::nullopt;
}

}  // namespace mailsim::config
