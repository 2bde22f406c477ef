#include "dns/mx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/random.hpp"

namespace mailsim::dns {
namespace {

constexpr std::size_t most_exchanges = 100;  // Postfix: dns_rr_list_limit

bool is_soft(Status status) {
    return status == Status::servfail || status == Status::refused || status == Status::silence;
}

MxFailureKind soft_kind(Status status) {
    return status == Status::silence ? MxFailureKind::silence : MxFailureKind::servfail;
}

std::string_view strip_literal(std::string_view text) {
    text.remove_prefix(1);
    if (text.ends_with(']')) text.remove_suffix(1);
    if (text.starts_with("ipv6:")) text.remove_prefix(5);  // RFC 5321 4.1.3; names are in lower case
    return text;
}

// The address a name spells, or none. Most names cannot be one, and are not worth a parse.
base::Ip spelled_address(std::string_view name) {
    bool may_be = !name.empty() && (name.find(':') != std::string_view::npos ||
                                    (name.back() >= '0' && name.back() <= '9' && name.front() <= '9'));
    if (!may_be) return {};
    auto ip = base::parse_ip(name);
    return ip ? *ip : base::Ip{};
}

std::string_view what_came(Status status) {
    if (status == Status::nxdomain) return "Host not found";
    if (status == Status::nodata) return "Host found but no data record of requested type";
    return "Host not found, try again";
}

}  // namespace

std::string_view to_string(MxFailureKind kind) {
    static constexpr std::array<std::string_view, 7> words{
        "null MX",   "no such domain", "no address",   "name service failure",
        "no answer", "loop",           "no primary MX"};
    return words[static_cast<std::size_t>(kind)];
}

std::string reply_text(const MxFailure& failure, const NameTable& names) {
    std::string_view domain = names.text(failure.domain);
    switch (failure.kind) {
        case MxFailureKind::null_mx: return fmt::format("Domain {} does not accept mail (nullMX)", domain);
        case MxFailureKind::loop: return fmt::format("mail for {} loops back to myself", domain);
        case MxFailureKind::no_primary: return fmt::format("unable to find primary relay for {}", domain);
        default: break;
    }
    std::string_view name = failure.question.name.valid() ? names.text(failure.question.name) : domain;
    return fmt::format("Host or domain name not found. Name service error for name={} type={}: {}", name,
                       to_string(failure.question.type), what_came(failure.status));
}

void MxQuestion::start(NameId domain, const MxOptions& options) {
    options_ = options;
    domain_ = domain;
    phase_ = Phase::mx;
    implicit_ = false;
    asked_ = 0;
    exchanges_.clear();
    targets_.clear();
    missing_.reset();
    failure_.reset();
}

void MxQuestion::ask(NameId domain, const MxOptions& options) {
    start(domain, options);
    std::string_view text = names_->text(domain);
    if (!text.starts_with('[')) return;
    if (base::Ip ip = spelled_address(strip_literal(text)); ip.valid()) {
        exchanges_.push_back({domain, 0});
        targets_.push_back({domain, 0, ip});
        implicit_ = true;
        return conclude();
    }
    fail(MxFailureKind::no_address, "5.4.4");
    failure_->status = Status::nxdomain;
}

void MxQuestion::ask_host(NameId host, const MxOptions& options) {
    start(host, options);
    implicit_ = true;
    exchanges_.push_back({host, 0});
    address_phase();
}

std::optional<Question> MxQuestion::needs() const {
    if (phase_ == Phase::mx) return Question{domain_, Type::mx};
    if (phase_ == Phase::address) return Question{exchanges_[next_].name, address_type_};
    return std::nullopt;
}

void MxQuestion::tell(const Answer& answer) {
    if (phase_ == Phase::done) return;
    ++asked_;
    if (phase_ == Phase::mx)
        tell_mx(answer);
    else
        tell_address(answer);
}

void MxQuestion::tell_mx(const Answer& answer) {
    if (is_soft(answer.status)) return fail(soft_kind(answer.status), "4.4.3", &answer);
    // A null MX rules even beside others, as in Postfix; RFC 7505 3 forbids to publish it so.
    for (const Record& mx : answer.records)
        if (names_->text(mx.target).empty()) return fail(MxFailureKind::null_mx, "5.1.0", &answer);
    for (const Record& mx : answer.records)
        if (exchanges_.size() < most_exchanges) {
            exchanges_.push_back({mx.target, mx.preference});
            for (std::size_t i =
                     exchanges_.size() - 1;  // insertion: keeps equals in order, allocates nothing
                 i > 0 && exchanges_[i].preference < exchanges_[i - 1].preference; --i)
                std::swap(exchanges_[i], exchanges_[i - 1]);
        }
    if (exchanges_.empty()) {  // RFC 5321 5.1: the domain's address as an MX of preference 0
        implicit_ = true;
        exchanges_.push_back({domain_, 0});
    }
    address_phase();
}

void MxQuestion::address_phase() {
    phase_ = Phase::address;
    address_type_ = Type::a;
    next_ = 0;
    take_literals();
}

// Exchanges that spell an address need no question.
void MxQuestion::take_literals() {
    for (; next_ < exchanges_.size(); ++next_) {
        base::Ip ip = spelled_address(names_->text(exchanges_[next_].name));
        if (!ip.valid()) return;
        targets_.push_back({exchanges_[next_].name, exchanges_[next_].preference, ip});
    }
    conclude();
}

void MxQuestion::tell_address(const Answer& answer) {
    const Exchange& exchange = exchanges_[next_];
    for (const Record& record : answer.records)
        if (record.address.valid()) targets_.push_back({exchange.name, exchange.preference, record.address});
    if (answer.status != Status::ok) note_missing(answer);
    if (options_.ipv6 && address_type_ == Type::a) {
        address_type_ = Type::aaaa;
        return;
    }
    address_type_ = Type::a;
    ++next_;
    take_literals();
}

// A soft error outlives later hard ones, while the text is that of the last look-up (Postfix, smtp_addr_one).
void MxQuestion::note_missing(const Answer& answer) {
    bool was_soft = missing_ && !missing_->permanent();
    MxFailure now{.domain = domain_, .question = *needs(), .status = answer.status, .enhanced = "5.4.4"};
    if (is_soft(answer.status)) {
        now.kind = soft_kind(answer.status);
        now.enhanced = "4.4.3";
    } else if (was_soft) {
        now.kind = missing_->kind;
        now.enhanced = "4.4.4";
    } else {
        bool no_domain = implicit_ && answer.status == Status::nxdomain;
        now.kind = no_domain ? MxFailureKind::nxdomain : MxFailureKind::no_address;
    }
    missing_ = now;
}

void MxQuestion::conclude() {
    phase_ = Phase::done;
    if (targets_.empty()) {
        failure_ = missing_;
        return;
    }
    drop_from_self();
    if (!failure_ && options_.shuffle) order();
}

bool MxQuestion::is_self(const MxTarget& target) const {
    const auto& ips = options_.own_addresses;
    const auto& names = options_.own_names;
    return std::find(ips.begin(), ips.end(), target.address) != ips.end() ||
           std::find(names.begin(), names.end(), target.name) != names.end();
}

// RFC 5321 5.1: from ourselves on, every MX of our preference or a worse one goes.
void MxQuestion::drop_from_self() {
    auto self = std::find_if(targets_.begin(), targets_.end(), [&](const MxTarget& t) { return is_self(t); });
    if (self == targets_.end()) return;
    std::uint16_t best_found = targets_.front().preference;
    std::uint16_t own = self->preference;
    std::erase_if(targets_, [&](const MxTarget& t) { return t.preference >= own; });
    if (!targets_.empty()) return;
    bool best = exchanges_.front().preference == best_found;
    fail(best ? MxFailureKind::loop : MxFailureKind::no_primary, best ? "5.4.6" : "4.4.4");
}

// Fisher and Yates within each run of equal preference; the draw and the place give each step its number.
void MxQuestion::order() {
    for (std::size_t begin = 0, end; begin < targets_.size(); begin = end) {
        end = begin + 1;
        while (end < targets_.size() && targets_[end].preference == targets_[begin].preference) ++end;
        for (std::size_t left = end - begin; left > 1; --left) {
            std::uint64_t bits = base::mix(base::mix(options_.draw) ^ (begin + left));
            auto pick = static_cast<std::size_t>((static_cast<unsigned __int128>(bits) * left) >> 64);
            std::swap(targets_[begin + pick], targets_[begin + left - 1]);
        }
    }
}

void MxQuestion::fail(MxFailureKind kind, std::string_view enhanced, const Answer* answer) {
    failure_ = MxFailure{.kind = kind, .domain = domain_, .enhanced = enhanced};
    if (answer) {
        failure_->question = *needs();
        failure_->status = answer->status;
    }
    phase_ = Phase::done;
}

}  // namespace mailsim::dns
