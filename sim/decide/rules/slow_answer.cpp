// A server that takes its time before it answers, without work that anybody could share: a far look-up, a
// policy of waiting, a test sink.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { stage_name, wait, step };
constexpr base::Parameter rows[] = {
    {"at", "text", "", "data", "rcpt or data", "the answer that comes late", "recorded case 24",
     base::Mark::verified},
    {"wait", "duration", "s", "1 s", "at least 0 s", "how long it waits", "recorded case 24",
     base::Mark::verified},
    {"step", "duration", "s", "0 s", "at least 0 s; 0 s for none",
     "answers leave at whole multiples of this time, all together, as of a server that wakes up once a "
     "second",
     "recorded case 24: smtp-sink -w 1 answers all who wait at once", base::Mark::verified},
};

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
                             const Client&, const Transaction&, Cost& cost) {
    if (setting.values[stage_name].text != name(stage)) return std::nullopt;
    Cost late;
    late.wait = setting.values[wait].duration();
    late.step = setting.values[step].duration();
    cost += late;
    return std::nullopt;
}

bool has_point(const View&, const estate::Node&, const estate::Setting&, Stage, const Client&,
               const Transaction&) {
    return false;
}

}  // namespace

const Rule slow_answer{"slow_answer",
                       at(Stage::rcpt) | at(Stage::data),
                       facts::Step::incoming_rules,
                       facts::Step::outgoing_rules,
                       "does the server answer late?",
                       "it answers in the end",
                       "lets time pass before an answer",
                       rows,
                       judge,
                       has_point};

}  // namespace mailsim::decide::rules
