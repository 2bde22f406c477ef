#include "teach/drill_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/names.hpp"
#include "config/load.hpp"
#include "config/schema.hpp"
#include "config/shipped.hpp"
#include "json/read.hpp"
#include "teach/fault_kind.hpp"
#include "teach/texts.hpp"

namespace mailsim::teach {
namespace {

using config::Place;
using config::Table;

void read_kind(const Place& place, Fault& fault) {
    if (auto found = config::word(place, fault_names())) fault.kind = fault_names()[*found];
}

const Table<Fault>& fault_table() {
    static const Table<Fault> table =
        Table<Fault>("A fault at its place.")
            .custom("fault", config::schema_of_words(fault_names()), "What is wrong.", read_kind)
            .required()
            .text("place", &Fault::place,
                  "Where: an account, an address, a domain or a server, as the fault wants it; several "
                  "servers by commas.")
            .required()
            .text("value", &Fault::value, "More about it, where the fault wants it: a port, a server name.");
    return table;
}

const Table<Drill>& drill_table() {
    static const Table<Drill> table =
        Table<Drill>("A drill: a ticket, and a hidden fault in a running estate.")
            .text("title", &Drill::title, "What lists call it. It must not give the fault away.")
            .required()
            .count("level", &Drill::level, "How hard it is.", config::between(1, 3, "1 to 3"))
            .text("symptom", &Drill::symptom, "Of the playbook, like cannot-send.")
            .required()
            .text("topology", &Drill::topology, "The estate: a shipped one, or a file beside the drill.")
            .text("who", &Drill::who, "The customer's address: an account with a name.")
            .required()
            .text("other", &Drill::other, "The address at the other end of the mail.")
            .text("ticket", &Drill::ticket, "What the customer says.")
            .required()
            .list("faults", &Drill::faults, fault_table, "What makes the symptom. All must be found.")
            .required()
            .list("red_herrings", &Drill::herrings, fault_table,
                  "What is odd as well, but does not make the symptom.")
            .custom("messages", json::Value::object({{"type", "array"}}),
                    "Further mail that is sent, as in a scenario's load.",
                    [](const Place& place, Drill& d) {
                        if (!place.value().is_array()) return place.wrong_type("an array of messages");
                        d.messages = place.value();
                    })
            .custom("expert", schema_of_texts(), "Commands that solve it; else those of the playbook.",
                    [](const Place& place, Drill& d) { d.expert = read_texts(place); })
            .custom("mistaken", schema_of_texts(), "Commands of a wrong answer; else one is made up.",
                    [](const Place& place, Drill& d) { d.mistaken = read_texts(place); })
            .text("story", &Drill::story, "Told at the end.")
            .count("seed", &Drill::seed, "Of all random draws.", config::at_least(0));
    return table;
}

class Checker {
  public:
    Checker(const Drill& drill, const estate::Estate& estate, base::Problems& problems)
        : drill_(drill), estate_(estate), problems_(problems) {}

    void check(const std::vector<Playbook>& playbooks) {
        const Playbook* playbook = find_playbook(playbooks, drill_.symptom);
        if (!playbook) {
            std::vector<std::string_view> names;
            for (const Playbook& one : playbooks) names.push_back(one.name);
            add("/symptom", base::unknown_name("symptom", drill_.symptom, names));
        }
        if (!named_account(drill_.who))
            add("/who", fmt::format("'{}' is no account with a name in {}", drill_.who, drill_.topology));
        if (!drill_.other.empty() && !in_estate(drill_.other))
            add("/other", fmt::format("'{}' is in no domain of {}", drill_.other, drill_.topology));
        if (drill_.faults.empty()) add("/faults", "is empty; a drill hides at least one fault");
        for (const auto* list : {&drill_.faults, &drill_.herrings})
            for (const Fault& fault : *list) check_fault(fault);
    }

  private:
    void add(const std::string& pointer, const std::string& what) {
        problems_.add(drill_.file, pointer, what);
    }

    const estate::Domain* domain(const std::string& name) const {
        return estate_.domain(estate_.book.find_domain(base::lower_case(name)));
    }
    const estate::Domain* domain_of(const std::string& address) const {
        std::size_t at = address.rfind('@');
        return at == std::string::npos ? nullptr : domain(address.substr(at + 1));
    }
    bool in_estate(const std::string& address) const { return domain_of(address); }
    bool named_account(const std::string& address) const {
        const estate::Domain* d = domain_of(address);
        if (!d) return false;
        std::string local = base::lower_case(address.substr(0, address.rfind('@')));
        return std::any_of(d->accounts.begin(), d->accounts.end(), [&](const estate::Account& account) {
            return base::lower_case(account.local) == local;
        });
    }

    void check_fault(const Fault& fault) {
        const FaultKind* kind = find_fault_kind(fault.kind);
        if (!kind) return;
        if (std::string wrong = place_mistake(*kind, fault); !wrong.empty())
            add(fault.pointer + "/place", wrong);
        if (kind->check_value)
            if (std::string wrong = kind->check_value(fault.value); !wrong.empty())
                add(fault.pointer + "/value", wrong);
        if (kind->value.empty() && !fault.value.empty())
            add(fault.pointer + "/value", fmt::format("'{}' takes no value", kind->id));
    }

    std::string place_mistake(const FaultKind& kind, const Fault& fault) const {
        if (kind.place == PlaceKind::account && !named_account(fault.place))
            return fmt::format("'{}' is no account with a name in {}", fault.place, drill_.topology);
        if (kind.place == PlaceKind::address && fault.place.find('@') == std::string::npos)
            return fmt::format("'{}' is no address", fault.place);
        if (kind.place == PlaceKind::domain && !domain(fault.place))
            return fmt::format("'{}' is no domain of {}", fault.place, drill_.topology);
        if (kind.place != PlaceKind::node) return "";
        std::vector<std::string_view> ids;
        for (const estate::Node& node : estate_.nodes) ids.push_back(node.id);
        if (places_of(fault).empty()) return "names no server";
        for (const std::string& id : places_of(fault))
            if (!estate_.find_node(id).valid()) return base::unknown_name("server", id, ids);
        return "";
    }

    const Drill& drill_;
    const estate::Estate& estate_;
    base::Problems& problems_;
};

json::Value faults_json(const std::vector<Fault>& faults) {
    json::Value all = json::Value::array();
    for (const Fault& fault : faults) {
        json::Value one = json::Value::object({{"fault", fault.kind}, {"place", fault.place}});
        if (!fault.value.empty()) one.set("value", fault.value);
        all.push(std::move(one));
    }
    return all;
}

// A topology file is looked for beside the drill.
std::string topology_beside(const std::string& topology, const std::string& file) {
    namespace fs = std::filesystem;
    if (!topology.ends_with(".json") || fs::path(topology).is_absolute()) return topology;
    return (fs::path(file).parent_path() / topology).lexically_normal().string();
}

}  // namespace

const Playbook* find_playbook(const std::vector<Playbook>& all, const std::string& symptom) {
    for (const Playbook& playbook : all)
        if (playbook.name == symptom) return &playbook;
    return nullptr;
}

bool is_drill_file(const std::string& name) {
    bool is_path = name.ends_with(".json") || name.find('/') != std::string::npos;
    if (!is_path) return config::find_shipped(config::Shipped::drill, name).has_value();
    base::Problems ignored;
    auto tree = json::read_file(name, ignored);
    return tree && (tree->find("ticket") || tree->find("symptom"));
}

std::vector<std::string> drill_names() { return config::shipped_names(config::Shipped::drill); }

std::string drill_schema() { return config::schema_text("mailsim drill", drill_table().schema()); }

base::expected<Drill, base::Problems> read_drill(const json::Value& tree, const std::string& file) {
    base::Problems problems;
    Drill drill;
    drill.file = file;
    drill.name = std::filesystem::path(file).stem().string();
    estate::Estate none;
    config::Reading reading{file, problems, none, {}, {}, {}};
    drill_table().read(Place(reading, tree), drill);
    if (!problems.empty()) return base::unexpected(problems);
    drill.topology = topology_beside(drill.topology, file);
    auto playbooks = read_playbooks();
    if (!playbooks) return base::unexpected(playbooks.error());
    auto estate = config::load_topology(drill.topology);
    if (!estate) return base::unexpected(estate.error());
    Checker(drill, *estate, problems).check(*playbooks);
    if (!problems.empty()) return base::unexpected(problems);
    return drill;
}

base::expected<Drill, base::Problems> load_drill(const std::string& name) {
    base::Problems problems;
    auto path = config::find_shipped(config::Shipped::drill, name);
    if (!path) {
        problems.add(name, "/", path.error() + "; mailsim drill --list shows all");
        return base::unexpected(problems);
    }
    auto tree = json::read_file(*path, problems);
    if (!tree || !problems.empty()) return base::unexpected(problems);
    return read_drill(*tree, *path);
}

json::Value drill_json(const Drill& drill) {
    json::Value out = json::Value::object({{"title", drill.title},
                                           {"level", drill.level},
                                           {"symptom", drill.symptom},
                                           {"topology", drill.topology},
                                           {"who", drill.who},
                                           {"other", drill.other},
                                           {"ticket", drill.ticket},
                                           {"faults", faults_json(drill.faults)},
                                           {"red_herrings", faults_json(drill.herrings)},
                                           {"seed", drill.seed}});
    if (drill.messages.is_array()) out.set("messages", drill.messages);
    return out;
}

}  // namespace mailsim::teach
