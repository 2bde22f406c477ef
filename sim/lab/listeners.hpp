// The ports of the estate's nodes as listening sockets, and the sessions on them.
#pragma once
#include "base/problems.hpp"
#include "lab/site.hpp"

namespace mailsim::lab {

// Whether this listener speaks a protocol of the lab: webmail, MAPI and ActiveSync have none.
bool on_the_wire(estate::Protocol protocol);
// Opens every port of a node; what cannot be opened goes into problems.
void open_ports(Site& site, Node& node, base::Problems& problems);
// Connections are refused from now on, and those under way are cut.
void close_ports(Node& node);

}  // namespace mailsim::lab
