#include "decide/check_rules.hpp"

#include <fmt/format.h>

#include "base/quantity.hpp"
#include "decide/rule.hpp"

namespace mailsim::decide {
namespace {

const estate::Value* value_of(const estate::Setting& setting, std::string_view parameter) {
    const auto rows = rule(setting.id).parameters;
    for (std::size_t i = 0; i < rows.size() && i < setting.values.size(); ++i)
        if (rows[i].name == parameter) return &setting.values[i];
    return nullptr;
}

void check_enhanced(const estate::Setting& setting, const std::string& file, base::Problems& problems) {
    const estate::Value* enhanced = value_of(setting, "enhanced");
    if (!enhanced || enhanced->text.empty() || mail::parse_enhanced(enhanced->text).present()) return;
    problems.add(file, setting.pointer + "/enhanced",
                 fmt::format("'{}' is no enhanced status code; write one like \"4.2.0\"", enhanced->text));
}

void check_greylist(const estate::Setting& setting, const std::string& file, base::Problems& problems) {
    const estate::Value *delay = value_of(setting, "delay"), *window = value_of(setting, "retry_window");
    if (setting.rule != "greylist" || window->duration() >= delay->duration()) return;
    problems.add(file, setting.pointer + "/retry_window",
                 fmt::format("{} is less than the delay, {}: who has waited would be new again",
                             base::to_string(window->duration()), base::to_string(delay->duration())));
}

}  // namespace

void check_rules(const estate::Estate& estate, base::Problems& problems) {
    for (const estate::Node& node : estate.nodes)
        for (const estate::Setting& setting : node.rules) {
            if (!setting.id.valid()) continue;
            check_enhanced(setting, estate.file, problems);
            check_greylist(setting, estate.file, problems);
        }
}

}  // namespace mailsim::decide
