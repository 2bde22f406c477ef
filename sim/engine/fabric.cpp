#include "engine/fabric.hpp"

#include <cmath>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>
#include <string>

namespace mailsim::engine {
namespace s4u = simgrid::s4u;

struct Fabric::Grid {
    struct Flight {
        s4u::CommPtr comm;
        Wait* wait = nullptr;  // null: canceled or ended; the activity may live a little longer
        std::uint32_t place = 0;
    };
    Fabric* fabric = nullptr;
    s4u::Engine* engine = nullptr;
    s4u::NetZone* zone = nullptr;
    std::vector<s4u::Host*> hosts;
    std::vector<s4u::Link*> links;                 // by link
    std::vector<std::unique_ptr<Flight>> flights;  // their addresses are SimGrid's data pointers
    std::vector<std::uint32_t> free, ended;  // ended: to be let go after SimGrid's callback has returned
    simgrid::kernel::timer::Timer* bridge = nullptr;
    Instant bridge_date{};

    Flight& take() {
        for (const std::uint32_t place : ended) {
            flights[place]->comm.reset();
            free.push_back(place);
        }
        ended.clear();
        if (free.empty()) {
            free.push_back(static_cast<std::uint32_t>(flights.size()));
            flights.push_back(std::make_unique<Flight>());
            flights.back()->place = free.back();
        }
        Flight& flight = *flights[free.back()];
        free.pop_back();
        return flight;
    }
    void let_go(Flight& flight) {
        flight.wait = nullptr;
        ended.push_back(flight.place);
    }
};

namespace {

// Latency is spent on our calendar, so SimGrid's links have none: shares then do not depend on round-trip
// times, and its factors for latency play no part. Acknowledgements (crosstraffic) take no bandwidth of the
// way back.
s4u::Engine* start_simgrid() {
    static std::string words[] = {"mailsim",
                                  "--log=root.thres:error",
                                  "--cfg=network/model:CM02",
                                  "--cfg=network/TCP-gamma:0",
                                  "--cfg=network/crosstraffic:0",
                                  "--cfg=network/bandwidth-factor:1",
                                  "--cfg=network/latency-factor:1",
                                  "--cfg=network/weight-S:0"};
    static std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    static int count = static_cast<int>(arguments.size());
    arguments.push_back(nullptr);
    return s4u::Engine::get_instance(&count, arguments.data());
}

Instant simgrid_now() { return Instant{base::from_seconds(s4u::Engine::get_clock())}; }

}  // namespace

Fabric::Fabric(Calendar& calendar, const Platform& platform, Ended ended)
    : calendar_(calendar), ended_(ended), grid_(std::make_unique<Grid>()) {
    assert(!s4u::Engine::has_instance() && "SimGrid serves one run in a process");
    grid_->fabric = this;
    grid_->engine = start_simgrid();
    grid_->zone = s4u::create_full_zone("estate");
    for (std::size_t i = 0; i < platform.hosts.size(); ++i) {
        grid_->hosts.push_back(grid_->zone->create_host("host" + std::to_string(i), 1e9));
    }
    for (std::size_t i = 0; i < platform.links.size(); ++i) {
        using Policy = s4u::Link::SharingPolicy;
        const Platform::Link& link = platform.links[i];
        grid_->links.push_back(
            grid_->zone->create_link("link" + std::to_string(i), link.bandwidth.bytes_per_second)
                ->set_sharing_policy(link.shared ? Policy::SHARED : Policy::FATPIPE));  // fat: a cap for each
    }
}

Fabric::~Fabric() = default;

void Fabric::add_way(base::HostId from, base::HostId to, const std::vector<base::LinkId>& links) {
    std::vector<s4u::LinkInRoute> route;
    for (const base::LinkId link : links) route.emplace_back(grid_->links[link.index()]);
    grid_->zone->add_route(grid_->hosts[from.index()]->get_netpoint(),
                           grid_->hosts[to.index()]->get_netpoint(), nullptr, nullptr, route, false);
}

void Fabric::seal() {
    grid_->zone->seal();
    s4u::Activity::on_completion_cb([this](const s4u::Activity& activity) {
        auto* flight = activity.get_data<Grid::Flight>();
        if (flight && flight->wait && flight->comm.get() == &activity) {
            transfer_ended(flight->place, activity.get_state() == s4u::Activity::State::FINISHED);
        }
    });
}

void Fabric::start(Wait& wait, base::HostId from, base::HostId to, double bytes) {
    if (!inside_) grid_->engine->run_until(base::seconds(calendar_.now()));
    Grid::Flight& flight = grid_->take();
    flight.wait = &wait;
    wait.server = &flight;
    ++in_flight_;
    flight.comm = s4u::Comm::sendto_init();
    flight.comm->set_payload_size(static_cast<std::uint64_t>(bytes));
    flight.comm->set_data(&flight);
    // A one-sided transfer starts by itself as soon as it knows both ends: everything else must be set
    // before.
    flight.comm->set_source(grid_->hosts[from.index()])->set_destination(grid_->hosts[to.index()]);
}

void Fabric::cancel(Wait& wait) {
    auto& flight = *static_cast<Grid::Flight*>(wait.server);
    grid_->let_go(flight);
    --in_flight_;
    flight.comm->cancel();
}

double Fabric::remaining(const Wait& wait) const {
    return static_cast<const Grid::Flight*>(wait.server)->comm->get_remaining();
}

void Fabric::transfer_ended(std::uint32_t place, bool well) {
    Grid::Flight& flight = *grid_->flights[place];
    Wait& wait = *flight.wait;
    grid_->let_go(flight);
    --in_flight_;
    // SimGrid's date in whole nanoseconds; it may round to just beside our next one.
    const Instant date = std::min(simgrid_now(), calendar_.next());
    calendar_.stand_at(date);
    ended_(wait, well);
    if (inside_) bridge_at(date);
}

// A kernel timer brings us back into our calendar while SimGrid is still on its way to the target.
void Fabric::bridge_at(Instant date) {
    if (grid_->bridge && grid_->bridge_date <= date) return;
    if (grid_->bridge) grid_->bridge->remove();
    grid_->bridge_date = date;
    const double when = std::max(base::seconds(date), s4u::Engine::get_clock());
    grid_->bridge = simgrid::kernel::timer::Timer::set(when, [this] {
        grid_->bridge = nullptr;
        run_due();
    });
}

void Fabric::run_due() {
    const Instant date = std::max(simgrid_now(), calendar_.now());
    while (calendar_.next() <= date) calendar_.run_next();
    if (calendar_.next() < target_) bridge_at(calendar_.next());
}

void Fabric::run_until(Instant target) {
    target_ = target;
    inside_ = true;
    if (target == base::never) {
        grid_->engine->run();
    } else {
        grid_->engine->run_until(base::seconds(target));
    }
    inside_ = false;
    if (grid_->bridge) {  // set for a date that the target has reached: the calendar runs it
        grid_->bridge->remove();
        grid_->bridge = nullptr;
    }
}

void Fabric::turn_off(base::LinkId link) { grid_->links[link.index()]->turn_off(); }
void Fabric::turn_on(base::LinkId link) { grid_->links[link.index()]->turn_on(); }
void Fabric::set_bandwidth(base::LinkId link, double rate) {
    grid_->links[link.index()]->set_bandwidth(rate);
}

}  // namespace mailsim::engine
