// The tables of every object that a topology or scenario file may hold. Not for use outside this room.
#pragma once
#include "config/table.hpp"
#include "scenario/scenario.hpp"
#include "scenario/study.hpp"

namespace mailsim::config {

const Table<estate::Site>& site_table();
const Table<estate::Link>& link_table();
const Table<estate::Route>& route_table();
const Table<estate::Host>& host_table();
const Table<estate::Node>& node_table();
const Table<estate::ProcessLimits>& process_table();
const Table<estate::ServerSettings>& server_table();
const Table<estate::QueueSettings>& queue_table();
const Table<estate::Listener>& listener_table();
const Table<estate::Transport>& transport_table();
const Table<estate::Domain>& domain_table();
const Table<estate::Part>& part_table();
const Table<estate::Account>& account_table();
const Table<estate::Profile>& profile_table();
const Table<estate::ClientSettings>& client_table();
const Table<estate::Flow>& flow_table();
const Table<estate::Estate>& estate_table();

// A node's "rules": each read by the rows of the rule that it names.
void read_rules(const Place& place, std::vector<estate::Setting>& rules);
json::Value schema_of_rules();

const Table<scenario::Scenario>& scenario_table();
const Table<scenario::Study>& study_table();
const Table<fault::Fault>& fault_table();
const Table<scenario::Load>& load_table();
const Table<scenario::Objective>& objective_table();

// An account's profile while its domain has not given one.
inline constexpr std::uint32_t unset_profile = 0xffffffffu;

// "id", "name": of the objects in an array, "" where it is missing or no text.
std::vector<std::string> names_in(const json::Value& root, std::string_view array, std::string_view key);

// Fills KnownNames, and numbers the domains and accounts in the address book before anything names them.
void know_names(const json::Value& root, Reading& reading);

// Puts each template's values into the nodes that name it, and notes where they came from.
void apply_templates(json::Value& root, Reading& reading);
// The same for one node, which a change has put there.
void apply_template(json::Value& root, std::size_t node, Reading& reading);

}  // namespace mailsim::config
