#include "teach/playbook.hpp"

#include <fmt/format.h>

#include <array>

#include "config/shipped.hpp"
#include "config/table.hpp"
#include "json/read.hpp"
#include "teach/fault_kind.hpp"
#include "teach/texts.hpp"

namespace mailsim::teach {
namespace {

using config::Place;
using config::Table;

constexpr std::array<std::string_view, 4> complaints{"send", "receive", "connect", "program"};
constexpr std::array<std::string_view, 4> desks{"", "support", "systems", "other-side"};

const Table<Outcome>& outcome_table() {
    static const Table<Outcome> table =
        Table<Outcome>("What a check may show, and what that means.")
            .text("seen", &Outcome::seen, "What is seen.")
            .required()
            .text("means", &Outcome::means, "What it means, or what to do next.")
            .required()
            .custom("faults", schema_of_texts(), "Kinds of fault that it points to.",
                    [](const Place& place, Outcome& o) {
                        o.faults = read_texts(place);
                        for (std::size_t i = 0; i < o.faults.size(); ++i)
                            if (!find_fault_kind(o.faults[i]))
                                place.item(i, place.value().items()[i])
                                    .problem(base::unknown_name("fault", o.faults[i], fault_names()));
                    })
            .custom("case", config::schema_of_words(desks), "Whose case it is.",
                    [](const Place& place, Outcome& o) {
                        if (auto found = config::word(place, desks)) o.desk = desks[*found];
                    });
    return table;
}

const Table<PlaybookCheck>& check_table() {
    static const Table<PlaybookCheck> table =
        Table<PlaybookCheck>("One check.")
            .text("question", &PlaybookCheck::question, "What is asked.")
            .required()
            .text("why", &PlaybookCheck::why, "Why here.")
            .custom("looks", schema_of_texts(), "Commands that answer it.",
                    [](const Place& place, PlaybookCheck& c) { c.looks = read_texts(place); })
            .list("outcomes", &PlaybookCheck::outcomes, outcome_table, "What it may show.");
    return table;
}

const Table<Playbook>& playbook_table() {
    static const Table<Playbook> table =
        Table<Playbook>("One symptom of the support playbook.")
            .text("title", &Playbook::title, "The symptom, in words.")
            .required()
            .text("customer_says", &Playbook::customer_says, "How customers say it.")
            .word("complaint", &Playbook::complaint, complaints, "Which way the mail goes.")
            .list("checks", &Playbook::checks, check_table, "The checks, in their order.")
            .required()
            .custom("source", config::schema_of_type("text"), "Where it is from.",
                    [](const Place& place, Playbook& p) {
                        if (auto text = config::text(place)) p.source = *text;
                    });
    return table;
}

std::vector<std::string> values_of(const std::string& word, const Patient& p) {
    if (word == "who") return {p.who};
    if (word == "other") return {p.other};
    if (word == "domain") return {p.domain};
    if (word == "other_domain") return {p.other_domain};
    if (word == "ip") return {p.ip};
    if (word == "entry") return {p.entry};
    if (word == "server") return {p.server};
    if (word == "gateway") return p.gateways;
    if (word == "antispam") return p.antispam;
    return {};
}

}  // namespace

bool is_playbook_file(const std::string& path) {
    base::Problems ignored;
    auto tree = json::read_file(path, ignored);
    return tree && tree->find("checks") && (tree->find("complaint") || tree->find("customer_says"));
}

base::expected<Playbook, base::Problems> read_playbook(const std::string& path) {
    base::Problems problems;
    auto tree = json::read_file(path, problems);
    Playbook playbook;
    playbook.file = path;
    estate::Estate none;
    config::Reading reading{path, problems, none, {}, {}, {}};
    if (tree) playbook_table().read(Place(reading, *tree), playbook);
    if (!problems.empty()) return base::unexpected(problems);
    return playbook;
}

base::expected<std::vector<Playbook>, base::Problems> read_playbooks() {
    base::Problems problems;
    std::vector<Playbook> all;
    for (const std::string& name : config::shipped_names(config::Shipped::playbook)) {
        auto path = config::find_shipped(config::Shipped::playbook, name);
        if (!path) continue;
        auto playbook = read_playbook(*path);
        if (!playbook) {
            problems.add(playbook.error());
            continue;
        }
        playbook->name = name.substr(name.find('-') + 1);  // files are numbered: the order is theirs
        all.push_back(std::move(*playbook));
    }
    if (all.empty() && problems.empty())
        problems.add("mailsim", "playbook", "no playbook is found beside the binary or under MAILSIM_HOME");
    if (!problems.empty()) return base::unexpected(problems);
    return all;
}

std::vector<std::string> looks_for(const PlaybookCheck& check, const Patient& patient) {
    std::vector<std::string> ready, open(check.looks.rbegin(), check.looks.rend());
    while (!open.empty()) {
        std::string look = open.back();
        open.pop_back();
        std::size_t first = look.find('{'), last = look.find('}');
        if (first == std::string::npos || last == std::string::npos) {
            ready.push_back(look);
            continue;
        }
        std::vector<std::string> values = values_of(look.substr(first + 1, last - first - 1), patient);
        for (auto value = values.rbegin(); value != values.rend(); ++value)
            if (!value->empty()) open.push_back(look.substr(0, first) + *value + look.substr(last + 1));
    }
    return ready;
}

}  // namespace mailsim::teach
