// What must be known before the parts are read: their names; and the values that templates put into nodes.
#include <fmt/format.h>

#include <algorithm>

#include "config/tables.hpp"
#include "json/pointer.hpp"

namespace mailsim::config {
namespace {

using json::Value;

std::string text_of(const Value& object, std::string_view key) {
    const Value* value = object.find(key);
    return value && value->is_text() ? value->text() : "";
}

const std::vector<Value>& items_of(const Value& object, std::string_view key) {
    static const std::vector<Value> none;
    const Value* value = object.find(key);
    return value && value->is_array() ? value->items() : none;
}

std::vector<base::Ip> addresses_of(const Value& node) {
    std::vector<base::Ip> all;
    for (const Value& item : items_of(node, "addresses"))
        if (item.is_text())
            if (auto ip = base::parse_ip(item.text())) all.push_back(*ip);
    return all;
}

std::uint32_t population_of(const Value& domain) {
    std::int64_t sum = 0;
    for (const Value& part : items_of(domain, "parts"))
        if (const Value* count = part.find("count"); count && count->is_integer())
            sum += std::clamp<std::int64_t>(count->integer(), 0, 10'000'000);
    return static_cast<std::uint32_t>(std::min<std::int64_t>(sum, 1'000'000'000));
}

// The accounts take the numbers after the population, in their order in the file.
void number_domain(const Value& value, mail::AddressBook& book) {
    std::string name = text_of(value, "name");
    if (!mail::is_domain_name(name) || book.find_domain(name).valid()) return;
    mail::DomainId id = book.domain(name);
    book.set_population(id, population_of(value));
    for (const Value& account : items_of(value, "accounts"))
        if (std::string local = text_of(account, "name"); !local.empty()) book.address(id, local);
}

class Merge {
  public:
    Merge(Origins& origins) : origins_(origins) {}

    // Adds to `into` what `from` has and it has not; objects are merged, arrays are taken whole.
    void operator()(Value& into, const std::string& at, const Value& from, const std::string& from_at) {
        for (const json::Member& member : from.members()) {
            std::string token = "/" + json::escape_token(member.key);
            Value* there = into.find(member.key);
            if (!there) {
                into.set(member.key, member.value);
                origins_.set(at + token, {"", from_at + token});
            } else if (there->is_object() && member.value.is_object()) {
                (*this)(*there, at + token, member.value, from_at + token);
            }
        }
    }

  private:
    Origins& origins_;
};

// Reasons in the template for values that the node states itself would be wrong here.
Value without_overridden(const Value& from, const Value& node) {
    Value copy = from;
    Value* assumed = copy.find("assumed");
    if (!assumed || !assumed->is_object()) return copy;
    std::erase_if(assumed->members(), [&](const json::Member& member) {
        const Value* own = node.find(member.key);
        return own && !own->is_object();
    });
    return copy;
}

}  // namespace

std::vector<std::string> names_in(const Value& root, std::string_view array, std::string_view key) {
    std::vector<std::string> names;
    for (const Value& item : items_of(root, array)) names.push_back(text_of(item, key));
    return names;
}

void know_names(const Value& root, Reading& reading) {
    KnownNames& names = reading.names;
    names.sites = names_in(root, "sites", "name");
    names.links = names_in(root, "links", "name");
    names.hosts = names_in(root, "hosts", "name");
    names.nodes = names_in(root, "nodes", "id");
    names.profiles = names_in(root, "profiles", "name");
    names.domains = names_in(root, "domains", "name");
    for (std::string& name : names.domains) name = base::lower_case(name);
    names.groups = names_in(root, "domains", "group");
    for (const Value& node : items_of(root, "nodes")) names.node_addresses.push_back(addresses_of(node));
    for (const Value& domain : items_of(root, "domains")) {
        number_domain(domain, reading.estate.book);
        const Value* antispam = domain.find("antispam");
        names.antispam.push_back(antispam && antispam->is_boolean() && antispam->boolean());
    }
}

void apply_template(Value& root, std::size_t number, Reading& reading) {
    const Value none = Value::object();
    const Value* found = root.find("templates");
    const Value& templates = found && found->is_object() ? *found : none;
    Value& node = root.find("nodes")->items()[number];
    const Value* name = node.find("template");
    if (!name || !name->is_text()) return;
    std::vector<std::string_view> names;
    for (const json::Member& member : templates.members()) names.push_back(member.key);
    const std::string at = fmt::format("/nodes/{}", number), wanted = name->text();
    const Value* from = templates.find(wanted);
    if (!from)
        reading.problems.add(reading.file, at + "/template", base::unknown_name("template", wanted, names));
    else if (!from->is_object())
        reading.problems.add(reading.file, "/templates/" + json::escape_token(wanted), "write an object");
    else
        Merge(reading.origins)(node, at, without_overridden(*from, node),
                               "/templates/" + json::escape_token(wanted));
}

void apply_templates(Value& root, Reading& reading) {
    Value* nodes = root.find("nodes");
    if (!nodes || !nodes->is_array()) return;
    const Value* found = root.find("templates");
    if (found && !found->is_object())
        reading.problems.add(reading.file, "/templates",
                             "write an object: for each template its name and values");
    if (found && found->is_object())
        for (const json::Member& member : found->members())
            if (member.value.find("template"))
                reading.problems.add(reading.file,
                                     "/templates/" + json::escape_token(member.key) + "/template",
                                     "a template cannot take the values of another one; write them here");
    for (std::size_t i = 0; i < nodes->items().size(); ++i) apply_template(root, i, reading);
}

}  // namespace mailsim::config
