// What nodes make of a message on its way: copies for aliases, forwarders and the archive, automatic answers.
#include "path/walker.hpp"

namespace mailsim::path {

Walker::Walker(const Walker& before, const Made& mail)
    : estate_(before.estate_),
      request_(before.request_),
      view_(before.view_),
      transaction_(before.transaction_),
      current_(mail.at),
      made_inside_(before.made_inside_ || !before.still_outside()) {
    view_.trace = &trace_;
    request_.from = transaction_.sender = mail.from;
    request_.to = transaction_.recipient = mail.to;
    if (!mail.expanded) redirect(mail.at);
}

void Walker::make(base::NodeId at, mail::Address from, mail::Address to, const decide::Policies::Entry& by,
                  bool expanded) {
    walk_.made.push_back({from, to, at, std::string(by.rule->name), by.setting->pointer, expanded, {}});
}

void Walker::archive(base::NodeId at) {
    decide::archive(view_, at, transaction_, std::span(&transaction_.recipient, 1),
                    [&](const decide::Policies::Entry& by, mail::Address to) {
                        ask(at, by.rule->step, std::string(by.rule->question),
                            "yes, at " + estate_.book.text(to), std::string(by.rule->name),
                            by.setting->pointer);
                        make(at, transaction_.sender, to, by);
                    });
}

// Aliases and forwarders: the walk goes on with the first address, the others are followed later.
void Walker::redirect(base::NodeId at) {
    if (!decide::redirect(view_, at, transaction_, destined_)) return;
    bool stays = !destined_.front().by;
    const decide::Policies::Entry& by = *destined_[stays ? 1 : 0].by;
    std::string names;
    for (const decide::Destined& one : destined_)
        if (one.by) names += (names.empty() ? "" : ", ") + estate_.book.text(one.recipient);
    if (destined_.back().sender != transaction_.sender)
        names += ", sent as " + estate_.book.text(destined_.back().sender);
    ask(at, submitted_by_person_ ? by.rule->outgoing_step : by.rule->step, std::string(by.rule->question),
        (stays ? "yes, also to " : "yes, to ") + names, std::string(by.rule->name), by.setting->pointer);
    for (std::size_t i = 1; i < destined_.size(); ++i)
        make(at, destined_[i].sender, destined_[i].recipient, *destined_[i].by, true);
    request_.to = transaction_.recipient = destined_.front().recipient;
    request_.from = transaction_.sender = destined_.front().sender;
}

// A mailbox that answers by itself; the answer has no sender.
void Walker::respond(base::NodeId at) {
    tables::Changes changes;
    const decide::Policies::Entry* by = decide::responder(view_, at, transaction_, changes);
    if (!by) return;
    ask(at, by->rule->step, std::string(by->rule->question), "yes, to " + estate_.book.text(request_.from),
        std::string(by->rule->name), by->setting->pointer);
    make(at, {}, request_.from, *by);
}

}  // namespace mailsim::path
