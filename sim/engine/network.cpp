#include "engine/network.hpp"

#include <algorithm>
#include <limits>

#include "engine/fabric.hpp"

namespace mailsim::engine {
namespace {

constexpr double per_ns = 1e-9;
constexpr double no_cap = std::numeric_limits<double>::infinity();

}  // namespace

bool Network::Way::uses(LinkId link) const {
    return std::find(links.begin(), links.end(), link) != links.end();
}

Network::Network(Calendar& calendar, const Platform& platform, NetworkOptions options)
    : calendar_(calendar),
      options_(options),
      links_(platform.links),
      records_(platform.links.size()),
      shares_(platform.links.size()),
      hosts_(platform.hosts.size()),
      index_(hosts_ * hosts_, 0),
      ways_(1) {
    ways_.front().on = false;
    add_ways(platform);
    choose_kinds(options.contention);
    for (Way& way : ways_) refresh(way);
    build_fabric(platform);
}

Network::~Network() = default;

void Network::add_ways(const Platform& platform) {
    const auto add = [&](HostId from, HostId to, const Platform::Route& route) {
        index_[from.index() * hosts_ + to.index()] = static_cast<std::uint32_t>(ways_.size());
        Way& way = ways_.emplace_back();
        way.from = from;
        way.to = to;
        way.links = route.links;
        for (const LinkId link : route.links) {
            if (links_[link.index()].shared) way.shared.push_back(link);
        }
    };
    for (const Platform::Route& route : platform.routes) {
        add(route.from, route.to, route);
        if (route.both_ways && route.from != route.to) add(route.to, route.from, route);
    }
}

void Network::choose_kinds(Contention contention) {
    std::vector<bool> coupled(links_.size(), contention == Contention::simgrid);
    for (const Way& way : ways_) {
        if (contention != Contention::automatic || way.shared.size() < 2) continue;
        for (const LinkId link : way.shared) coupled[link.index()] = true;
    }
    for (Way& way : ways_) {
        if (&way == &ways_.front()) continue;
        const bool any = std::any_of(way.shared.begin(), way.shared.end(),
                                     [&](LinkId link) { return coupled[link.index()]; });
        way.kind = way.shared.empty() ? Kind::alone : any ? Kind::simgrid : Kind::own;
        if (way.kind != Kind::own) continue;
        const auto narrower = [&](LinkId a, LinkId b) { return rate_of(a) < rate_of(b); };
        way.narrowest = std::min_element(way.shared.begin(), way.shared.end(), narrower)->value;
        auto& share = shares_[way.narrowest];
        if (!share) share = std::make_unique<Sharing>(calendar_, rate_of(LinkId{way.narrowest}));
    }
}

void Network::build_fabric(const Platform& platform) {
    const auto is_simgrid = [](const Way& way) { return way.kind == Kind::simgrid; };
    if (std::none_of(ways_.begin(), ways_.end(), is_simgrid)) return;
    fabric_ = std::make_unique<Fabric>(calendar_, platform, fabric_ended);
    for (const Way& way : ways_) {
        if (is_simgrid(way)) fabric_->add_way(way.from, way.to, way.links);
    }
    fabric_->seal();
}

double Network::rate_of(LinkId link) const {
    return links_[link.index()].bandwidth.bytes_per_second * records_[link.index()].factor * per_ns;
}

void Network::refresh(Way& way) {
    if (way.kind == Kind::none) return;
    way.on = true;
    way.latency = Duration{0};
    way.rate = way.cap = no_cap;
    for (const LinkId link : way.links) {
        way.on = way.on && records_[link.index()].on;
        way.latency += links_[link.index()].latency;
        way.rate = std::min(way.rate, rate_of(link));
        if (link.value != way.narrowest) way.cap = std::min(way.cap, rate_of(link));
    }
}

void Network::refresh_ways(LinkId link) {
    for (Way& way : ways_) {
        if (way.uses(link)) refresh(way);
    }
}

Duration Network::latency(HostId from, HostId to) const {
    if (from == to) return Duration{0};
    const Way& found = way(from, to);
    return found.on ? found.latency : base::never_ends;
}

Duration Network::time_alone(HostId from, HostId to, Bytes size) const {
    if (from == to) return Duration{0};
    const Way& found = way(from, to);
    if (!found.on) return base::never_ends;
    return found.latency + base::from_seconds(static_cast<double>(size.count) / found.rate * per_ns);
}

bool Network::skip(Session& session, HostId from, HostId to) {
    const bool on = from == to || way(from, to).on;
    session.outcome = on ? Outcome::done : Outcome::failed;
    return from == to || !on;
}

void Network::start(Session& session, std::coroutine_handle<> waiter, HostId from, HostId to, Bytes size) {
    const Way& route = way(from, to);
    const bool alone = route.kind == Kind::alone || size <= options_.small || size.count <= 0;
    session.begin(waiter, withdraw, alone ? arrived : latency_over);
    session.station = this;
    session.way = static_cast<std::uint32_t>(&route - ways_.data());
    session.amount = static_cast<double>(size.count);
    session.stage = on_the_way;
    under_way_.join(session);
    if (!alone && route.latency.count() == 0) return compete(session);
    calendar_.set(session, calendar_.now() + (alone ? time_alone(from, to, size) : route.latency));
}

void Network::latency_over(Timer& timer) {
    Wait& wait = static_cast<Wait&>(timer);
    static_cast<Network*>(wait.station)->compete(wait);
}

void Network::compete(Wait& wait) {
    const Way& route = way(wait);
    wait.go_on(arrived);
    for (const LinkId link : route.shared) records_[link.index()].transfers.change(calendar_.now(), 1);
    if (route.kind == Kind::own) {
        wait.stage = sharing;
        shares_[route.narrowest]->enter(wait, wait.amount, 1.0, route.cap);
    } else {
        wait.stage = in_fabric;
        fabric_->start(wait, route.from, route.to, wait.amount);
    }
}

void Network::arrived(Timer& timer) {
    Wait& wait = static_cast<Wait&>(timer);
    Network& network = *static_cast<Network*>(wait.station);
    const Bytes size{static_cast<std::int64_t>(wait.amount)};
    const bool competed = wait.stage != on_the_way;
    for (const LinkId link : network.way(wait).links) {
        LinkRecord& record = network.records_[link.index()];
        record.carried += size;
        if (competed && network.links_[link.index()].shared) record.competed += size;
    }
    wait.stage = over;
    network.under_way_.leave(wait);
    if (competed) {
        for (const LinkId link : network.way(wait).shared) {
            network.records_[link.index()].transfers.change(network.calendar_.now(), -1);
        }
    }
    wait.complete(Outcome::done);
}

void Network::leave(Wait& wait) {
    under_way_.leave(wait);
    if (wait.stage == on_the_way) return;
    if (wait.stage == sharing) Sharing::withdraw(wait);
    if (wait.stage == in_fabric) fabric_->cancel(wait);
    for (const LinkId link : way(wait).shared) records_[link.index()].transfers.change(calendar_.now(), -1);
}

void Network::withdraw(Wait& wait) { static_cast<Network*>(wait.station)->leave(wait); }

// From within SimGrid: only set down what the calendar does at this instant.
void Network::fabric_ended(Wait& wait, bool well) {
    Network& network = *static_cast<Network*>(wait.station);
    wait.stage = over;
    if (well) return network.calendar_.set(wait, network.calendar_.now());
    network.leave(wait);
    wait.complete_soon(Outcome::failed);
}

void Network::turn_off(LinkId link) {
    records_[link.index()].on = false;
    refresh_ways(link);
    Wait* following = nullptr;
    for (Wait* wait = under_way_.empty() ? nullptr : &under_way_.first(); wait; wait = following) {
        following = wait->next;
        if (!way(*wait).uses(link)) continue;
        leave(*wait);
        wait->complete_soon(Outcome::failed);
    }
    if (fabric_) fabric_->turn_off(link);
}

void Network::turn_on(LinkId link) {
    records_[link.index()].on = true;
    refresh_ways(link);
    if (fabric_) fabric_->turn_on(link);
}

void Network::slow(LinkId link, double factor) {
    records_[link.index()].factor = factor;
    refresh_ways(link);
    if (shares_[link.index()]) shares_[link.index()]->set_capacity(rate_of(link));
    if (fabric_) fabric_->set_bandwidth(link, rate_of(link) / per_ns);
}

double Network::moved(LinkId link, Instant now) {
    double bytes = static_cast<double>(records_[link.index()].competed.count);
    for (Wait* wait = under_way_.empty() ? nullptr : &under_way_.first(); wait; wait = wait->next) {
        if (wait->stage == on_the_way || !way(*wait).uses(link)) continue;
        if (wait->stage == over) bytes += wait->amount;
        if (wait->stage == in_fabric) bytes += wait->amount - fabric_->remaining(*wait);
        if (wait->stage == sharing)
            bytes += wait->amount - static_cast<Sharing*>(wait->server)->unserved(*wait, now);
    }
    return bytes;
}

double Network::utilisation(LinkId link, Instant now) {
    const double full = links_[link.index()].bandwidth.bytes_per_second * base::seconds(now);
    return full > 0 ? moved(link, now) / full : 0;
}

}  // namespace mailsim::engine
