#include "dns/spf.hpp"

#include <algorithm>
#include <vector>

#include "base/names.hpp"
#include "dns/spf_macro.hpp"
#include "dns/spf_record.hpp"

namespace mailsim::dns {
namespace {

// Labels of 1 to 63 octets, at least two of them, 253 octets in all (RFC 7208 4.3, RFC 1035 2.3.4).
bool is_name(std::string_view name) {
    name = without_trailing_dot(name);
    if (name.empty() || name.size() > 253 || name.find('.') == std::string_view::npos) return false;
    for (std::size_t at = 0; at <= name.size();) {
        std::size_t end = std::min(name.find('.', at), name.size());
        if (end == at || end - at > 63) return false;
        at = end + 1;
    }
    return true;
}

// A client that speaks IPv4 through an IPv6 socket (RFC 4291 2.5.5.2) is an IPv4 client.
base::Ip plain_address(const base::Ip& ip) {
    if (!ip.is_v6()) return ip;
    const auto& b = ip.bytes();
    for (int i = 0; i < 10; ++i)
        if (b[static_cast<std::size_t>(i)] != 0) return ip;
    if (b[10] != 0xff || b[11] != 0xff) return ip;
    return base::Ip::v4(b[12], b[13], b[14], b[15]);
}

class Check {
  public:
    Check(const SpfIdentity& identity, const SpfResolver& resolver, const SpfLimits& limits)
        : identity_(identity),
          client_(plain_address(identity.client)),
          local_(identity.local.empty() ? "postmaster" : identity.local),
          resolver_(resolver),
          limits_(limits) {}

    SpfOutcome run() {
        SpfResult result = of(std::string(identity_.domain));
        if (!stopped_) out_.result = result;
        return std::move(out_);
    }

  private:
    using Kind = SpfTerm::Kind;

    SpfResult of(const std::string& domain) {
        if (!is_name(domain)) return SpfResult::none;
        ++out_.queries;
        Answer answer = resolver_(domain, Type::txt);
        if (answer.status == Status::nxdomain || answer.status == Status::nodata) return SpfResult::none;
        if (answer.status != Status::ok) return stop(SpfResult::temperror, "TXT " + domain);
        const Record* found = nullptr;
        for (const Record& record : answer.records) {
            if (!is_spf(record.text)) continue;
            if (found) return stop(SpfResult::permerror, "two records at " + domain);
            found = &record;
        }
        if (!found) return SpfResult::none;
        SpfRecord record = parse_spf(found->text);
        if (!record.mistake.empty()) return stop(SpfResult::permerror, record.mistake);
        return evaluate(record, domain);
    }

    SpfResult evaluate(const SpfRecord& record, const std::string& domain) {
        for (const SpfTerm& term : record.terms) {
            bool match = matches(term, domain);
            if (stopped_) return out_.result;
            if (!match) continue;
            out_.because = term.text;
            return term.result;
        }
        if (record.redirect.empty()) {
            out_.because = "no mechanism matched";
            return SpfResult::neutral;
        }
        if (!may_look_up()) return out_.result;
        SpfResult result = of(expanded(record.redirect, domain));
        if (result == SpfResult::none && !stopped_)
            return stop(SpfResult::permerror, "redirect=" + record.redirect);
        return result;
    }

    bool matches(const SpfTerm& term, const std::string& domain) {
        switch (term.kind) {
            case Kind::all: return true;
            case Kind::ip4:
            case Kind::ip6: return term.network.contains(client_);
            default: break;
        }
        if (!may_look_up()) return false;
        std::string target = term.domain.empty() ? domain : expanded(term.domain, domain);
        if (term.kind == Kind::include) return includes(term, target);
        if (!is_name(target)) return false;
        switch (term.kind) {
            case Kind::a: return has_address(target, term);
            case Kind::mx: return mx_has_address(target, term);
            case Kind::ptr: return named_within(target);
            default: return !ask(target, Type::a).records.empty();  // exists: A for IPv6 too (RFC 7208 5.7)
        }
    }

    // RFC 7208 5.2: only a pass matches; a domain without a record is a mistake of who includes it.
    bool includes(const SpfTerm& term, const std::string& target) {
        SpfResult result = of(target);
        if (result == SpfResult::none && !stopped_) stop(SpfResult::permerror, term.text);
        return !stopped_ && result == SpfResult::pass;
    }

    Type address_type() const { return client_.is_v4() ? Type::a : Type::aaaa; }

    bool has_address(const std::string& name, const SpfTerm& term) {
        int length = client_.is_v4() ? term.v4_length : term.v6_length;
        for (const Record& record : ask(name, address_type()).records)
            if (record.address.bits() == client_.bits() &&
                base::IpNetwork(record.address, length).contains(client_))
                return true;
        return false;
    }

    // No implicit MX here (RFC 7208 5.4).
    bool mx_has_address(const std::string& domain, const SpfTerm& term) {
        Answer hosts = ask(domain, Type::mx);
        if (hosts.records.size() > static_cast<std::size_t>(limits_.names))
            stop(SpfResult::permerror, "too many MX hosts of " + domain);
        for (const Record& host : hosts.records)
            if (stopped_)
                return false;
            else if (std::string name = target_of(host); is_name(name) && has_address(name, term))
                return true;
        return false;
    }

    // RFC 7208 5.5: the client's names that lead back to its address; names that fail are passed over.
    std::vector<std::string> validated_names() {
        std::vector<std::string> names;
        Answer found = ask_softly(base::reverse_name(client_), Type::ptr);
        std::size_t count = std::min(found.records.size(), static_cast<std::size_t>(limits_.names));
        for (std::size_t i = 0; i < count; ++i) {
            std::string name = target_of(found.records[i]);
            if (!is_name(name)) continue;
            for (const Record& record : ask_softly(name, address_type()).records)
                if (record.address == client_) {
                    names.push_back(name);
                    break;
                }
        }
        return names;
    }

    bool named_within(const std::string& target) {
        std::string suffix = base::lower_case(without_trailing_dot(target));
        for (const std::string& name : validated_names())
            if (is_within(name, suffix)) return true;
        return false;
    }

    // %{p}: the domain itself, else a name below it, else any, else "unknown" (RFC 7208 7.3).
    std::string validated_name(const std::string& domain) {
        std::vector<std::string> names = validated_names();
        std::string suffix = base::lower_case(without_trailing_dot(domain));
        for (const std::string& name : names)
            if (name == suffix) return name;
        for (const std::string& name : names)
            if (is_within(name, suffix)) return name;
        return names.empty() ? "unknown" : names.front();
    }

    std::string value_of(char letter, const std::string& domain) {
        switch (letter) {
            case 's': return local_ + "@" + std::string(identity_.domain);
            case 'l': return local_;
            case 'o': return std::string(identity_.domain);
            case 'd': return domain;
            case 'i': return macro_address(client_);
            case 'p': return validated_name(domain);
            case 'h': return std::string(identity_.helo);
            default: return client_.is_v4() ? "in-addr" : "ip6";  // v
        }
    }

    // A domain-spec with its macros; labels go from the left until 253 octets are left (RFC 7208 7.3).
    std::string expanded(std::string_view spec, const std::string& domain) {
        std::string out;
        for (std::size_t at = 0; at < spec.size();) {
            if (spec[at] != '%') {
                out += spec[at++];
            } else if (spec[at + 1] == '{') {
                SpfMacro macro = *parse_macro(spec, at);
                out += transformed(value_of(macro.letter, domain), macro);
            } else {
                out += spec[at + 1] == '%' ? "%" : spec[at + 1] == '_' ? " " : "%20";
                at += 2;
            }
        }
        if (!out.empty() && out.back() == '.') out.pop_back();
        while (out.size() > 253) {
            std::size_t dot = out.find('.');
            if (dot == std::string::npos) break;
            out.erase(0, dot + 1);
        }
        return out;
    }

    std::string target_of(const Record& record) const {
        // The target's text stands in the record's own data: "10 mx.example." or "mx.example.".
        std::string_view data = record.rdata;
        if (record.type == Type::mx) data.remove_prefix(std::min(data.find(' ') + 1, data.size()));
        return base::lower_case(without_trailing_dot(data));
    }

    bool may_look_up() {
        if (++out_.lookups > limits_.lookups) stop(SpfResult::permerror, "too many look-ups");
        return !stopped_;
    }
    Answer ask_softly(const std::string& name, Type type) {
        if (stopped_) return {};
        ++out_.queries;
        Answer answer = resolver_(name, type);
        bool nothing = answer.status == Status::nxdomain || answer.status == Status::nodata;
        if (nothing && ++voids_ > limits_.void_lookups)
            stop(SpfResult::permerror, "too many look-ups that find nothing");
        if (answer.status != Status::ok) answer.records.clear();
        return answer;
    }
    Answer ask(const std::string& name, Type type) {
        Answer answer = ask_softly(name, type);
        bool answered = answer.status == Status::ok || answer.status == Status::nxdomain ||
                        answer.status == Status::nodata;
        if (!answered) stop(SpfResult::temperror, to_string(type) + " " + name);
        return answer;
    }
    // An error ends the whole check, however deep it is met; the first one counts.
    SpfResult stop(SpfResult result, std::string because) {
        if (stopped_) return out_.result;
        stopped_ = true;
        out_.because = std::move(because);
        return out_.result = result;
    }

    const SpfIdentity& identity_;
    base::Ip client_;
    std::string local_;
    const SpfResolver& resolver_;
    SpfLimits limits_;
    SpfOutcome out_;
    int voids_ = 0;
    bool stopped_ = false;
};

}  // namespace

std::string_view to_string(SpfResult result) {
    constexpr std::string_view names[] = {"none",     "neutral",   "pass",     "fail",
                                          "softfail", "temperror", "permerror"};
    return names[static_cast<int>(result)];
}

SpfOutcome check_host(const SpfIdentity& identity, const SpfResolver& resolver, const SpfLimits& limits) {
    return Check(identity, resolver, limits).run();
}

}  // namespace mailsim::dns
