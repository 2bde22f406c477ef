#include "teach/texts.hpp"

#include "teach/fault_kind.hpp"

namespace mailsim::teach {

json::Value schema_of_texts() {
    return json::Value::object({{"type", "array"}, {"items", json::Value::object({{"type", "string"}})}});
}

std::vector<std::string> read_texts(const config::Place& place) {
    std::vector<std::string> texts;
    if (!place.value().is_array()) {
        place.wrong_type("an array of texts");
        return texts;
    }
    for (std::size_t i = 0; i < place.value().items().size(); ++i)
        if (auto one = config::text(place.item(i, place.value().items()[i]))) texts.push_back(*one);
    return texts;
}

std::span<const std::string_view> fault_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for (const FaultKind* kind : fault_kinds()) all.push_back(kind->id);
        return all;
    }();
    return names;
}

}  // namespace mailsim::teach
