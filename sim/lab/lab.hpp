// The estate on real sockets: every node answers on an address of its own and passes mail on to the others.
// Not here: the command line, and what is decided.
#pragma once
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "estate/estate.hpp"
#include "lab/options.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::lab {

// One listening port.
struct Port {
    std::string node, protocol, address, estate_address, tls;
    std::uint16_t port = 0;
};

// An option that cannot be followed: its name, and why in what().
struct WrongOption : std::runtime_error {
    WrongOption(std::string its_option, const std::string& why)
        : std::runtime_error(why), option(std::move(its_option)) {}
    std::string option;
};

class Lab {
  public:
    // Both must outlive the lab. Throws WrongOption when the state's folder or the authority's file cannot be
    // written.
    Lab(estate::Estate& estate, const scenario::Scenario& scenario, Options options);
    ~Lab();

    // Opens all ports. On problems nothing may be run.
    base::Problems open();
    std::vector<Port> ports() const;
    // Commands to try, ready to paste, one a line with its meaning behind "#".
    std::vector<std::string> commands() const;
    std::string notes() const;  // who clients are, passwords, what is exposed
    // Until SIGINT or SIGTERM.
    void run();

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailsim::lab
