// The walk itself, step by step. Not for use outside this room.
#pragma once
#include "decide/access.hpp"
#include "decide/next_hop.hpp"
#include "decide/redirect.hpp"
#include "dns/mx.hpp"
#include "path/path.hpp"

namespace mailsim::path {

class Walker {
  public:
    Walker(const estate::Estate& estate, const decide::Policies& policies, const decide::QuotaUse& quotas,
           const Request& request);
    Walk run();
    // Further mail that `before` made on its way, from the node that made it.
    Walker(const Walker& before, const Made& mail);

  private:
    // How one session with a server ended.
    enum class Taken { yes, refused, unreachable };
    struct Target {
        base::NodeId node;
        std::string name;  // for people: its id, or the address when it is none of our nodes
    };

    void follow();
    void archive(base::NodeId at);
    void redirect(base::NodeId at);
    void respond(base::NodeId at);
    void make(base::NodeId at, mail::Address from, mail::Address to, const decide::Policies::Entry& by,
              bool expanded = false);
    void submit(estate::ClientKind kind);
    void send_from_outside();
    void forward(base::NodeId at);
    void into_mailbox(base::NodeId at);
    void after_delivery(base::NodeId at);
    void add_fallback(const decide::NextHop& hop, std::vector<Target>& to);
    std::vector<Target> mx_targets(base::NodeId at, const decide::NextHop& hop);
    std::vector<Target> targets(base::NodeId at, const decide::NextHop& hop);
    void send(base::NodeId at, const decide::NextHop& hop, const std::vector<Target>& targets);
    Taken give_to(base::NodeId at, const Target& target, const estate::Listener& listener, estate::Tls tls);
    Taken unreachable(const Target& target);
    void connected(std::size_t first, std::uint16_t port, estate::Tls tls);
    Taken session(base::NodeId server, const decide::Client& client, const estate::Listener& listener);
    bool stage(base::NodeId server, decide::Stage stage, const decide::Client& client);
    bool signs_in(base::NodeId server, const decide::Client& client, const estate::Listener& listener);
    bool answers(base::NodeId node) const;
    bool will_not_offer(base::NodeId server, const decide::Client& client);
    bool checks_spf(base::NodeId server) const;
    bool still_outside() const;
    decide::Client sender_at(base::NodeId node) const;

    void ask(base::NodeId at, facts::Step step, std::string question, std::string answer, std::string rule,
             std::string pointer = "", std::string next = "");
    void end(mail::Outcome outcome, base::NodeId at, const mail::Reply& reply, const std::string& text,
             const std::string& rule, const std::string& pointer);
    void fail(base::NodeId at, const mail::Reply& reply, const std::string& text, const std::string& rule,
              const std::string& pointer);
    std::string id(base::NodeId node) const { return estate_.node(node).id; }

    const estate::Estate& estate_;
    Request request_;
    decide::Trace trace_;
    decide::View view_;
    decide::Transaction transaction_;
    Walk walk_;
    decide::Verdict last_;
    base::NodeId current_;  // who holds the message
    bool ended_ = false;
    bool greeted_ = false;  // by the server that was asked last
    bool submitted_by_person_ = false;
    bool made_inside_ = false;  // by a node of the estate that had taken the mail
    std::vector<decide::Destined> destined_;
};

}  // namespace mailsim::path
