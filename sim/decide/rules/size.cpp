// The message is larger than this node takes: by the declared size at MAIL (RFC 1870), by the true one after
// the data.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { limit };
constexpr base::Parameter rows[] = {
    {"limit", "bytes", "MB", "10240000 B", "at least 1 B", "the largest message accepted, headers included",
     "Postfix message_size_limit", base::Mark::verified},
};

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
                             const Client&, const Transaction& t, Cost&) {
    if (t.size <= setting.values[limit].bytes()) return std::nullopt;
    if (stage == Stage::mail) return refuse(552, {5, 3, 4}, "Message size exceeds fixed limit");
    return refuse(552, {5, 3, 4}, "Error: message file too big");
}

}  // namespace

const Rule size{"size",
                at(Stage::mail) | at(Stage::data),
                facts::Step::incoming_rules,
                facts::Step::outgoing_rules,
                "is the message within the size limit?",
                "yes",
                "refuses messages above a size, at MAIL when declared, else after the data",
                rows,
                judge};

}  // namespace mailsim::decide::rules
