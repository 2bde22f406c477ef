// The looks, in the order in which `help` shows them. One line each.
#include <fmt/format.h>

#include "base/names.hpp"
#include "teach/looks/all.hpp"
#include "teach/wrap.hpp"

namespace mailsim::teach {
namespace {

const Look* const all[] = {
    &looks::client, &looks::test,  &looks::webmail, &looks::account, &looks::quota, &looks::blacklist,
    &looks::dig,    &looks::track, &looks::bounce,  &looks::queue,   &looks::log,   &looks::header,
};

}  // namespace

std::span<const Look* const> all_looks() { return all; }

const Look* find_look(std::string_view name) {
    for (const Look* look : all)
        if (look->name == name) return look;
    return nullptr;
}

Shown mistake(std::string text) { return {std::move(text), false}; }

std::string usage(std::string_view name) {
    const Look* look = find_look(name);
    return fmt::format("Write it like this: {}\n", look ? look->usage : name);
}

base::NodeId find_node(World& world, const std::string& text) {
    return world.estate().find_node(node_named(world.estate(), text));
}

std::string no_such_node(World& world, const std::string& text) {
    std::vector<std::string_view> ids;
    for (const estate::Node& node : world.estate().nodes)
        if (node.role != estate::Role::peer && node.role != estate::Role::dns) ids.push_back(node.id);
    return fmt::format("{}\nOur servers: {}\n", sentence(base::unknown_name("server", text, ids)),
                       fmt::join(ids, ", "));
}

std::optional<mail::Address> our_mailbox(World& world, const std::string& text, std::string& said) {
    auto found = world.mailbox(text);
    const estate::Domain* domain = found ? world.estate().domain(found->domain) : nullptr;
    if (domain && !domain->outside) return found;
    if (domain)
        said = fmt::format("{} is a mailbox of another provider. We cannot look into it.\n", text);
    else
        said = fmt::format("We have no mailbox {}.\n", text);
    return std::nullopt;
}

bool is_nmail(World& world, mail::Address account) {
    base::NodeId home = world.estate().home(account);
    return home.valid() && world.estate().node(home).role == estate::Role::backend;
}

}  // namespace mailsim::teach
