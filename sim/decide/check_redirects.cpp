// Follows every address that rules send mail to, over the rules of all nodes.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "decide/redirect.hpp"

namespace mailsim::decide {
namespace {

struct NobodysUse : QuotaUse {
    base::Bytes used(std::uint32_t) const override { return {}; }
};

class Check {
  public:
    Check(const estate::Estate& estate, base::Problems& problems)
        : estate_(estate), problems_(problems), policies_(estate), view_{estate, policies_, use_} {}

    void run() {
        for (std::uint32_t n = 0; n < estate_.nodes.size(); ++n) {
            for (const auto& entry : policies_.redirecting({n})) targets(*entry.setting);
            for (const auto& entry : policies_.archiving({n})) archive(*entry.setting);
            for (const auto& entry : policies_.responding({n})) mailboxes(*entry.setting, "mailbox");
            for (const auto& entry : policies_.redirecting({n}))
                if (entry.setting->rule == "forward") mailboxes(*entry.setting, "mailbox");
        }
    }

  private:
    // Where the rules of any node send mail for this address; `kept`: its mailbox has it too.
    std::vector<mail::Address> onward(mail::Address address, bool& matched,
                                      const estate::Setting*& by) const {
        std::vector<mail::Address> all;
        Transaction t;
        t.recipient = address;
        for (std::uint32_t n = 0; n < estate_.nodes.size(); ++n)
            for (const auto& entry : policies_.redirecting({n})) {
                Elsewhere out;
                entry.rule->redirect(view_, estate_.nodes[n], *entry.setting, t, out);
                if (!out.matched) continue;
                matched = true;
                by = entry.setting;
                all.insert(all.end(), out.to.begin(), out.to.end());
                break;
            }
        return all;
    }

    const estate::Value& to_of(const estate::Setting& setting) const {
        const Rule& r = rule(setting.id);
        for (std::size_t i = 0; i < r.parameters.size(); ++i)
            if (r.parameters[i].name == "to") return setting.values[i];
        return setting.values.front();
    }

    void targets(const estate::Setting& setting) {
        for (mail::Address to : to_of(setting).recipients) {
            way_.clear();
            visit(to, setting);
        }
    }

    void visit(mail::Address address, const estate::Setting& from) {
        auto there = std::find(way_.begin(), way_.end(), address);
        if (there != way_.end()) return circle(there, from);
        if (!seen_.insert({address, &from}).second) return;
        bool matched = false;
        const estate::Setting* by = nullptr;
        std::vector<mail::Address> next = onward(address, matched, by);
        if (!matched) return nobody(address, from);
        way_.push_back(address);
        for (mail::Address to : next) visit(to, *by);
        way_.pop_back();
    }

    void circle(std::vector<mail::Address>::const_iterator first, const estate::Setting& from) {
        std::set<mail::Address> members(first, way_.cend());
        if (!circles_.insert(members).second) return;
        std::string words;
        for (auto one = first; one != way_.cend(); ++one) words += estate_.book.text(*one) + " -> ";
        problems_.add(
            estate_.file, from.pointer + "/to",
            fmt::format("a circle of aliases and forwarders: {}{}", words, estate_.book.text(*first)));
    }

    // A mailbox, or an address of a provider that can be reached; who that has is the provider's matter.
    void nobody(mail::Address address, const estate::Setting& from) {
        const estate::Domain* domain = estate_.domain(address.domain);
        if (domain && (domain->outside || estate_.has_mailbox(address))) return;
        std::string name(estate_.book.domain_name(address.domain));
        if (domain)
            return problems_.add(estate_.file, from.pointer + "/to",
                                 fmt::format("leads to nobody: '{}' has no mailbox, alias or catch-all",
                                             estate_.book.text(address)));
        for (dns::Type type : {dns::Type::mx, dns::Type::a, dns::Type::aaaa})
            if (!estate_.zones.resolve(name, type).records.empty()) return;
        problems_.add(
            estate_.file, from.pointer + "/to",
            fmt::format("leads to nobody: neither the estate nor its zones know '{}', the domain of '{}'",
                        name, estate_.book.text(address)));
    }

    void archive(const estate::Setting& setting) {
        const auto& to = to_of(setting).recipients;
        if (to.size() > 1)
            problems_.add(estate_.file, setting.pointer + "/to",
                          "an archive is one address; write one rule for each");
        for (mail::Address address : to) {
            bool matched = false;
            const estate::Setting* by = nullptr;
            onward(address, matched, by);
            if (!matched) nobody(address, setting);
        }
    }

    void mailboxes(const estate::Setting& setting, const char* key) {
        for (mail::Address one : setting.values.front().recipients)
            if (!estate_.has_mailbox(one))
                problems_.add(estate_.file, fmt::format("{}/{}", setting.pointer, key),
                              fmt::format("'{}' is no mailbox of the estate", estate_.book.text(one)));
    }

    const estate::Estate& estate_;
    base::Problems& problems_;
    Policies policies_;
    NobodysUse use_;
    View view_;
    std::vector<mail::Address> way_;
    std::set<std::pair<mail::Address, const estate::Setting*>> seen_;
    std::set<std::set<mail::Address>> circles_;
};

}  // namespace

void check_redirects(const estate::Estate& estate, base::Problems& problems) {
    Check(estate, problems).run();
}

}  // namespace mailsim::decide
