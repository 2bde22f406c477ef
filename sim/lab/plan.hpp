// Which address stands for which: every node of the estate has one loopback address, which stands for all of
// its own, and a source address tells who a client is. 203.82.48.116 is 127.0.1.116: the last number stays,
// the third numbers the estate's networks in order of appearance. Not here: ports.
#pragma once
#include <map>
#include <unordered_map>

#include "estate/estate.hpp"

namespace mailsim::lab {

class Plan {
  public:
    // first: nodes get this address and those that follow it, in their order; none: loopback as above.
    Plan(const estate::Estate& estate, base::Ip first);

    base::Ip of(base::NodeId node) const { return of_node_[node.index()]; }
    base::NodeId node_at(const base::Ip& lab) const;   // invalid: nobody's
    base::Ip to_lab(const base::Ip& estate) const;     // an address that is no node's stays as it is
    base::Ip to_estate(const base::Ip& lab) const;     // the other way
    base::Ip customers() const { return customers_; }  // clients from here are the customers' network
    // How the estate sees a client with this source address. people: the port is for people's programs
    // (submission, POP3, IMAP), where a stranger's address counts as the customers' network.
    base::Ip seen(const base::Ip& source, bool people) const;

  private:
    base::Ip place(const base::Ip& estate, std::uint32_t number);
    const estate::Estate& estate_;
    base::Ip first_, customers_;
    std::map<std::uint32_t, std::uint8_t> networks_;  // /24 of the estate -> third number
    std::vector<base::Ip> of_node_;
    std::unordered_map<base::Ip, base::Ip> to_lab_, to_estate_;
};

}  // namespace mailsim::lab
