// A kind of fault: what it is called, where it sits, whose case it is, what it does to the estate. One file
// each in faults/, one line in registry.cpp. Not here: how it is found (the playbook), how it is graded.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "teach/patient.hpp"
#include "teach/sickness.hpp"

namespace mailsim::teach {

// What the place of a fault is.
enum class PlaceKind {
    account,  // a customer's mailbox, or the program that reads it
    address,  // any mail address
    domain,
    node,  // a server; several by commas when they fail alike
};

// Who has to act: support itself, the systems team, or whoever runs the server at the other end.
enum class Desk { support, systems, other_side };
std::string_view name(Desk desk);  // "support", "systems", "other-side"

struct FaultKind {
    std::string_view id;     // as people type it: "quota-full"
    std::string_view title;  // "the mailbox is full"
    PlaceKind place = PlaceKind::account;
    std::string_view value;                      // what a drill's "value" says; "": it takes none
    std::string_view remedy;                     // what is to be done, as a sentence
    std::string_view lesson;                     // how it works, told at the end
    std::span<const std::string_view> symptoms;  // of the playbook, that it can make
    Desk desk = Desk::support;
    void (*inject)(const Patient&, const Fault&, Sickness&) = nullptr;
    // Where it could sit for this patient, for drills made at random; empty: nowhere.
    std::vector<Fault> (*choices)(const Patient&) = nullptr;
    // Whose case it is when that depends on the place; null: `desk`.
    Desk (*desk_for)(const Patient&, const Fault&) = nullptr;
    // What is wrong with a drill's "value"; "" when nothing. Null: any text.
    std::string (*check_value)(const std::string&) = nullptr;
    // It leaves no trace with us: what tells of it is that our log says that the mail was handed over.
    bool after_handing_over = false;
};

std::span<const FaultKind* const> fault_kinds();
const FaultKind* find_fault_kind(std::string_view id);  // null: none
Desk desk_of(const Patient& patient, const Fault& fault);

// The account's place in the topology, "/domains/acme.example/accounts/ali".
std::string account_pointer(const std::string& address);
// "smtp1, smtp2" -> its parts.
std::vector<std::string> places_of(const Fault& fault);
std::string joined(const std::vector<std::string>& parts);
// "1" to "65535"; else what is wrong.
std::string port_mistake(const std::string& value);

}  // namespace mailsim::teach
