#include "teach/made.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.hpp"
#include "config/load.hpp"
#include "teach/proof.hpp"

namespace mailsim::teach {
namespace {

constexpr int most_attempts = 60;

// What customers say, by the complaint; {other} and {domain} are filled in.
constexpr std::string_view says_send[] = {
    "I cannot send mail any more. I tried to write to {other} and it did not go. Please help.",
    "My mail to {other} does not get through. It is urgent.",
    "Since this morning my mail to {other} comes to nothing. What is wrong?",
};
constexpr std::string_view says_receive[] = {
    "{other} says that they have written to me. I have got nothing.",
    "I am waiting for mail from {other}. It does not arrive.",
    "Mail from {other} does not reach me. They say that they have sent it at ten o'clock.",
};
constexpr std::string_view says_connect[] = {
    "Nothing works. I can neither read my mail nor send.",
    "My mail is dead since this morning. Outlook only shows errors.",
};
constexpr std::string_view says_program[] = {
    "I have set up Outlook on my new computer, and it does not work.",
    "My mail program shows an error. I have changed nothing, I think.",
};

class Maker {
  public:
    Maker(std::uint64_t seed, std::uint64_t attempt, const estate::Estate& estate,
          const std::vector<Playbook>& playbooks)
        : draws_(seed, attempt), estate_(estate), playbooks_(playbooks) {}

    // Nothing when this draw leads nowhere.
    std::optional<Drill> make(int level) {
        Drill d;
        d.level = level ? level : 1 + static_cast<int>(below(3));
        const Playbook& playbook = playbooks_[below(playbooks_.size())];
        bool incoming = playbook.complaint == Complaint::receive;
        d.symptom = playbook.name;
        std::vector<std::string> customers = named(false), others = named(true);
        if (customers.empty() || others.empty()) return std::nullopt;
        d.who = customers[below(customers.size())];
        d.other = others[below(others.size())];
        Patient patient = patient_of(estate_, d.who, d.other, incoming);
        int faults = d.level == 3 && below(2) == 0 ? 2 : 1;
        for (int i = 0; i < faults; ++i)
            if (!add(patient, d.symptom, d.faults, d.faults)) return std::nullopt;
        int herrings = d.level == 1 ? 0 : d.level == 2 ? 1 : 3 - faults;
        for (int i = 0; i < herrings; ++i) {
            std::vector<Fault> taken = d.faults;
            taken.insert(taken.end(), d.herrings.begin(), d.herrings.end());
            if (!add(patient, "", d.herrings, taken)) return std::nullopt;
        }
        d.ticket = ticket(playbook.complaint, d.other);
        return d;
    }

  private:
    std::uint64_t below(std::uint64_t count) { return draws_.below(count, 1, base::Purpose::test, drawn_++); }

    std::vector<std::string> named(bool outside) const {
        std::vector<std::string> all;
        for (const estate::Domain& domain : estate_.domains)
            for (const estate::Account& account : domain.accounts) {
                bool plain = account.fill < 0.95 && !account.sending_blocked && !account.entered;
                if (domain.outside == outside && plain) all.push_back(account.local + "@" + domain.name);
            }
        return all;
    }

    // One more fault that could make this symptom ("": any) and is not there yet.
    bool add(const Patient& patient, const std::string& symptom, std::vector<Fault>& to,
             const std::vector<Fault>& taken) {
        std::vector<Fault> possible;
        for (const FaultKind* kind : fault_kinds()) {
            bool makes = symptom.empty() || std::find(kind->symptoms.begin(), kind->symptoms.end(),
                                                      symptom) != kind->symptoms.end();
            bool used = std::any_of(taken.begin(), taken.end(),
                                    [&](const Fault& fault) { return fault.kind == kind->id; });
            if (!makes || used || !kind->choices) continue;
            std::vector<Fault> choices = kind->choices(patient);
            if (!choices.empty()) possible.push_back(choices[below(choices.size())]);
        }
        if (possible.empty()) return false;
        to.push_back(possible[below(possible.size())]);
        return true;
    }

    std::string ticket(Complaint complaint, const std::string& other) {
        std::span<const std::string_view> texts = says_send;
        if (complaint == Complaint::receive) texts = says_receive;
        if (complaint == Complaint::connect) texts = says_connect;
        if (complaint == Complaint::program) texts = says_program;
        std::string text(texts[below(texts.size())]);
        if (std::size_t at = text.find("{other}"); at != std::string::npos) text.replace(at, 7, other);
        return text;
    }

    base::Draws draws_;
    const estate::Estate& estate_;
    const std::vector<Playbook>& playbooks_;
    std::uint64_t drawn_ = 0;
};

}  // namespace

base::expected<Drill, base::Problems> made_drill(std::uint64_t seed, int level, const std::string& topology) {
    auto playbooks = read_playbooks();
    if (!playbooks) return base::unexpected(playbooks.error());
    auto estate = config::load_topology(topology);
    if (!estate) return base::unexpected(estate.error());
    for (std::uint64_t attempt = 0; attempt < most_attempts; ++attempt) {
        auto drill = Maker(seed, attempt, *estate, *playbooks).make(level);
        if (!drill) continue;
        drill->name = drill->file = fmt::format("seed-{}", seed);
        drill->title = fmt::format("Drill number {}", seed);
        drill->topology = topology;
        drill->seed = seed;
        auto proof = prove(*drill);
        if (proof && proof->holds()) return *drill;
    }
    base::Problems problems;
    problems.add("mailsim", "--seed",
                 fmt::format("no drill of this level could be made for {}; try another seed", topology));
    return base::unexpected(problems);
}

}  // namespace mailsim::teach
