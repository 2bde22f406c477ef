// Hosts and the network between them.
#include "config/tables.hpp"

namespace mailsim::config {
namespace {

template <class T>
std::function<void(const Place&, T&)> read_links(std::vector<base::LinkId> T::*member) {
    return [member](const Place& place, T& into) {
        if (!place.value().is_array()) return place.wrong_type("an array of links' names");
        const auto& items = place.value().items();
        for (std::size_t i = 0; i < items.size(); ++i)
            if (auto link = known(place.item(i, items[i]), "link", place.reading().names.links))
                (into.*member).push_back({*link});
    };
}

json::Value schema_of_links() {
    return json::Value::object({{"type", "array"}, {"items", schema_of_name("link")}});
}

const Table<estate::Disk>& disk_table() {
    static const Table<estate::Disk> table =
        Table<estate::Disk>("A disk: a time for each synced write, and a rate for the bytes.")
            .duration("per_operation", &estate::Disk::per_operation, "Time of one synced write.",
                      {0, 3600e9, "0 s to 1 h"})
            .bandwidth("rate", &estate::Disk::rate, "Bytes moved a second.")
            .bytes(
                "size", &estate::Disk::size,
                "What it holds; 0 B: not known. A run fills no disk: `mailsim growth` says when one is full.",
                between(0, most_bytes, "0 B to 1000 TB"));
    return table;
}

}  // namespace

const Table<estate::Site>& site_table() {
    static const Table<estate::Site> table =
        Table<estate::Site>(
            "A place whose hosts reach each other directly: a server room, the customers, the Internet.")
            .text("name", &estate::Site::name, "What routes and hosts call it.")
            .required()
            .custom("inside", schema_of_links(), "Links that mail between two hosts of this site passes.",
                    read_links(&estate::Site::inside));
    return table;
}

const Table<estate::Link>& link_table() {
    static const Table<estate::Link> table =
        Table<estate::Link>("A network link, the same in both directions.")
            .text("name", &estate::Link::name, "What routes, sites and hosts call it.")
            .required()
            .duration("latency", &estate::Link::latency, "Time one way.", {0, 3600e9, "0 s to 1 h"})
            .bandwidth("bandwidth", &estate::Link::bandwidth, "Bytes a second.")
            .flag("shared", &estate::Link::shared,
                  "Whether transfers compete for the bandwidth; else each has it for itself.");
    return table;
}

const Table<estate::Route>& route_table() {
    static const Table<estate::Route> table =
        Table<estate::Route>("The links between two sites, the same both ways.")
            .name_of("from", &estate::Route::from, "site", &KnownNames::sites, "One site.")
            .required()
            .name_of("to", &estate::Route::to, "site", &KnownNames::sites, "The other.")
            .required()
            .custom("links", schema_of_links(), "The links between them, in order from 'from' to 'to'.",
                    read_links(&estate::Route::links));
    return table;
}

const Table<estate::Host>& host_table() {
    static const Table<estate::Host> table =
        Table<estate::Host>("A machine: processors, memory, disk. Several nodes may share one.")
            .text("name", &estate::Host::name, "What nodes call it.")
            .required()
            .name_of("site", &estate::Host::site, "site", &KnownNames::sites, "Where it stands.")
            .required()
            .count("cores", &estate::Host::cores, "Processor cores.", between(1, 1024, "1 to 1024"))
            .word("shares", &estate::Host::shares, estate::shares_names,
                  "How its processors are shared. processes: equally among all processes; kinds: equally "
                  "among the kinds of process of each node, however many of a kind run, as with one control "
                  "group for each.")
            .number("speed", &estate::Host::speed,
                    "How fast a core is; 1 is the machine on which the service demands were measured.",
                    Range{1e-6, 1e6, "more than 0, at most 1000000"})
            .share("variation", &estate::Host::variation,
                   "How much pieces of processor work vary: standard deviation by mean.")
            .bytes("memory", &estate::Host::memory, "Main memory.",
                   between(1, most_bytes, "more than 0 B, at most 1000 TB"))
            .object("disk", &estate::Host::disk, disk_table, "Its disk.")
            .name_of("link", &estate::Host::link, "link", &KnownNames::links,
                     "Its own network link, on every way from and to it.");
    return table;
}

}  // namespace mailsim::config
