// A mailbox that answers by itself (RFC 3834): each sender once in a period; never the null sender, lists or
// other automatic senders. The answer has the null sender, so it is never answered in turn.
#include <algorithm>

#include "base/names.hpp"
#include "decide/rules/all.hpp"
#include "tables/keys.hpp"

namespace mailsim::decide::rules {
namespace {

enum { mailbox, period };
constexpr base::Parameter rows[] = {
    {"mailbox", "recipients", "", "", "one or more addresses", "who answers", "RFC 3834",
     base::Mark::verified},
    {"period", "duration", "d", "7 d", "at least 1 s",
     "how long a sender who was answered gets no other answer", "RFC 5230 4.1", base::Mark::verified},
};

// Addresses that nobody reads (RFC 3834 2).
bool is_automatic(std::string_view local) {
    std::string name = base::lower_case(local);
    return name == "mailer-daemon" || name.starts_with("owner-") || name.ends_with("-owner") ||
           name.ends_with("-request") || name.starts_with("bounce") || name.find("noreply") != name.npos ||
           name.find("no-reply") != name.npos || name.find("-bounces") != name.npos;
}

std::uint64_t key(const Transaction& t) { return tables::joined(t.recipient.key(), t.sender.key()); }

bool responds(const View& view, const estate::Setting& setting, const Transaction& t) {
    const auto& who = setting.values[mailbox].recipients;
    if (std::find(who.begin(), who.end(), t.recipient) == who.end()) return false;
    if (t.sender.null() || t.automatic || t.sender == t.recipient) return false;
    if (view.tables && view.tables->answered.count(key(t), view.now) > 0) return false;
    return !is_automatic(view.estate.book.local_text(t.sender));
}

void remember(const View&, const estate::Node&, const estate::Setting& setting, Stage, const Client&,
              const Transaction& t, tables::Changes& changes) {
    changes.add({tables::Change::Kind::answered, key(t), 0, {}, setting.values[period].duration()});
}

}  // namespace

const Rule autoresponder{.name = "autoresponder",
                         .stages = 0,
                         .step = facts::Step::deliver,
                         .outgoing_step = facts::Step::deliver_local,
                         .question = "does the mailbox answer by itself?",
                         .pass = "no",
                         .meaning = "answers each sender once in a period, never lists or the null sender",
                         .parameters = rows,
                         .judge = nullptr,
                         .remember = remember,
                         .responds = responds};

}  // namespace mailsim::decide::rules
