#include "run/load.hpp"

#include <algorithm>

namespace mailsim::run {
namespace {

using base::Purpose;

load::Sizes sizes_named(const std::string& name) {
    load::Sizes sizes;
    sizes.law = load::named_size_law(name);
    return sizes;
}

// Sources of arrivals are numbered apart: people of a profile, peers' wanted mail, spam, streams, single
// messages.
constexpr std::uint64_t source(std::uint64_t kind, std::uint64_t number) { return kind * 1000 + number; }

// An arrival's number in its source is below 2^56.
constexpr std::uint64_t stream_key(std::uint64_t source, std::uint64_t arrival) {
    return base::mix(base::mix(source) ^ arrival);
}

}  // namespace

std::uint64_t single_message_key(std::uint64_t number) { return stream_key(source(5, 0), number); }

LoadGenerator::LoadGenerator(Context& c, const scenario::Scenario& scenario)
    : c_(c), scenario_(scenario), origin_(scenario.start_of_week), end_(base::Instant{} + scenario.duration) {
    find_people();
}

void LoadGenerator::find_people() {
    std::vector<load::Population> everybody;
    std::vector<std::vector<load::Population>> by_profile(c_.estate.profiles.size());
    auto add = [&](const estate::Domain& d, std::uint32_t first, std::uint32_t count, std::uint32_t profile) {
        if (count == 0) return;
        load::Population population{d.id, first, count, 1};
        everybody.push_back(population);
        if (profile < by_profile.size()) by_profile[profile].push_back(population);
    };
    for (const estate::Domain& domain : c_.estate.domains) {
        if (domain.outside) continue;
        for (const estate::Part& part : domain.parts) add(domain, part.first, part.count, part.profile);
        for (std::uint32_t i = 0; i < domain.accounts.size(); ++i)
            add(domain, domain.population + i, 1, domain.accounts[i].profile);
    }
    std::vector<load::Population> outside;
    for (const estate::Domain& domain : c_.estate.domains)
        if (domain.outside && domain.mailboxes() > 0)
            outside.push_back({domain.id, 0, domain.mailboxes(), domain.weight / domain.mailboxes()});
    peers_ = load::AddressPicker(outside);
    for (std::uint32_t p = 0; p < by_profile.size(); ++p) {
        if (by_profile[p].empty()) continue;
        People people{p, 0, load::AddressPicker(by_profile[p])};
        for (const load::Population& population : by_profile[p]) people.mailboxes += population.count;
        const estate::Profile& profile = c_.estate.profiles[p];
        recipients_.emplace_back(load::AddressPicker(everybody), load::AddressPicker(outside),
                                 load::Mixing{profile.internal_share, profile.same_domain_share});
        people_.push_back(std::move(people));
    }
}

const load::DayProfile& LoadGenerator::day(const std::string& name) {
    for (auto& [known, profile] : days_)
        if (known == name) return profile;
    return days_.emplace_back(name, load::named_profile(name, origin_)).second;
}

void LoadGenerator::start() {
    if (scenario_.load.population) add_population();
    std::uint64_t number = 0;
    for (const scenario::Stream& one : scenario_.load.streams) c_.world.spawn(stream(one, number++));
    number = 0;
    for (const scenario::SingleMessage& one : scenario_.load.messages) c_.world.spawn(single(one, number++));
}

void LoadGenerator::add_population() {
    for (std::size_t p = 0; p < people_.size(); ++p) {
        const estate::Profile& profile = c_.estate.profiles[people_[p].profile];
        double multiplier = scenario_.load.multiplier * people_[p].mailboxes;
        auto arrivals = [&](const std::string& name, double per_day, std::uint64_t kind) {
            return load::PoissonArrivals(day(name), c_.draws, {per_day, source(kind, p), 16384, end_});
        };
        // A message has several recipients on average; what is given is what a mailbox gets.
        double wanted = profile.received_per_day * multiplier / recipient_counts_.mean(false);
        double spam = profile.spam_share < 1 ? wanted * profile.spam_share / (1 - profile.spam_share) : 0;
        c_.world.spawn(people_send(p, arrivals(profile.day, profile.sent_per_day * multiplier, 1)));
        if (peers_.empty()) continue;
        c_.world.spawn(peers_send(p, arrivals(profile.day, wanted, 2), false));
        c_.world.spawn(peers_send(p, arrivals("flat", spam * scenario_.load.spam_multiplier, 3), true));
    }
}

std::uint32_t LoadGenerator::make(std::uint64_t key, mail::Address sender, bool outside, bool spam,
                                  base::Bytes size) {
    std::uint32_t place = c_.new_mail(outside ? nodes::Origin::peer : nodes::Origin::person,
                                      outside ? peer_of(sender) : base::NodeId{});
    nodes::Mail& mail = c_.mails[place];
    mail.message.key = key;
    mail.message.sender = sender;
    mail.message.spam = spam;
    mail.message.kind = spam ? mail::Kind::spam : outside ? mail::Kind::incoming : mail::Kind::internal;
    mail.message.size = size;
    ++generated_;
    return place;
}

base::NodeId LoadGenerator::peer_of(mail::Address sender) const {
    const estate::Domain* domain = c_.estate.domain(sender.domain);
    return domain && domain->outside ? domain->home : c_.estate.outsiders;
}

void LoadGenerator::send(std::uint32_t place, std::optional<estate::ClientKind> kind) {
    nodes::Mail& mail = c_.mails[place];
    c_.start(place);
    if (mail.origin == nodes::Origin::peer) return nodes::send_from_peer(c_, place);
    c_.world.spawn(nodes::submit(c_, place, kind ? *kind : c_.client_of(mail.message.sender)));
}

base::Task<void> LoadGenerator::people_send(std::size_t who, load::PoissonArrivals arrivals) {
    const estate::Profile& profile = c_.estate.profiles[people_[who].profile];
    load::Sizes sizes = sizes_named(profile.sizes);
    for (;;) {
        load::Arrival next = arrivals.next();
        if (next.at >= end_) co_return;
        co_await c_.world.calendar().sleep_until(next.at);
        std::uint64_t key = stream_key(source(1, who), next.key);
        mail::Address sender = people_[who].pick.pick(c_.draws, key, Purpose::sender);
        base::Bytes size = sizes.size(c_.draws.uniform(key, Purpose::size), false);
        std::uint32_t place = make(key, sender, false, false, size);
        std::uint32_t count = recipient_counts_.count(c_.draws.uniform(key, Purpose::recipient_count), false);
        auto& recipients = c_.mails[place].recipients;
        for (std::uint32_t n = 0; n < count; ++n) {
            mail::Address recipient = recipients_[who].pick(c_.draws, key, sender, n);
            if (std::find(recipients.begin(), recipients.end(), recipient) == recipients.end())
                recipients.push_back(recipient);
        }
        send(place, std::nullopt);
    }
}

base::Task<void> LoadGenerator::peers_send(std::size_t who, load::PoissonArrivals arrivals, bool spam) {
    load::Sizes sizes = sizes_named(c_.estate.profiles[people_[who].profile].sizes);
    std::uint64_t number = source(spam ? 3 : 2, who);
    for (;;) {
        load::Arrival next = arrivals.next();
        if (next.at >= end_) co_return;
        co_await c_.world.calendar().sleep_until(next.at);
        std::uint64_t key = stream_key(number, next.key);
        mail::Address sender = peers_.pick(c_.draws, key, Purpose::sender);
        mail::Address first = people_[who].pick.pick(c_.draws, key, Purpose::recipient);
        std::uint32_t place =
            make(key, sender, true, spam, sizes.size(c_.draws.uniform(key, Purpose::size), spam));
        std::uint32_t count = recipient_counts_.count(c_.draws.uniform(key, Purpose::recipient_count), spam);
        auto& recipients = c_.mails[place].recipients;
        recipients.push_back(first);
        // Further recipients of one message are in the first one's domain, as far as it has others.
        std::uint32_t mailboxes = c_.estate.domain(first.domain)->mailboxes();
        for (std::uint32_t n = 1; n < std::min(count, mailboxes); ++n)
            recipients.push_back({first.domain, (first.local + n) % mailboxes});
        send(place, std::nullopt);
    }
}

// "@domain": one of its mailboxes, drawn; else the address itself. The configuration has checked both.
mail::Address LoadGenerator::draw(const std::string& who, std::uint64_t key, Purpose purpose,
                                  std::uint64_t n) {
    if (who.empty() || who.front() != '@') return c_.estate.book.parse(who).value_or(mail::Address{});
    const estate::Domain* domain = c_.estate.domain(c_.estate.book.find_domain(who.substr(1)));
    if (!domain || domain->mailboxes() == 0)
        return c_.estate.book.parse("someone" + who).value_or(mail::Address{});
    return {domain->id, static_cast<std::uint32_t>(c_.draws.below(domain->mailboxes(), key, purpose, n))};
}

base::Task<void> LoadGenerator::stream(const scenario::Stream& s, std::uint64_t number) {
    load::Sizes sizes = sizes_named(s.sizes);
    double rate = s.per_second * scenario_.load.multiplier;
    if (rate <= 0) co_return;
    base::Instant at = base::Instant{} + s.start;
    base::Instant stop = std::min(end_, s.stop == base::never_ends ? end_ : base::Instant{} + s.stop);
    load::PoissonArrivals arrivals(day("flat"), c_.draws, {rate * 86400, source(4, number), 1u << 20, end_});
    for (std::uint64_t n = 0; s.count == 0 || n < s.count; ++n) {
        std::uint64_t arrival = n;
        if (s.regular) {
            at = base::Instant{} + s.start + base::from_seconds(static_cast<double>(n) / rate);
        } else {
            load::Arrival next = arrivals.next();
            if (next.at == base::never) co_return;
            at = next.at + s.start;
            arrival = next.key;
        }
        if (at >= stop) co_return;
        co_await c_.world.calendar().sleep_until(at);
        std::uint64_t key = stream_key(source(4, number), arrival);
        mail::Address sender = draw(s.from, key, Purpose::sender, 0);
        estate::ClientKind kind = s.client.value_or(c_.estate.client_kind(sender));
        bool outside = !estate::is_person(kind);
        base::Bytes size =
            s.size.count > 0 ? s.size : sizes.size(c_.draws.uniform(key, Purpose::size), s.spam);
        std::uint32_t place = make(key, sender, outside, s.spam, size);
        c_.mails[place].recipients.push_back(draw(s.to, key, Purpose::recipient, 0));
        send(place, s.client);
    }
}

base::Task<void> LoadGenerator::single(const scenario::SingleMessage& m, std::uint64_t number) {
    co_await c_.world.calendar().sleep_until(base::Instant{} + m.at);
    std::uint64_t key = single_message_key(number);
    mail::Address sender = draw(m.from, key, Purpose::sender, 0);
    estate::ClientKind kind = m.client.value_or(c_.estate.client_kind(sender));
    std::uint32_t place = make(key, sender, !estate::is_person(kind), m.spam, m.size);
    c_.mails[place].notify = m.notify;
    if (m.return_headers) c_.mails[place].ret = smtp::Ret::headers;
    c_.mails[place].sign_in = {
        m.sign_in, m.login.empty() ? mail::Address{} : draw(m.login, key, Purpose::sender, 0), m.tls};
    for (std::size_t start = 0; start <= m.to.size();) {
        std::size_t comma = std::min(m.to.find(',', start), m.to.size());
        std::size_t first = m.to.find_first_not_of(' ', start);
        if (first < comma) {
            std::size_t last = m.to.find_last_not_of(' ', comma - 1);
            c_.mails[place].recipients.push_back(
                draw(m.to.substr(first, last - first + 1), key, Purpose::recipient, 0));
        }
        start = comma + 1;
    }
    send(place, kind);
}

}  // namespace mailsim::run
