// The reduced model as SimGrid's manual would have it: one S4U actor for each message, which sleeps,
// executes, sends (one-sided, without mailboxes) and writes to a disk.
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

#include "reduced.hpp"

namespace s4u = simgrid::s4u;

namespace {

struct Estate {
    std::vector<s4u::Host*> hosts;
    std::vector<s4u::Disk*> disks;
};

Estate chain(s4u::NetZone* zone) {
    Estate estate;
    std::vector<s4u::Link*> links;
    for (int i = 0; i <= reduced::hops; ++i) {
        const auto name = std::to_string(i);
        estate.hosts.push_back(zone->create_host("host" + name, 1e9)->set_core_count(reduced::cores));
        // SimGrid's disks share their bandwidth; an operation costs as many bytes as pass in its time.
        estate.disks.push_back(
            estate.hosts.back()->create_disk("disk" + name, reduced::disk_rate, reduced::disk_rate));
        if (i == 0) continue;
        links.push_back(zone->create_link("link" + name, reduced::link_rate)
                            ->set_latency(mailsim::base::seconds(reduced::latency))
                            ->set_sharing_policy(s4u::Link::SharingPolicy::FATPIPE));
        zone->add_route(estate.hosts[i - 1]->get_netpoint(), estate.hosts[i]->get_netpoint(), nullptr,
                        nullptr, {s4u::LinkInRoute(links.back())});
    }
    zone->seal();
    return estate;
}

void message(const Estate& estate, const reduced::Arguments& arguments, reduced::Report& report) {
    const double start = s4u::Engine::get_clock();
    const double work = 1e9 * mailsim::base::seconds(reduced::demand);
    const auto written =
        reduced::size +
        static_cast<std::int64_t>(reduced::disk_rate * mailsim::base::seconds(reduced::disk_operation));
    for (int i = 0; i < reduced::hops; ++i) {
        const int sleeps = arguments.lumped ? 1 : reduced::round_trips;
        for (int n = 0; n < sleeps; ++n) {
            s4u::this_actor::sleep_for(mailsim::base::seconds(reduced::round_trip) * reduced::round_trips /
                                       sleeps);
        }
        s4u::Host* to = estate.hosts[i + 1];
        s4u::this_actor::exec_init(work)->set_host(to)->wait();
        s4u::Comm::sendto(estate.hosts[i], to, reduced::size);
        s4u::this_actor::exec_init(work)->set_host(to)->wait();
        estate.disks[i + 1]->write(static_cast<sg_size_t>(written));
        report.waits += static_cast<std::uint64_t>(sleeps) + 4;
    }
    report.message_ended(s4u::Engine::get_clock() - start);
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = reduced::arguments(argc, argv);
    std::string words[] = {"actors", "--log=root.thres:error", "--cfg=network/model:CM02",
                           "--cfg=network/crosstraffic:0"};
    std::vector<char*> options;
    for (auto& word : words) options.push_back(word.data());
    int count = static_cast<int>(options.size());
    options.push_back(nullptr);
    reduced::Report report;
    s4u::Engine engine(&count, options.data());
    const Estate estate = chain(s4u::create_full_zone("estate"));
    s4u::Actor::create("load", estate.hosts[0], [&] {
        for (std::uint64_t i = 0; i < arguments.messages; ++i) {
            s4u::this_actor::sleep_for(mailsim::base::seconds(arguments.gap(i)));
            s4u::Actor::create("message", estate.hosts[0], [&] { message(estate, arguments, report); });
        }
    });
    engine.run();
    report.print("actors");
}
