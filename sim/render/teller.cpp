#include "render/teller.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/quantity.hpp"
#include "smtp/format.hpp"

namespace mailsim::render {

using facts::Fact;
using facts::Kind;

std::string length_text(base::Duration d) {
    double s = base::seconds(d);
    if (s < 1e-3) return fmt::format("{:.0f} us", s * 1e6);
    if (s < 1) return fmt::format("{:.3g} ms", s * 1e3);
    if (s < 60) return fmt::format("{:.3g} s", s);
    auto whole = static_cast<long long>(s + 0.5);
    if (whole < 3600)
        return whole % 60 ? fmt::format("{} min {} s", whole / 60, whole % 60)
                          : fmt::format("{} min", whole / 60);
    long long minutes = (whole + 30) / 60;
    std::string rest = minutes % 60 ? fmt::format(" {} min", minutes % 60) : "";
    if (minutes < 48 * 60) return fmt::format("{} h{}", minutes / 60, rest);
    return fmt::format("{} days {} h", minutes / 1440, minutes % 1440 / 60);
}

std::vector<Step> Teller::tell() {
    for (base::MessageId id : record_.messages)
        if (!record_.letter(id)->about.valid()) begin(id);
    for (const Fact& fact : record_.facts) take(fact);
    std::stable_sort(steps_.begin(), steps_.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    attach_stays();
    return std::move(steps_);
}

std::string Teller::who(base::NodeId node) const {
    if (!node.valid()) return "the sender's program";
    const estate::Node& n = scene_.node(node);
    return fmt::format("{} ({} [{}])", n.id, n.name, address_of(n));
}

bool Teller::from_person(const Fact& fact) const {
    const mail::Message& m = letter(fact).message;
    const estate::Domain* domain = scene_.estate.domain(m.sender.domain);
    return m.kind != mail::Kind::dsn && domain && !domain->outside;
}

std::string Teller::recipient(const Fact& fact) const {
    mail::Address to = letter(fact).recipient(fact.recipient, fact.node, fact.at);
    if (!to.null()) return address(to);
    std::string all;
    for (mail::Address one : letter(fact).recipients) all += (all.empty() ? "" : ", ") + address(one);
    return all;
}

std::string Teller::reply(const Fact& fact, base::NodeId client, base::NodeId server) const {
    std::string text =
        words(scene_, fact.text ? fact.text : "", letter(fact), fact.recipient, client, server, fact.at);
    std::string enhanced = mail::to_string(mail::unpack_enhanced(fact.enhanced));
    std::string out = fact.code ? fmt::format("{}", fact.code) : "";
    for (const std::string& part : {enhanced, text})
        if (!part.empty()) out += (out.empty() ? "" : " ") + part;
    return out;
}

Step& Teller::add(const Fact& fact, base::NodeId node, facts::Step letter, std::string what) {
    Step step;
    step.at = fact.at;
    step.node = node;
    step.letter = letter;
    step.message = fact.message;
    step.what = std::move(what);
    steps_.push_back(std::move(step));
    return steps_.back();
}

// Step A: the message comes into being.
void Teller::begin(base::MessageId id) {
    const Letter& l = *record_.letter(id);
    Fact fact;
    fact.at = l.message.submitted;
    fact.message = id;
    const estate::Domain* domain = scene_.estate.domain(l.message.sender.domain);
    bool outside = !domain || domain->outside;
    base::NodeId node = !outside ? base::NodeId{} : domain ? domain->home : scene_.estate.outsiders;
    add(fact, node, facts::Step::compose,
        fmt::format(
            "{} sends {} to {}{}", address(l.message.sender), base::to_string(l.message.size),
            recipient(fact),
            outside && node.valid() ? ": " + scene_.node(node).id + " is its provider's server" : ""));
}

void Teller::take(const Fact& fact) {
    if (fact.kind == Kind::fetched) return fetched(fact);
    if (!record_.letter(fact.message)) return;
    switch (fact.kind) {
        case Kind::opened: return opened(fact);
        case Kind::line: return line(fact);
        case Kind::content: return content(fact);
        case Kind::tls: return tls(fact);
        case Kind::closed: return closed(fact);
        case Kind::unreached: return unreached(fact);
        case Kind::asked: return asked(fact);
        case Kind::decision: return objected(fact);
        case Kind::name_asked: return name_asked(fact);
        case Kind::name_answer: return name_answer(fact);
        case Kind::queued: return queued(fact);
        case Kind::active: return active(fact);
        case Kind::attempt: return attempt(fact);
        case Kind::deferred: return deferred(fact);
        case Kind::delivered: return delivered(fact);
        case Kind::rejected:
        case Kind::bounced:
        case Kind::discarded:
        case Kind::quarantined: return ended(fact);
        case Kind::visit: return stay(fact);
        case Kind::paused: return paused(fact);
        default: return;
    }
}

// A stay belongs to the last step at its node that had begun when it did.
void Teller::attach_stays() {
    for (Kept& kept : stays_) {
        Step* best = nullptr;
        for (Step& step : steps_) {
            if (step.at > kept.stay.from) break;
            if (step.node == kept.node && step.message == kept.message) best = &step;
        }
        if (best) best->stays.push_back(kept.stay);
    }
}

std::vector<Step> steps_of(const Scene& scene, const Record& record,
                           const std::vector<std::string>& stations) {
    return Teller(scene, record, stations).tell();
}

}  // namespace mailsim::render
