// A look: a command by which a trainee finds out something. One file each in looks/, one line in
// looks/registry.cpp. A look changes nothing. Not here: sending, diagnosing, grading (desk.hpp).
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "teach/world.hpp"

namespace mailsim::teach {

// What a command printed. A command that could not be understood is no look.
struct Shown {
    std::string text;
    bool looked = true;
};
Shown mistake(std::string text);

using Words = std::vector<std::string>;  // of the command, without its name

// What may be completed at an argument's place.
enum class Argument { none, account, address, node, name, type, text };

struct Look {
    std::string_view name;
    std::string_view usage;    // "dig NAME [TYPE]"
    std::string_view meaning;  // one line
    int minutes = 1;           // that it takes on the drill's clock; an assumption
    Argument first = Argument::none, second = Argument::none;
    Shown (*show)(World&, const Words&) = nullptr;
};

std::span<const Look* const> all_looks();
const Look* find_look(std::string_view name);  // null: none

// What several looks share.
base::NodeId find_node(World& world, const std::string& text);
std::string no_such_node(World& world, const std::string& text);
// The mailbox with this address; if there is none, said says so.
std::optional<mail::Address> our_mailbox(World& world, const std::string& text, std::string& said);
bool is_nmail(World& world, mail::Address account);
std::string usage(std::string_view look);  // "Write it like this: dig NAME [TYPE]"

}  // namespace mailsim::teach
