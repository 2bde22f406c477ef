// Who fails, how and when, as values; and the timeline they make together. Nothing happens here: the drivers
// read the timeline and change their hosts, links, resolvers and peers.
#pragma once
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/parameter.hpp"
#include "base/random.hpp"
#include "base/units.hpp"

namespace mailsim::fault {

// What fails. A peer is a node too, but one that belongs to somebody else; dns names a zone or a host name,
// the empty name all of DNS.
struct Target {
    enum class Kind : std::uint8_t { node, host, link, dns, peer };
    Kind kind = Kind::node;
    std::uint32_t id = base::NodeId::none;  // a NodeId, HostId or LinkId; unused for dns
    std::string name;                       // dns only, lower case

    static Target node(base::NodeId id) { return {Kind::node, id.value, {}}; }
    static Target host(base::HostId id) { return {Kind::host, id.value, {}}; }
    static Target link(base::LinkId id) { return {Kind::link, id.value, {}}; }
    static Target peer(base::NodeId id) { return {Kind::peer, id.value, {}}; }
    static Target dns(std::string name) { return {Kind::dns, base::NodeId::none, std::move(name)}; }
    auto operator<=>(const Target&) const = default;
};
const char* name(Target::Kind kind);

// How it fails, mildest first. When faults overlap, the worst one shows; slow factors multiply.
enum class Mode : std::uint8_t {
    fine,
    slow,           // everything takes `factor` times as long
    refusing_mail,  // accepts the connection and answers 421; DNS: answers SERVFAIL
    refusing_tcp,   // refuses the connection at once; DNS: answers SERVFAIL
    silent,         // packets vanish: time-outs
    off,            // powered off: what was there is cut, then silence (a host keeps its disk)
};
const char* name(Mode mode);

// A fault at a fixed time (from, until), or at random inside that time when mean_between is above 0: it is
// fine for an exponential time with that mean, then fails for an exponential time with mean mean_repair.
struct Fault {
    Target target;
    Mode mode = Mode::off;
    double factor = 1;  // slow only, at least 1
    base::Instant from;
    base::Instant until = base::never;
    base::Duration mean_between{0};
    base::Duration mean_repair{0};
};
std::span<const base::Parameter> parameters();  // as a scenario file names them
// What is wrong with a fault, as a plain sentence; "" when nothing is.
std::string mistake(const Fault& fault);

// How a target stands from `at` on, all faults taken together.
struct Change {
    base::Instant at;
    Target target;
    Mode mode = Mode::fine;
    double factor = 1;        // 1 unless slow
    std::uint32_t fault = 0;  // number of the fault that began or ended here
    bool begins = false;      // it began
};

// All changes before the horizon, by time; of one instant, by target. A target's first change is never
// `fine`. Draws are keyed by the number of the fault in the list.
std::vector<Change> timeline(std::span<const Fault> faults, const base::Draws& draws, base::Instant horizon);

}  // namespace mailsim::fault
