// telnet: a conversation with a server of the estate, line by line. The machines of smtp, pop3 and imap keep
// the order, decide gives the verdicts; no socket is opened and no time is spent. Not here: TLS, which telnet
// cannot speak.
#pragma once
#include <memory>
#include <string>

#include "teach/world.hpp"

namespace mailsim::teach {

class Talk {
  public:
    virtual ~Talk() = default;
    virtual std::string begin() = 0;                        // what the server says first
    virtual std::string line(const std::string& said) = 0;  // the answer
    virtual bool over() const = 0;
};

// Who sits at the keyboard.
struct Caller {
    base::Ip ip;
    std::string name;
};

// Connects. `said` holds what telnet prints; null: there is no conversation.
std::unique_ptr<Talk> call(World& world, const std::string& host, const std::string& port,
                           const Caller& caller, std::string& said);

std::unique_ptr<Talk> smtp_talk(World& world, base::NodeId node, const estate::Listener& at,
                                const Caller& caller);
std::unique_ptr<Talk> mailbox_talk(World& world, base::NodeId node, const estate::Listener& at,
                                   const Caller& caller);

// Where telnet's user sits: the support desk, in the provider's own network; an assumption.
inline constexpr const char* desk_address = "203.82.48.200";

}  // namespace mailsim::teach
