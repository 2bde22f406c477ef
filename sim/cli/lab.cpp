// mailsim lab: the estate on real sockets.
#include "lab/lab.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "base/quantity.hpp"
#include "cli/inputs.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"

namespace mailsim::cli {
namespace {

class Lab : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("SCENARIO", scenario_, "what happens on the estate; without it, nothing fails");
        options.value("--topology", names_.topology, "T",
                      "a file, or the name of a shipped one (default: nayatel)");
        options.values("--set", names_.sets, "POINTER=VALUE",
                       "changes one value: /topology/... of the estate, other pointers of the scenario");
        options.value("--port-offset", offset_, "N", "added to every port, so that no root is needed");
        options.value("--speed", speed_, "X",
                      "the lab's clock: with 60, an hour of retries and faults is a minute");
        options.flag("--true-addresses", lab_.true_addresses, "DNS answers with the estate's own addresses");
        options.value("--ca-out", lab_.ca_out, "FILE", "writes the certificate of the lab's authority");
        options.value("--state", lab_.state, "DIR",
                      "keeps mailboxes and queues there; without it, in memory");
        options.value("--bind", bind_, "ADDRESS",
                      "nodes get the addresses from here on, in place of loopback ones");
        options.flag("--json", json, "one JSON document a line for each listener");
        options.example(
            "mailsim lab --port-offset 10000\n"
            "  mailsim lab faults/quota-full --port-offset 10000 --speed 60\n"
            "  mailsim lab --port-offset 10000 --ca-out ca.pem --state lab-state");
    }

    int run() override {
        names_.scenario = scenario_;
        read_options();
        Inputs inputs = read_inputs(names_);
        std::unique_ptr<lab::Lab> opened = open(inputs);
        lab::Lab& lab = *opened;
        std::string text = json ? lines(lab) : table(lab);
        print(text);
        std::fflush(stdout);
        std::fprintf(stderr, "%s", lab.notes().c_str());
        std::fprintf(stderr, "The lab is open; Ctrl-C closes it.\n");
        lab.run();
        std::fprintf(stderr, "The lab is closed.\n");
        return yes;
    }

  private:
    std::unique_ptr<lab::Lab> open(Inputs& inputs) try {
        auto lab = std::make_unique<lab::Lab>(inputs.estate, inputs.scenario, lab_);
        if (base::Problems problems = lab->open(); !problems.empty()) throw WrongInput(problems);
        return lab;
    } catch (const lab::WrongOption& wrong) {
        throw WrongInput(wrong.option, wrong.what());
    }

    void read_options() {
        double offset = number("--port-offset", offset_, 0, 60000);
        lab_.port_offset = static_cast<std::uint16_t>(offset);
        if (lab_.port_offset != offset)
            throw WrongInput("--port-offset", fmt::format("'{}' is not a whole number", offset_));
        lab_.speed = number("--speed", speed_, 0.001, 1e6);
        if (bind_.empty()) return;
        auto address = base::parse_ip(bind_);
        if (!address) throw WrongInput("--bind", address.error());
        if (!address->is_v4() || address->v4_number() >> 24 == 0 || address->v4_number() >> 24 >= 224)
            throw WrongInput("--bind", fmt::format("'{}' is not the IPv4 address of one node", bind_));
        lab_.first = *address;
    }

    static double number(const std::string& option, const std::string& text, double least, double most) {
        std::size_t used = 0;
        double value = 0;
        try {
            value = std::stod(text, &used);
        } catch (const std::exception&) {
        }
        if (used != text.size() || text.empty() || !(value >= least && value <= most))
            throw WrongInput(option,
                             fmt::format("'{}' is not a number from {:g} to {:g}", text, least, most));
        return value;
    }

    static std::string lines(const lab::Lab& lab) {
        std::string out;
        for (const lab::Port& port : lab.ports())
            out += json::compact(json::Value::object({{"node", port.node},
                                                      {"protocol", port.protocol},
                                                      {"address", port.address},
                                                      {"port", port.port},
                                                      {"tls", port.tls},
                                                      {"estate_address", port.estate_address}})) +
                   "\n";
        return out;
    }

    static std::string table(const lab::Lab& lab) {
        std::string out = fmt::format("{:<12} {:<11} {:<16} {:>5}  {:<9} {}\n", "node", "protocol", "address",
                                      "port", "tls", "in the estate");
        for (const lab::Port& port : lab.ports())
            out += fmt::format("{:<12} {:<11} {:<16} {:>5}  {:<9} {}\n", port.node, port.protocol,
                               port.address, port.port, port.tls, port.estate_address);
        out += "\nTo try:\n";
        for (const std::string& command : lab.commands()) out += "  " + command + "\n";
        return out;
    }

    std::string scenario_, offset_ = "0", speed_ = "1", bind_;
    InputNames names_;
    lab::Options lab_;
};

}  // namespace

std::unique_ptr<Subcommand> make_lab() { return std::make_unique<Lab>(); }

}  // namespace mailsim::cli
