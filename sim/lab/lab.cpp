#include "lab/lab.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

#include "lab/faults.hpp"
#include "lab/listeners.hpp"
#include "lab/parts.hpp"
#include "lab/post.hpp"

namespace mailsim::lab {
namespace {

// Two thousand clients need as many descriptors.
void raise_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void write_authority(const Site& site) {
    if (site.options.ca_out.empty()) return;
    std::ofstream file(site.options.ca_out);
    file << site.authority.certificate() << std::flush;
    if (!file) throw WrongOption("--ca-out", fmt::format("cannot write '{}'", site.options.ca_out));
}

}  // namespace

Lab::Lab(estate::Estate& estate, const scenario::Scenario& scenario, Options options)
    : parts_(std::make_unique<Parts>(estate, scenario, std::move(options))) {
    raise_descriptors();
}
Lab::~Lab() = default;

base::Problems Lab::open() {
    base::Problems problems;
    for (auto& node : parts_->site.nodes) open_ports(parts_->site, *node, problems);
    if (problems.empty()) write_authority(parts_->site);  // not over that of a lab that has the ports
    return problems;
}

std::vector<Port> Lab::ports() const {
    std::vector<Port> all;
    for (const auto& node : parts_->site.nodes)
        for (const estate::Listener& listener : node->estate.listeners) {
            if (!on_the_wire(listener.protocol)) continue;
            std::string true_address =
                node->estate.addresses.empty() ? "" : base::to_string(node->estate.addresses.front());
            sockets::Endpoint at = parts_->site.at(*node, listener.port);
            all.push_back({node->estate.id, std::string(estate::name(listener.protocol)),
                           base::to_string(at.address), true_address, std::string(estate::name(listener.tls)),
                           at.port});
        }
    return all;
}

void Lab::run() {
    Site& site = parts_->site;
    site.recall();
    for (Keeper::Kept& kept : site.keeper.load()) {
        base::NodeId id = site.estate.find_node(kept.node);
        if (!id.valid()) {
            site.log.line(
                kept.node, "lab",
                fmt::format("{}: stays in the state: the estate has no such node", kept.letter->id));
            continue;
        }
        for (Addressee& to : kept.letter->to)
            to.address = site.envelope_address(to.text).value_or(mail::Address{});
        kept.letter->sender = site.envelope_address(kept.letter->sender_text).value_or(mail::Address{});
        kept.letter->at = id;
        site.not_before(kept.letter->arrived);
        if (kept.letter->arrived == base::Instant{}) kept.letter->arrived = site.memory_now();
        enqueue(site, site.node(id), kept.letter, kept.left);
    }
    std::signal(SIGPIPE, SIG_IGN);  // a log that nobody reads any more ends no mail
    site.loop.on_signal([&site] { site.loop.stop(); });
    for (auto& node : site.nodes) site.loop.spawn(run_queue(site, *node));
    site.loop.spawn(run_faults(site));
    site.loop.spawn(site.commits.run());
    site.loop.run();
    site.keeper.sync();
}

}  // namespace mailsim::lab
