// What the command line says about a lab.
#pragma once
#include <cstdint>
#include <string>

#include "base/ip.hpp"

namespace mailsim::lab {

struct Options {
    std::uint16_t port_offset = 0;  // added to every port of the estate: above 1023 without root
    base::Ip first;               // nodes get addresses from here on; none: loopback, by their estate address
    double speed = 1;             // of the lab's clock: retries, faults, silence
    bool true_addresses = false;  // DNS answers with the estate's own addresses
    std::string state;            // folder that keeps mailboxes and queues; "": memory
    std::string ca_out;           // file for the authority's certificate; "": none
};

}  // namespace mailsim::lab
