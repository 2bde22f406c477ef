// A dns node's port: questions over UDP and TCP, answered from the estate's zones as they stand, with lab
// addresses in place of the estate's unless the options say otherwise.
#pragma once
#include "lab/site.hpp"

namespace mailsim::lab {

void answer_datagram(Site& site, Node& node, std::span<const std::uint8_t> query,
                     const sockets::Endpoint& from);
base::Task<void> serve_dns(Site& site, Node& node, std::unique_ptr<sockets::Stream> stream);

}  // namespace mailsim::lab
