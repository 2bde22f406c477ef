// A node's verdict at one stage: its rules of that stage in their order; the first that objects decides.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "decide/rule.hpp"

namespace mailsim::decide {

// The rules of each node by stage, made once for an estate.
class Policies {
  public:
    explicit Policies(const estate::Estate& estate);
    struct Entry {
        const Rule* rule;
        const estate::Setting* setting;
    };
    std::span<const Entry> at(base::NodeId node, Stage stage) const {
        return by_stage_[node.index()][static_cast<std::size_t>(stage)];
    }
    // What happens after a node has taken mail: where it goes instead, whether it is archived, answered.
    std::span<const Entry> redirecting(base::NodeId node) const { return redirecting_[node.index()]; }
    std::span<const Entry> archiving(base::NodeId node) const { return archiving_[node.index()]; }
    std::span<const Entry> responding(base::NodeId node) const { return responding_[node.index()]; }

  private:
    std::vector<std::array<std::vector<Entry>, stage_count>> by_stage_;
    std::vector<std::vector<Entry>> redirecting_, archiving_, responding_;  // by NodeId
};

// One question, for people: which rule asked what and got which answer.
struct Asked {
    base::NodeId node;
    facts::Step step = facts::Step::none;
    std::string question, answer, rule, pointer;
    std::uint16_t port = 0;
    estate::Tls tls = estate::Tls::none;
    std::string next;
    bool decided = false;  // this answer ended the message's way here
};
struct Trace {
    std::vector<Asked> asked;
};

// The verdict of `node` at `stage`, with the cost of the stage itself and of every rule asked.
Verdict judge(const View& view, base::NodeId node, Stage stage, const Client& client,
              const Transaction& transaction);

// The reply's text with names put in.
std::string reply_text(const View& view, base::NodeId node, const mail::Reply& reply, const Client& client,
                       const Transaction& transaction);

}  // namespace mailsim::decide
